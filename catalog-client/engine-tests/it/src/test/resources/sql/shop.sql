-- A shop, from its first database to its last drop: what users of Flink and Paimon do, in one sitting. Comments above a
-- statement are assertions. A statement that some version of the client cannot do has a name (step), under which
-- client-limits.txt says which versions cannot, and why. What an id of a snapshot depends on is write-only: only then
-- does no compaction come between.

CREATE CATALOG tarn WITH ('type' = 'paimon', ${catalog_options});
USE CATALOG tarn;
-- expect: [[tarn]]
SHOW CURRENT CATALOG;

-- Databases
CREATE DATABASE shop COMMENT 'all of the shop' WITH ('team' = 'orders');
CREATE DATABASE IF NOT EXISTS shop;
-- fails: exist
CREATE DATABASE shop;
ALTER DATABASE shop SET ('team' = 'sales', 'tier' = 'gold');
CREATE DATABASE attic;
-- expect: [[attic],[default],[shop]]
SHOW DATABASES;
DROP DATABASE attic;
-- fails: does not exist
USE attic;
USE shop;

-- Tables
CREATE TABLE customers (id INT, name STRING, city STRING, PRIMARY KEY (id) NOT ENFORCED) COMMENT 'who buys' WITH ('bucket' = '1', 'write-only' = 'true');
CREATE TABLE clicks (id BIGINT, page STRING) WITH ('write-only' = 'true');
CREATE TABLE orders (id INT, dt STRING, hh INT, amount DECIMAL(10, 2), PRIMARY KEY (id, dt, hh) NOT ENFORCED) PARTITIONED BY (dt, hh) WITH ('bucket' = '1', 'write-only' = 'true');
CREATE TABLE profiles (id INT, home ROW<street STRING, zip INT>, tags ARRAY<STRING>, traits MAP<STRING, INT>, PRIMARY KEY (id) NOT ENFORCED) WITH ('bucket' = '1');
CREATE TABLE totals (page STRING, hits BIGINT, PRIMARY KEY (page) NOT ENFORCED) WITH ('bucket' = '1', 'merge-engine' = 'aggregation', 'fields.hits.aggregate-function' = 'sum');
CREATE TABLE IF NOT EXISTS customers (other INT);
-- fails: exist
CREATE TABLE customers (other INT);
-- expect: [[clicks],[customers],[orders],[profiles],[totals]]
SHOW TABLES;
-- expect: [[orders]]
SHOW TABLES LIKE 'ord%';
-- expect: [[id,INT,false,PRI(id),null,null],[name,STRING,true,null,null,null],[city,STRING,true,null,null,null]]
DESCRIBE customers;
-- fails: Object 'missing' not found
SELECT * FROM missing;
-- expect: []
SELECT * FROM clicks;
SHOW CREATE TABLE orders;

-- Batch writes and reads
INSERT INTO customers VALUES (1, 'ann', 'Oslo'), (2, 'bob', 'Rome'), (3, 'cid', 'Bern');
INSERT INTO customers VALUES (2, 'bob', 'Riga'), (4, 'dot', 'Kyiv');
UPDATE customers SET city = 'Lima' WHERE id = 3;
DELETE FROM customers WHERE id = 1;
-- expect: [[2,bob,Riga],[3,cid,Lima],[4,dot,Kyiv]]
SELECT * FROM customers ORDER BY id;
INSERT INTO clicks VALUES (1, 'home'), (1, 'cart'), (2, 'home');
INSERT INTO clicks SELECT id + 10, page FROM clicks;
-- expect: [[home,4],[cart,2]]
SELECT page, COUNT(*) FROM clicks GROUP BY page ORDER BY 2 DESC;
INSERT INTO totals VALUES ('home', 3), ('cart', 1);
INSERT INTO totals VALUES ('home', 4);
-- expect: [[cart,1],[home,7]]
SELECT * FROM totals ORDER BY page;
INSERT INTO profiles VALUES (1, ROW('Main', 100), ARRAY['a', 'b'], MAP['x', 1]);
INSERT INTO orders VALUES (1, '2026-11-01', 8, 10.50), (2, '2026-11-01', 9, 20), (3, '2026-11-02', 8, 30), (4, '2026-11-03', 8, 40);
INSERT OVERWRITE orders PARTITION (dt = '2026-11-02', hh = 8) SELECT 5, CAST(50.25 AS DECIMAL(10, 2));
-- expect: [[1,2026-11-01,8,10.50],[2,2026-11-01,9,20.00],[4,2026-11-03,8,40.00],[5,2026-11-02,8,50.25]]
SELECT * FROM orders ORDER BY id;
-- expect: [[bob,50.25]]
SELECT c.name, o.amount FROM customers AS c JOIN orders AS o ON c.id + 3 = o.id;

