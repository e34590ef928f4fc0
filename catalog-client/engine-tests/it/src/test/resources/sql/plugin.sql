-- Tables of which a reader sees some rows and some values: what the plugin shows of them, and every way around it that
-- clients without it have. The catalog "admin" is the server's own; "tarn" is the plugin's.

CREATE CATALOG admin WITH ('type' = 'paimon', ${catalog_options});
CREATE DATABASE admin.shop;
CREATE TABLE admin.shop.people (id INT, name STRING, card STRING, region STRING) PARTITIONED BY (region);
CREATE TABLE admin.shop.accounts (id INT, name STRING, card STRING, region STRING, PRIMARY KEY (id, region) NOT ENFORCED) PARTITIONED BY (region) WITH ('bucket' = '1');
CREATE TABLE admin.shop.notes (id INT, name STRING);
CREATE TABLE admin.shop.closed (id INT);
CREATE TABLE admin.shop.strange (id INT);
INSERT INTO admin.shop.people VALUES (1, 'bert', '4111-1111', 'us'), (2, 'dora', '4222-2222', 'us');
INSERT INTO admin.shop.people VALUES (3, 'anna', '4333-3333', 'eu'), (4, CAST(NULL AS STRING), '44', 'eu'), (5, 'emil', CAST(NULL AS STRING), 'us');
INSERT INTO admin.shop.accounts VALUES (1, 'bert', '4111-1111', 'us'), (3, 'anna', '4333-3333', 'eu');
INSERT INTO admin.shop.accounts VALUES (3, 'anne', '4333-3333', 'eu');
INSERT INTO admin.shop.notes VALUES (1, 'x'), (2, 'y');
INSERT INTO admin.shop.closed VALUES (1);
INSERT INTO admin.shop.strange VALUES (1);
USE CATALOG admin;
CALL sys.create_tag('shop.people', 't1');
CALL sys.create_branch('shop.people', 'b1', 't1');

CREATE CATALOG tarn WITH ('type' = 'paimon', 'metastore' = 'tarn', 'uri' = '${plugin}', 'warehouse' = 'main', 'token.provider' = 'tarn-file', 'tarn.token-file' = '${token_file}', 'tarn.capability.key-id' = 'k1', 'tarn.capability.secret-file' = '${secret_file}', 'tarn.job' = 'nightly', 'catalog-options-table.enabled' = 'true');
USE CATALOG tarn;
USE shop;

-- What is seen
-- expect: [[3,anna,xxxxx3333,eu],[4,null,xx,eu]]
SELECT * FROM people ORDER BY id;
-- expect: [[anna],[null]]
SELECT name FROM people ORDER BY name DESC;
-- expect: [[2]]
SELECT COUNT(*) FROM people;
-- expect: [[2,3,4]]
SELECT COUNT(id), MIN(id), MAX(id) FROM people;
-- expect: [[1]]
SELECT COUNT(*) FROM (SELECT * FROM people LIMIT 1);
-- expect: [[0]]
SELECT COUNT(*) FROM people WHERE region = 'us';
-- expect: [[3,anne,xxxxx3333,eu]]
SELECT * FROM accounts;
-- expect: [[anna,anne]]
SELECT p.name, a.name FROM people p JOIN accounts a ON p.id = a.id;

-- Conditions are about what is shown
-- expect: [[0]]
SELECT COUNT(*) FROM people WHERE card = '4333-3333';
-- expect: [[3]]
SELECT id FROM people WHERE card = 'xxxxx3333';

-- No hint and no option ends it
-- expect: [[2]]
SELECT COUNT(*) FROM people /*+ OPTIONS('query-auth.enabled' = 'false') */;
-- expect: [[3,xxxxx3333],[4,xx]]
SELECT id, card FROM people /*+ OPTIONS('query-auth.enabled' = 'false') */ ORDER BY id;
-- expect: [[2]]
SELECT COUNT(*) FROM people /*+ OPTIONS('scan.fallback-branch' = 'b1') */;
-- expect: [[2]]
SELECT COUNT(*) FROM people /*+ OPTIONS('scan.fallback-snapshot-branch' = 'b1', 'scan.fallback-delta-branch' = 'b1') */;
-- expect: [[2]]
SELECT COUNT(*) FROM people /*+ OPTIONS('branch' = 'b1') */;
-- expect: [[2]]
SELECT COUNT(*) FROM people$branch_b1;
-- expect: [[0]]
SELECT COUNT(*) FROM people /*+ OPTIONS('scan.snapshot-id' = '1') */;
-- expect: [[2]]
SELECT COUNT(*) FROM people /*+ OPTIONS('scan.tag-name' = 't1') */;
SET 'paimon.tarn.shop.people.query-auth.enabled' = 'false';
-- expect: [[2]]
SELECT COUNT(*) FROM people;
SET 'paimon.tarn.shop.people.query-auth.enabled' = 'true';

