-- What a Flink user does with a catalog, in one sitting. Comments above a statement are assertions.

CREATE CATALOG tarn WITH ('type' = 'paimon', ${catalog_options});
USE CATALOG tarn;

-- Databases
CREATE DATABASE sales WITH ('team' = 'orders');
CREATE DATABASE IF NOT EXISTS sales;
-- fails: already exist
CREATE DATABASE sales;
-- expect: [[default],[sales]]
SHOW DATABASES;
USE sales;
-- fails: does not exist
USE nowhere;

-- Tables of the three kinds
CREATE TABLE customers (id INT, name STRING, city STRING, PRIMARY KEY (id) NOT ENFORCED) WITH ('bucket' = '1');
CREATE TABLE clicks (id BIGINT, page STRING);
CREATE TABLE orders (id INT, dt STRING, amount INT, PRIMARY KEY (id, dt) NOT ENFORCED) PARTITIONED BY (dt) WITH ('bucket' = '1');
-- fails: already exist
CREATE TABLE clicks (id BIGINT);
-- expect: [[clicks],[customers],[orders]]
SHOW TABLES;
-- fails: Object 'missing' not found
SELECT * FROM missing;
-- expect: []
SELECT * FROM clicks;

-- Batch: primary key, append, partitioned
INSERT INTO customers VALUES (1, 'ann', 'Oslo'), (2, 'bob', 'Rome'), (3, 'cid', 'Bern');
INSERT INTO customers VALUES (2, 'bob', 'Riga');
-- expect: [[1,ann,Oslo],[2,bob,Riga],[3,cid,Bern]]
SELECT * FROM customers ORDER BY id;
INSERT INTO clicks VALUES (1, 'home'), (1, 'home'), (2, 'cart');
-- expect: [[1,2],[2,1]]
SELECT id, COUNT(*) FROM clicks GROUP BY id ORDER BY id;
INSERT INTO orders VALUES (1, '2026-11-01', 10), (2, '2026-11-02', 20), (3, '2026-11-02', 30);
-- expect: [[2026-11-01,10],[2026-11-02,50]]
SELECT dt, SUM(amount) FROM orders GROUP BY dt ORDER BY dt;
INSERT OVERWRITE orders PARTITION (dt = '2026-11-02') SELECT 4, 40;
-- expect: [[1,2026-11-01,10],[4,2026-11-02,40]]
SELECT * FROM orders ORDER BY id;
-- expect: [[dt=2026-11-01],[dt=2026-11-02]]
SHOW PARTITIONS orders;

-- UPDATE and DELETE
UPDATE customers SET city = 'Lima' WHERE id = 3;
DELETE FROM customers WHERE id = 1;
-- expect: [[2,bob,Riga],[3,cid,Lima]]
SELECT * FROM customers ORDER BY id;

-- Time travel
-- expect: [[1,APPEND],[2,APPEND],[3,APPEND],[4,APPEND]]
SELECT snapshot_id, commit_kind FROM customers$snapshots WHERE commit_kind <> 'COMPACT' ORDER BY snapshot_id;
-- expect: [[1,ann,Oslo],[2,bob,Rome],[3,cid,Bern]]
SELECT * FROM customers /*+ OPTIONS('scan.snapshot-id' = '1') */ ORDER BY id;
-- expect: [[1,ann,Oslo],[2,bob,Riga],[3,cid,Lima]]
SELECT * FROM customers /*+ OPTIONS('scan.snapshot-id' = '3') */ ORDER BY id;

-- Schema changes
ALTER TABLE customers ADD (score INT);
ALTER TABLE customers RENAME city TO town;
ALTER TABLE customers MODIFY (score BIGINT);
INSERT INTO customers VALUES (4, 'dot', 'Kyiv', 7000000000);
-- expect: [[2,bob,Riga,null],[3,cid,Lima,null],[4,dot,Kyiv,7000000000]]
SELECT id, name, town, score FROM customers ORDER BY id;
ALTER TABLE customers DROP (town);
-- expect: [[2,bob,null],[3,cid,null],[4,dot,7000000000]]
SELECT * FROM customers ORDER BY id;
-- fails: town
SELECT town FROM customers;
-- Flink plans with the latest columns, whatever the snapshot
-- expect: [[1,ann,null],[2,bob,null],[3,cid,null]]
SELECT * FROM customers /*+ OPTIONS('scan.snapshot-id' = '1') */ ORDER BY id;
ALTER TABLE customers SET ('snapshot.num-retained.max' = '50');
-- expect: [[50]]
SELECT `value` FROM customers$options WHERE `key` = 'snapshot.num-retained.max';
ALTER TABLE customers RESET ('snapshot.num-retained.max');
-- expect: []
SELECT `value` FROM customers$options WHERE `key` = 'snapshot.num-retained.max';