-- CTAS and LIKE
CREATE TABLE big_orders AS SELECT id, amount FROM orders WHERE amount > 15;
-- expect: [[3,110.25]]
SELECT COUNT(*), SUM(amount) FROM big_orders;
CREATE TABLE customers_new WITH ('bucket' = '1') LIKE customers (EXCLUDING OPTIONS);
INSERT INTO customers_new SELECT * FROM customers;
-- step: like-with-options
CREATE TABLE customers_twin LIKE customers;
CREATE TABLE IF NOT EXISTS customers_twin (id INT, name STRING, city STRING, PRIMARY KEY (id) NOT ENFORCED) WITH ('bucket' = '1');
-- expect: []
SELECT * FROM customers_twin;
INSERT INTO customers_twin VALUES (9, 'twin', 'Rome');
DROP TABLE customers_twin;
DROP TABLE IF EXISTS customers_twin;
-- fails: does not exist
DROP TABLE customers_twin;
-- expect: [[2,bob,Riga],[3,cid,Lima],[4,dot,Kyiv]]
SELECT * FROM customers ORDER BY id;

-- Schema changes
ALTER TABLE customers_new ADD (score INT COMMENT 'from 0 to 9', mail STRING AFTER name);
ALTER TABLE customers_new RENAME city TO town;
ALTER TABLE customers_new MODIFY (score BIGINT COMMENT 'from 0');
ALTER TABLE customers_new DROP (mail);
ALTER TABLE customers_new ADD mail STRING FIRST;
-- expect: [[mail,STRING,true,null,null,null,null],[id,INT,false,PRI(id),null,null,null],[name,STRING,true,null,null,null,null],[town,STRING,true,null,null,null,null],[score,BIGINT,true,null,null,null,from0]]
DESCRIBE customers_new;
-- expect: [[null,2,bob,Riga,null],[null,3,cid,Lima,null],[null,4,dot,Kyiv,null]]
SELECT * FROM customers_new ORDER BY id;
-- Flink plans with the latest columns, whatever the snapshot
-- expect: [[null,2,bob,Riga,null],[null,3,cid,Lima,null],[null,4,dot,Kyiv,null]]
SELECT * FROM customers_new /*+ OPTIONS('scan.snapshot-id' = '1') */ ORDER BY id;
-- fails: nowhere
ALTER TABLE customers_new DROP (nowhere);
ALTER TABLE customers_new SET ('comment' = 'who buys, anew', 'snapshot.num-retained.max' = '50');
-- expect: [[who buys, anew]]
SELECT `comment` FROM customers_new$schemas ORDER BY schema_id DESC LIMIT 1;
-- expect: [[50]]
SELECT `value` FROM customers_new$options WHERE `key` = 'snapshot.num-retained.max';
ALTER TABLE customers_new RESET ('snapshot.num-retained.max');
-- fails: merge-engine
ALTER TABLE customers SET ('merge-engine' = 'aggregation');
ALTER TABLE profiles MODIFY (home ROW<street STRING, zip BIGINT, land STRING>);
INSERT INTO profiles VALUES (2, ROW('Side', 7000000000, 'NO'), ARRAY['c'], MAP['y', 2]);
-- expect: [[1,100,null,2,null],[2,7000000000,NO,1,2]]
SELECT id, profiles.home.zip, profiles.home.land, CARDINALITY(tags), traits['y'] FROM profiles ORDER BY id;
CALL sys.alter_column_default_value('shop.customers_new', 'town', 'Oslo');
INSERT INTO customers_new (id, name) VALUES (5, 'eve');
-- expect: [[Oslo]]
SELECT town FROM customers_new WHERE id = 5;
-- expect: [[9]]
SELECT COUNT(*) FROM customers_new$schemas;