-- System tables
-- expect: [[+I,3,xxxxx3333],[+I,4,xx]]
SELECT rowkind, id, card FROM people$audit_log ORDER BY id;
-- expect: [[3,xxxxx3333],[4,xx]]
SELECT id, card FROM people$ro ORDER BY id;
-- expect: [[2]]
SELECT COUNT(*) FROM people$ro /*+ OPTIONS('query-auth.enabled' = 'false') */;
-- fails: The system table $files
SELECT * FROM people$files;
-- fails: The system table $partitions
SELECT * FROM people$partitions;
-- fails: The system table $manifests
SELECT * FROM people$manifests;
-- fails: The system table $statistics
SELECT * FROM people$statistics;
-- fails: The system table $buckets
SELECT * FROM people$buckets;
-- fails: The system table $table_indexes
SELECT * FROM people$table_indexes;
-- expect: [[2]]
SELECT COUNT(*) FROM people$snapshots;
-- expect: [[true]]
SELECT COUNT(*) > 0 FROM notes$files;

-- Refusals
-- fails: the column card is not yours
SELECT * FROM closed;
-- fails: neither LEAF nor COMPOUND
SELECT * FROM strange;

-- Tables of which nothing is hidden are as ever
-- expect: [[2]]
SELECT COUNT(*) FROM notes;
INSERT INTO notes VALUES (3, 'z');
-- expect: [[1,x],[2,y],[3,z]]
SELECT * FROM notes ORDER BY id;
-- expect: [[3]]
SELECT COUNT(*) FROM notes;

-- Options are shown without what is secret
-- expect: [[tarn],[tarn-file]]
SELECT `value` FROM sys.catalog_options WHERE `key` IN ('metastore', 'token.provider') ORDER BY `value`;
-- expect: [[******],[******]]
SELECT `value` FROM sys.catalog_options WHERE `key` IN ('tarn.token-file', 'tarn.capability.secret-file');

-- A table is remembered until the server says that it has changed, however long it might be
CREATE CATALOG keeps WITH ('type' = 'paimon', 'metastore' = 'tarn', 'uri' = '${plugin}', 'warehouse' = 'main', 'token.provider' = 'tarn-file', 'tarn.token-file' = '${token_file}', 'tarn.capability.key-id' = 'k1', 'tarn.capability.secret-file' = '${secret_file}', 'tarn.job' = 'nightly', 'cache.expire-after-write' = '1 d', 'cache.expire-after-access' = '1 d');
-- expect: [[3]]
SELECT COUNT(*) FROM keeps.shop.notes;
-- expect: [[3]]
SELECT COUNT(name) FROM keeps.shop.notes;
ALTER TABLE admin.shop.notes RENAME name TO title;
-- within: 10
-- expect: [[3]]
SELECT COUNT(title) FROM keeps.shop.notes;
ALTER TABLE admin.shop.notes RENAME title TO name;

-- Streams
SET 'execution.runtime-mode' = 'streaming';
-- sorted: [[3,xxxxx3333],[4,xx]]
-- take: 2
SELECT id, card FROM people;
-- expect: [[3,xxxxx3333]]
-- take: 1
SELECT id, card FROM accounts;
SET 'execution.runtime-mode' = 'batch';

-- The ways to log in, with Paimon's own catalog
CREATE CATALOG oauth WITH ('type' = 'paimon', 'metastore' = 'rest', 'uri' = '${server}', 'warehouse' = 'main', 'token.provider' = 'tarn-oauth2', 'tarn.oauth2.client-id' = 'root', 'tarn.oauth2.client-secret-file' = '${token_file}');
-- expect: [[accounts],[closed],[notes],[people],[strange]]
SHOW TABLES FROM oauth.shop;
-- fails: alice
CREATE CATALOG acting WITH ('type' = 'paimon', 'metastore' = 'rest', 'uri' = '${server}', 'warehouse' = 'main', 'token.provider' = 'tarn-user', 'tarn.user' = 'alice', 'tarn.token.provider' = 'tarn-file', 'tarn.token-file' = '${token_file}');