-- Views: named queries that the engine expands, under the same names as tables
CREATE VIEW high_scores AS SELECT id, name FROM customers WHERE score > 5;
-- expect: [[4,dot]]
SELECT * FROM high_scores;
-- expect: [[high_scores]]
SHOW VIEWS;
-- fails: exist
CREATE VIEW high_scores AS SELECT 1 AS n;
CREATE VIEW IF NOT EXISTS high_scores AS SELECT 1 AS n;
-- fails: exist
CREATE TABLE high_scores (id INT);
-- fails: exist
CREATE VIEW customers AS SELECT 1 AS n;
-- expect: [[4,dot]]
SELECT * FROM high_scores;
DROP VIEW high_scores;
DROP VIEW IF EXISTS high_scores;
-- fails: high_scores
SELECT * FROM high_scores;
-- expect: []
SHOW VIEWS;

-- Functions
CREATE FUNCTION doubled AS 'io.tarn.engines.programs.Doubled' LANGUAGE JAVA;
-- fails: exist
CREATE FUNCTION doubled AS 'io.tarn.engines.programs.Doubled' LANGUAGE JAVA;
-- expect: [[doubled]]
SHOW USER FUNCTIONS;
-- expect: [[4,14000000000]]
SELECT id, doubled(score) FROM customers WHERE score > 5;
DROP FUNCTION doubled;
-- fails: doubled
SELECT doubled(score) FROM customers;
-- fails: exist
DROP FUNCTION doubled;

-- LIKE and RENAME
CREATE TABLE customers_copy WITH ('bucket' = '1') LIKE customers (EXCLUDING OPTIONS);
INSERT INTO customers_copy SELECT * FROM customers;
ALTER TABLE customers_copy RENAME TO customers_old;
-- expect: [[2,bob,null],[3,cid,null],[4,dot,7000000000]]
SELECT * FROM customers_old ORDER BY id;
INSERT INTO customers_old VALUES (5, 'eve', 1);
-- expect: [[4]]
SELECT COUNT(*) FROM customers_old;
-- expect: [[3]]
SELECT COUNT(*) FROM customers;
-- expect: [[clicks],[customers],[customers_old],[orders]]
SHOW TABLES;

-- A name that is dropped is free, and the new table is empty
DROP TABLE customers_old;
DROP TABLE IF EXISTS customers_old;
-- fails: does not exist
DROP TABLE customers_old;
CREATE TABLE customers_old (id INT);
-- expect: []
SELECT * FROM customers_old;

-- Streaming, with checkpoints
SET 'execution.runtime-mode' = 'streaming';
SET 'execution.checkpointing.interval' = '500 ms';
CREATE TEMPORARY TABLE source (id BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '100', 'fields.id.kind' = 'sequence', 'fields.id.start' = '1', 'fields.id.end' = '300');
CREATE TABLE events (id BIGINT, label STRING, PRIMARY KEY (id) NOT ENFORCED) WITH ('bucket' = '1');
INSERT INTO events SELECT id, 'event ' || CAST(id AS STRING) FROM source;
SET 'execution.runtime-mode' = 'batch';
-- expect: [[300,1,300,300]]
SELECT COUNT(*), MIN(id), MAX(id), COUNT(DISTINCT label) FROM events;
-- expect: [[true]]
SELECT COUNT(DISTINCT commit_identifier) >= 3 FROM events$snapshots;

-- The end
USE `default`;
-- fails: not empty
DROP DATABASE sales;
DROP DATABASE sales CASCADE;
-- expect: [[default]]
SHOW DATABASES;