-- Views and functions
CREATE VIEW rich COMMENT 'large orders' AS SELECT id, amount FROM orders WHERE amount > 30;
-- expect: [[4,40.00],[5,50.25]]
SELECT * FROM rich ORDER BY id;
ALTER VIEW rich RENAME TO richest;
-- expect: [[richest]]
SHOW VIEWS;
-- fails: exist
CREATE TABLE richest (id INT);
-- fails: exist
CREATE VIEW customers AS SELECT 1 AS n;
CREATE VIEW IF NOT EXISTS richest AS SELECT 1 AS n;
DROP VIEW richest;
DROP VIEW IF EXISTS richest;
-- fails: richest
SELECT * FROM richest;
CREATE FUNCTION doubled AS 'io.tarn.engines.programs.Doubled' LANGUAGE JAVA;
-- expect: [[4,8]]
SELECT id, doubled(CAST(id AS BIGINT)) FROM customers WHERE id = 4;
CALL sys.create_function('shop.area', '[{"id": 0, "name": "length", "type": "INT"}, {"id": 1, "name": "width", "type": "INT"}]', '[{"id": 0, "name": "area", "type": "BIGINT"}]', true, 'of a rectangle', 'owner=shop');
CALL sys.alter_function('shop.area', '{"action": "updateComment", "comment": "length times width"}');
-- expect: [[area],[doubled]]
SHOW USER FUNCTIONS;
CALL sys.drop_function('shop.area');
-- fails: exist
CREATE FUNCTION doubled AS 'io.tarn.engines.programs.Doubled' LANGUAGE JAVA;
DROP FUNCTION doubled;
-- fails: exist
DROP FUNCTION doubled;

-- System tables
-- expect: [[1,0,APPEND],[2,0,APPEND],[3,0,APPEND],[4,0,APPEND]]
SELECT snapshot_id, schema_id, commit_kind FROM customers$snapshots ORDER BY snapshot_id;
-- expect: [[4]]
SELECT COUNT(*) FROM customers$files;
-- expect: [[true]]
SELECT COUNT(*) > 0 FROM customers$manifests;
-- expect: [[4,4,4]]
SELECT COUNT(DISTINCT `partition`), SUM(record_count), SUM(file_count) FROM orders$partitions;
-- expect: [[4,0,4]]
SELECT COUNT(*), MAX(bucket), SUM(record_count) FROM orders$buckets;
-- expect: [[hits,[sum]]]
SELECT field_name, `function` FROM totals$aggregation_fields WHERE field_name = 'hits';
ANALYZE TABLE clicks COMPUTE STATISTICS;
-- expect: [[6]]
SELECT mergedRecordCount FROM clicks$statistics;
-- expect: [[+I,2],[+I,4],[+U,3],[-D,1]]
SELECT rowkind, id FROM customers$audit_log ORDER BY rowkind, id;
-- expect: [[+I,[5]]]
SELECT rowkind, id FROM big_orders$binlog WHERE id[1] = 5;
-- step: system-tables-list
-- expect: [[big_orders],[clicks],[customers],[customers_new],[orders],[profiles],[totals]]
SELECT table_name FROM sys.`tables` WHERE database_name = 'shop' ORDER BY table_name;
-- expect: [[sum]]
SELECT `value` FROM sys.all_table_options WHERE database_name = 'shop' AND `key` = 'fields.hits.aggregate-function';
-- step: system-catalog-options
-- expect: [[rest]]
SELECT `value` FROM sys.catalog_options WHERE `key` = 'metastore';

