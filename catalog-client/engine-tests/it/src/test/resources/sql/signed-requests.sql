-- A job whose catalog is configured as for Alibaba Cloud DLF: only the address is another one. It comes as a service that
-- may create databases.

CREATE CATALOG lake WITH ('type' = 'paimon', 'metastore' = 'rest', 'uri' = '${uri}', 'warehouse' = 'main', 'token.provider' = 'dlf', 'dlf.access-key-id' = '${key_id}', 'dlf.access-key-secret' = '${key_secret}', 'dlf.region' = 'cn-hangzhou');
USE CATALOG lake;
CREATE DATABASE etl COMMENT 'of the job' WITH ('purpose' = 'a & b + c = 100%');
USE etl;
CREATE TABLE facts (id BIGINT, dt STRING, label STRING, PRIMARY KEY (id, dt) NOT ENFORCED) PARTITIONED BY (dt) WITH ('bucket' = '1');
INSERT INTO facts VALUES (1, '2026-11-01', 'a b'), (2, '2026-11-02', 'ü/%');
-- expect: [[1,2026-11-01,a b],[2,2026-11-02,ü/%]]
SELECT * FROM facts ORDER BY id;
ALTER TABLE facts ADD note STRING COMMENT 'added & altered';
ALTER TABLE facts DROP PARTITION (dt = '2026-11-01');
-- expect: [[2,2026-11-02,ü/%,null]]
SELECT * FROM facts;

-- Each checkpoint is a signed commit.
SET 'execution.runtime-mode' = 'streaming';
SET 'execution.checkpointing.interval' = '300 ms';
CREATE TEMPORARY TABLE source (id BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '100', 'fields.id.kind' = 'sequence', 'fields.id.start' = '1', 'fields.id.end' = '150');
CREATE TABLE events (id BIGINT, label STRING, PRIMARY KEY (id) NOT ENFORCED) WITH ('bucket' = '1', 'changelog-producer' = 'input', 'write-only' = 'true');
INSERT INTO events SELECT id, 'event ' || CAST(id AS STRING) FROM source;
-- take: 2
-- sorted: [[1,event 1],[2,event 2]]
SELECT * FROM events;
SET 'execution.runtime-mode' = 'batch';
-- expect: [[150,1,150,150]]
SELECT COUNT(*), MIN(id), MAX(id), COUNT(DISTINCT label) FROM events;
-- expect: [[true]]
SELECT COUNT(*) > 1 FROM events$snapshots;

-- What it may not do, and a key that is not its own.
-- fails: Principal 'service:etl' may not CREATE_TABLE on database main.shared: it needs CREATETABLE on the database
CREATE TABLE shared.prices (id INT);
-- fails: ${when_wrong}
CREATE CATALOG other WITH ('type' = 'paimon', 'metastore' = 'rest', 'uri' = '${uri}', 'warehouse' = 'main', 'token.provider' = 'dlf', 'dlf.access-key-id' = '${key_id}', 'dlf.access-key-secret' = 'guess', 'dlf.region' = 'cn-hangzhou');
