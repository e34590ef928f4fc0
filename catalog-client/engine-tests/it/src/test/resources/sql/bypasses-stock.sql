-- Paimon's own client as a user: nobody knows whether it keeps to policies, so it gets nothing.

USE CATALOG stock;
-- expect: [[accounts],[orders],[outside],[remembered]]
SHOW TABLES;
-- step: plain read
-- fails: metastore=tarn
SELECT * FROM orders;
-- step: COUNT(*)
-- fails: metastore=tarn
SELECT COUNT(*) FROM orders;
-- step: MIN, MAX of a masked column
-- fails: metastore=tarn
SELECT MIN(phone), MAX(phone) FROM orders;
-- step: LIMIT
-- fails: metastore=tarn
SELECT * FROM orders LIMIT 1;
-- step: condition on a masked column
-- fails: metastore=tarn
SELECT COUNT(*) FROM orders WHERE phone LIKE 'raw%';
-- step: condition on a masked column
-- fails: metastore=tarn
SELECT COUNT(*) FROM orders WHERE phone = 'raw-0001';
-- step: hint query-auth.enabled
-- fails: metastore=tarn
SELECT * FROM orders /*+ OPTIONS('query-auth.enabled' = 'false') */;
-- step: hint query-auth.enabled
-- fails: metastore=tarn
SELECT COUNT(*) FROM accounts /*+ OPTIONS('query-auth.enabled' = 'false') */;
SET 'paimon.stock.shop.orders.query-auth.enabled' = 'false';
-- step: SET query-auth.enabled
-- fails: metastore=tarn
SELECT * FROM orders;
SET 'paimon.stock.shop.orders.query-auth.enabled' = 'true';
-- step: ALTER TABLE SET query-auth.enabled
-- fails: metastore=tarn
ALTER TABLE orders SET ('query-auth.enabled' = 'false');
-- step: ALTER TABLE SET another option
-- fails: metastore=tarn
ALTER TABLE orders SET ('snapshot.num-retained.max' = '9');
-- step: branch by name
-- fails: metastore=tarn
SELECT * FROM orders$branch_b1;
-- step: branch by hint
-- fails: metastore=tarn
SELECT * FROM orders /*+ OPTIONS('branch' = 'b1') */;
-- step: scan.fallback-branch
-- fails: metastore=tarn
SELECT * FROM orders /*+ OPTIONS('scan.fallback-branch' = 'b1') */;
-- step: scan.fallback-snapshot-branch
-- fails: metastore=tarn
SELECT * FROM orders /*+ OPTIONS('scan.fallback-snapshot-branch' = 'b1') */;
-- step: scan.fallback-delta-branch
-- fails: metastore=tarn
SELECT * FROM orders /*+ OPTIONS('scan.fallback-delta-branch' = 'b1') */;
-- step: $files
-- fails: metastore=tarn
SELECT * FROM orders$files;
-- step: $partitions
-- fails: metastore=tarn
SELECT * FROM orders$partitions;
-- step: SHOW PARTITIONS
-- fails: metastore=tarn
SHOW PARTITIONS orders;
-- step: $manifests
-- fails: metastore=tarn
SELECT * FROM orders$manifests;
-- step: $audit_log
-- fails: metastore=tarn
SELECT * FROM orders$audit_log;
-- step: $binlog
-- fails: metastore=tarn
SELECT * FROM accounts$binlog;
-- step: $ro
-- fails: metastore=tarn
SELECT * FROM orders$ro;
-- step: $snapshots
-- fails: metastore=tarn
SELECT * FROM orders$snapshots;
-- step: snapshot before the policy
-- fails: metastore=tarn
SELECT * FROM orders /*+ OPTIONS('scan.snapshot-id' = '1') */;
-- step: tag before the policy
-- fails: metastore=tarn
SELECT * FROM orders /*+ OPTIONS('scan.tag-name' = 't1') */;
-- step: changes since before the policy
-- fails: metastore=tarn
SELECT * FROM orders /*+ OPTIONS('incremental-between' = '1,2') */;
-- step: INSERT
-- fails: metastore=tarn
INSERT INTO orders VALUES (4, 'eu', '', '');
-- step: UPDATE
-- fails: metastore=tarn
UPDATE accounts SET note = 'changed' WHERE id > 0;
-- step: DELETE
-- fails: metastore=tarn
DELETE FROM accounts WHERE id > 0;
-- step: INSERT OVERWRITE of itself
-- fails: metastore=tarn
INSERT OVERWRITE orders SELECT * FROM orders;
-- step: external table at its location
-- fails: belongs to the managed tables of a catalog
CREATE TABLE twin (id INT, region STRING, phone STRING, note STRING) WITH ('path' = '${location}');
-- step: table known since before the policy
-- fails: metastore=tarn
SELECT * FROM remembered;
-- step: table known since before the policy
-- fails: metastore=tarn
SELECT * FROM remembered /*+ OPTIONS('query-auth.enabled' = 'false') */;
-- step: DROP TABLE
-- fails: metastore=tarn
DROP TABLE orders;