-- Time travel
-- let: second
SELECT CAST(commit_time AS STRING) FROM customers$snapshots WHERE snapshot_id = 2;
-- expect: [[1,ann,Oslo],[2,bob,Rome],[3,cid,Bern]]
SELECT * FROM customers /*+ OPTIONS('scan.snapshot-id' = '1') */ ORDER BY id;
-- expect: [[1,ann,Oslo],[2,bob,Riga],[3,cid,Bern],[4,dot,Kyiv]]
SELECT * FROM customers /*+ OPTIONS('scan.timestamp' = '${second}') */ ORDER BY id;
-- expect: [[1,ann,Oslo],[2,bob,Riga],[3,cid,Bern],[4,dot,Kyiv]]
SELECT * FROM customers FOR SYSTEM_TIME AS OF TIMESTAMP '${second}' ORDER BY id;
-- expect: [[2,bob,Riga],[4,dot,Kyiv]]
SELECT * FROM customers /*+ OPTIONS('incremental-between' = '1,2') */ ORDER BY id;

-- Tags
CALL sys.create_tag(`table` => 'shop.customers', tag => 'opening', snapshot_id => 1);
CALL sys.create_tag(`table` => 'shop.customers', tag => 'today', time_retained => '1 d');
-- fails: exist
CALL sys.create_tag('shop.customers', 'today');
-- expect: [[opening,1],[today,4]]
SELECT tag_name, snapshot_id FROM customers$tags ORDER BY tag_name;
-- expect: [[3]]
SELECT COUNT(*) FROM customers /*+ OPTIONS('scan.tag-name' = 'opening') */;
CALL sys.rename_tag('shop.customers', 'today', 'now');
CALL sys.replace_tag('shop.customers', 'now', 3, '2 d');
-- let: second_millis
SELECT UNIX_TIMESTAMP(CAST(commit_time AS STRING)) * 1000 + EXTRACT(MILLISECOND FROM commit_time) FROM customers$snapshots WHERE snapshot_id = 2;
CALL sys.create_tag_from_timestamp('shop.customers', 'dated', ${second_millis}, '1 d');
-- expect: [[dated,2],[now,3],[opening,1]]
SELECT tag_name, snapshot_id FROM customers$tags ORDER BY tag_name;
-- expect: [[4]]
SELECT COUNT(*) FROM customers FOR SYSTEM_TIME AS OF TIMESTAMP '${second}';
CALL sys.delete_tag('shop.customers', 'dated,now');
-- expect: [[opening]]
SELECT tag_name FROM customers$tags;

-- Branches. The client keeps a table's schema for ten minutes by default, and does not notice that a fast-forward or a
-- rollback changes it.
CREATE CATALOG fresh WITH ('type' = 'paimon', 'cache-enabled' = 'false', ${catalog_options});
USE CATALOG fresh;
USE shop;
CALL sys.create_branch('shop.customers', 'copy');
CALL sys.create_branch('shop.customers', 'trial', 'opening');
-- fails: exist
CALL sys.create_branch('shop.customers', 'trial');
-- expect: [[copy],[trial]]
SELECT branch_name FROM customers$branches ORDER BY branch_name;
INSERT INTO customers$branch_copy VALUES (7, 'gus', 'Pisa');
-- expect: [[2,bob,Riga],[3,cid,Lima],[4,dot,Kyiv],[7,gus,Pisa]]
SELECT * FROM customers$branch_copy ORDER BY id;
INSERT INTO customers$branch_trial VALUES (1, 'ann', 'Nice'), (6, 'fay', 'Graz');
-- expect: [[1,ann,Nice],[2,bob,Rome],[3,cid,Bern],[6,fay,Graz]]
SELECT * FROM customers$branch_trial ORDER BY id;
-- expect: [[2,bob,Riga],[3,cid,Lima],[4,dot,Kyiv]]
SELECT * FROM customers ORDER BY id;
-- expect: [[1],[2]]
SELECT snapshot_id FROM customers$branch_trial$snapshots ORDER BY snapshot_id;
ALTER TABLE customers$branch_trial ADD (score INT);
INSERT INTO customers$branch_trial VALUES (8, 'hal', 'Metz', 9);
-- expect: [[8,hal,Metz,9]]
SELECT * FROM customers$branch_trial WHERE score IS NOT NULL;
-- expect: [[3]]
SELECT COUNT(*) FROM customers$snapshots WHERE snapshot_id > 1;
CALL sys.fast_forward('shop.customers', 'trial');
-- expect: [[1,ann,Nice,null],[2,bob,Rome,null],[3,cid,Bern,null],[6,fay,Graz,null],[8,hal,Metz,9]]
SELECT * FROM customers ORDER BY id;
INSERT INTO customers VALUES (9, 'ida', 'Gent', 5);
-- expect: [[1],[2],[3],[4]]
SELECT snapshot_id FROM customers$snapshots ORDER BY snapshot_id;
CALL sys.delete_branch('shop.customers', 'copy,trial');
-- expect: []
SELECT branch_name FROM customers$branches;
CALL sys.create_branch('shop.orders', 'late');
-- step: rename-branch
CALL sys.rename_branch('shop.orders', 'late', 'later');
-- step: rename-branch-back
CALL sys.rename_branch('shop.orders', 'later', 'late');
INSERT INTO orders$branch_late VALUES (9, '2026-11-09', 8, 90);
ALTER TABLE orders SET ('scan.fallback-branch' = 'late');
-- expect: [[5,9]]
SELECT COUNT(*), MAX(id) FROM orders;
ALTER TABLE orders RESET ('scan.fallback-branch');

-- Rollback
CALL sys.rollback_to(`table` => 'shop.customers', snapshot_id => 3);
-- expect: [[5]]
SELECT COUNT(*) FROM customers;
INSERT INTO customers VALUES (10, 'jon', 'Bonn', 1);
CALL sys.rollback_to(`table` => 'shop.customers', tag => 'opening');
-- expect: [[1,ann,Oslo,null],[2,bob,Rome,null],[3,cid,Bern,null]]
SELECT * FROM customers ORDER BY id;
INSERT INTO customers VALUES (11, 'kim', 'Linz', 2);
-- expect: [[1],[2]]
SELECT snapshot_id FROM customers$snapshots ORDER BY snapshot_id;
-- step: rollback-as-latest
CALL sys.rollback_to_as_latest(`table` => 'shop.customers_new', snapshot_id => 1);

-- Partitions
-- expect: [[dt=2026-11-03/hh=8],[dt=2026-11-02/hh=8],[dt=2026-11-01/hh=9],[dt=2026-11-01/hh=8]]
SHOW PARTITIONS orders;
-- expect: [[dt=2026-11-01/hh=9],[dt=2026-11-01/hh=8]]
SHOW PARTITIONS orders PARTITION (dt = '2026-11-01');
ALTER TABLE orders DROP PARTITION (dt = '2026-11-01', hh = 9);
CALL sys.drop_partition('shop.orders', 'dt=2026-11-02,hh=8');
-- expect: [[dt=2026-11-03/hh=8],[dt=2026-11-01/hh=8]]
SHOW PARTITIONS orders;
ALTER TABLE orders ADD PARTITION (dt = '2026-11-04', hh = 8);
ALTER TABLE orders ADD IF NOT EXISTS PARTITION (dt = '2026-11-04', hh = 8);
-- fails: already exists
ALTER TABLE orders ADD PARTITION (dt = '2026-11-03', hh = 8);
-- step: added-partition
-- expect: [[dt=2026-11-04/hh=8]]
SELECT `partition` FROM orders$partitions WHERE record_count = 0;
-- Flink shows what has files
-- expect: [[dt=2026-11-03/hh=8],[dt=2026-11-01/hh=8]]
SHOW PARTITIONS orders;
CALL sys.mark_partition_done('shop.orders', 'dt=2026-11-01,hh=8');
CALL sys.expire_partitions(`table` => 'shop.orders', expiration_time => '36500 d', timestamp_formatter => 'yyyy-MM-dd', timestamp_pattern => '$dt', expire_strategy => 'values-time');
TRUNCATE TABLE big_orders;
-- expect: [[0]]
SELECT COUNT(*) FROM big_orders;

-- External tables: their files lie where the user said, and outlive them
-- fails: is not under a location that this catalog allows
CREATE TABLE nowhere (id INT) WITH ('path' = 'file:/nowhere');
CREATE TABLE returned (id INT, reason STRING, PRIMARY KEY (id) NOT ENFORCED) WITH ('bucket' = '1', 'write-only' = 'true', 'path' = '${allowed}/returned');
-- fails: contains or lies in a location of another table
CREATE TABLE inside (id INT) WITH ('path' = '${allowed}/returned/inside');
-- expect: []
SELECT * FROM returned;
INSERT INTO returned VALUES (1, 'late'), (2, 'torn');
ALTER TABLE returned ADD (paid INT);
INSERT INTO returned VALUES (2, 'worn', 5);
-- expect: [[1,0],[2,1]]
SELECT snapshot_id, schema_id FROM returned$snapshots ORDER BY snapshot_id;
ALTER TABLE returned RENAME TO sent_back;
-- expect: [[1,late,null],[2,worn,5]]
SELECT * FROM sent_back ORDER BY id;
DROP TABLE sent_back;
-- fails: sent_back
SELECT * FROM sent_back;
CREATE TABLE returned (id INT, reason STRING, paid INT, PRIMARY KEY (id) NOT ENFORCED) WITH ('path' = '${allowed}/returned');
-- expect: [[1,late,null],[2,worn,5]]
SELECT * FROM returned ORDER BY id;
DROP TABLE returned;

-- Object tables: a row for each file. The columns are the server's, whatever the statement says.
CREATE TABLE files (`path` STRING) WITH ('type' = 'object-table', 'path' = '${allowed}/returned');
-- expect: [[path,STRING,false,null,null,null],[name,STRING,false,null,null,null],[length,BIGINT,false,null,null,null],[mtime,BIGINT,false,null,null,null],[atime,BIGINT,false,null,null,null],[owner,STRING,true,null,null,null]]
DESCRIBE files;
-- expect: [[schema/schema-0,schema-0,true],[schema/schema-1,schema-1,true],[snapshot/snapshot-1,snapshot-1,true],[snapshot/snapshot-2,snapshot-2,true]]
SELECT `path`, name, length > 0 FROM files WHERE name LIKE 'schema-%' OR name LIKE 'snapshot-%' ORDER BY name;
DROP TABLE files;
CREATE TABLE no_files (`path` STRING) WITH ('type' = 'object-table');
-- expect: []
SELECT * FROM no_files;
DROP TABLE no_files;

-- Format tables: files of one format, without snapshots
CREATE TABLE prices (item STRING, price DECIMAL(10, 2), land STRING) PARTITIONED BY (land) WITH ('type' = 'format-table', 'file.format' = 'csv');
INSERT INTO prices VALUES ('pen', 1.20, 'NO'), ('cup', 8, 'NO'), ('hat', 15, 'IT');
-- expect: [[cup,8.00,NO],[hat,15.00,IT],[pen,1.20,NO]]
SELECT * FROM prices ORDER BY item;
-- expect: [[hat]]
SELECT item FROM prices WHERE land = 'IT';
INSERT OVERWRITE prices PARTITION (land = 'NO') VALUES ('cap', 9);
-- expect: [[cap,9.00,NO],[hat,15.00,IT]]
SELECT * FROM prices ORDER BY item;
CREATE TABLE leaflets (item STRING, copies INT) WITH ('type' = 'format-table', 'file.format' = 'parquet', 'path' = '${allowed}/leaflets');
-- expect: []
SELECT * FROM leaflets;
-- step: parquet-insert
INSERT INTO leaflets VALUES ('pen', 100), ('cup', 200);
DROP TABLE leaflets;
CREATE TABLE leaflets (item STRING, copies INT) WITH ('type' = 'format-table', 'file.format' = 'parquet', 'path' = '${allowed}/leaflets');
-- step: parquet-select
-- expect: [[cup,200],[pen,100]]
SELECT * FROM leaflets ORDER BY item;
DROP TABLE leaflets;
DROP TABLE prices;
CREATE TABLE prices (item STRING) WITH ('type' = 'format-table', 'file.format' = 'csv');
-- expect: []
SELECT * FROM prices;
DROP TABLE prices;

-- Maintenance
SET 'table.dml-sync' = 'true';
CALL sys.compact(`table` => 'shop.customers');
-- expect: [[1,ann,Oslo],[2,bob,Rome],[3,cid,Bern],[11,kim,Linz]]
SELECT id, name, city FROM customers$ro ORDER BY id;
-- expect: [[1]]
SELECT COUNT(*) FROM customers$files;
-- fails: missing$files
SELECT COUNT(*) FROM missing$files;
-- expect: [[COMPACT]]
SELECT commit_kind FROM customers$snapshots ORDER BY snapshot_id DESC LIMIT 1;
CALL sys.compact(`table` => 'shop.orders', partitions => 'dt=2026-11-01,hh=8');
CALL sys.compact_manifest('shop.clicks');
CALL sys.rescale(`table` => 'shop.totals', bucket_num => 2);
-- expect: [[cart,1,1],[home,7,1]]
SELECT page, hits, COUNT(*) OVER (PARTITION BY page) FROM totals ORDER BY page;
ALTER TABLE clicks SET ('file-index.bloom-filter.columns' = 'page');
CALL sys.rewrite_file_index('shop.clicks');
-- expect: [[4]]
SELECT COUNT(*) FROM clicks WHERE page = 'home';
-- expect: [[2]]
CALL sys.expire_snapshots(`table` => 'shop.customers', retain_max => 1, retain_min => 1);
-- expect: [[3,COMPACT]]
SELECT snapshot_id, commit_kind FROM customers$snapshots;
-- expect: [[3]]
SELECT COUNT(*) FROM customers /*+ OPTIONS('scan.tag-name' = 'opening') */;
CALL sys.remove_orphan_files(`table` => 'shop.customers', mode => 'local');
CALL sys.purge_files('shop.big_orders');
INSERT INTO big_orders VALUES (1, 1);
-- expect: [[1,1.00]]
SELECT * FROM big_orders;

-- Streaming
SET 'execution.runtime-mode' = 'streaming';
SET 'execution.checkpointing.interval' = '500 ms';
CREATE TABLE events (id BIGINT, label STRING, PRIMARY KEY (id) NOT ENFORCED) WITH ('bucket' = '1', 'changelog-producer' = 'input', 'consumer.expiration-time' = '1 d', 'write-only' = 'true');
CREATE TEMPORARY TABLE source (id BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '100', 'fields.id.kind' = 'sequence', 'fields.id.start' = '1', 'fields.id.end' = '200');
INSERT INTO events SELECT id, 'event ' || CAST(id AS STRING) FROM source;
-- take: 2
-- sorted: [[1,event 1],[2,event 2]]
SELECT * FROM events;
SET 'execution.runtime-mode' = 'batch';
-- expect: [[200,1,200,200]]
SELECT COUNT(*), MIN(id), MAX(id), COUNT(DISTINCT label) FROM events;
INSERT INTO events VALUES (200, 'again'), (201, 'new');
-- let: newest
SELECT MAX(snapshot_id) FROM events$snapshots;
CALL sys.reset_consumer('shop.events', 'reader', ${newest});
-- expect: [[reader,${newest}]]
SELECT consumer_id, next_snapshot_id FROM events$consumers;
SET 'execution.runtime-mode' = 'streaming';
-- take: 2
-- sorted: [[200,again],[201,new]]
SELECT * FROM events /*+ OPTIONS('consumer-id' = 'reader') */;
SET 'execution.runtime-mode' = 'batch';
CALL sys.reset_consumer('shop.events', 'reader');
-- expect: []
SELECT consumer_id FROM events$consumers;

-- Renames and drops
ALTER TABLE events RENAME TO history;
-- expect: [[201]]
SELECT COUNT(*) FROM history;
-- fails: events
SELECT COUNT(*) FROM events;
INSERT INTO history VALUES (202, 'after the rename');
DROP TABLE history;
CREATE TABLE history (id INT);
-- expect: []
SELECT * FROM history;
USE `default`;
-- fails: not empty
DROP DATABASE shop;
DROP DATABASE shop CASCADE;
-- expect: [[default]]
SHOW DATABASES;
