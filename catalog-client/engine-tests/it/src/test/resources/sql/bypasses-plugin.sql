-- The plugin as a user: it keeps to policies, whatever the query says.

USE CATALOG plugin;
-- step: plain read
-- expect: [[1,eu,xxxx0001,first],[2,eu,xxxx0002,second]]
SELECT * FROM orders ORDER BY id;
-- step: plain read
-- expect: [[1,eu,xxxx0001,first],[2,eu,xxxx0002,second]]
SELECT * FROM accounts ORDER BY id;
-- step: COUNT(*)
-- expect: [[2]]
SELECT COUNT(*) FROM orders;
-- step: MIN, MAX of a masked column
-- expect: [[xxxx0001,xxxx0002]]
SELECT MIN(phone), MAX(phone) FROM orders;
-- step: LIMIT
-- expect: [[1]]
SELECT COUNT(*) FROM (SELECT * FROM orders LIMIT 1);
-- step: condition on a masked column
-- expect: [[0]]
SELECT COUNT(*) FROM orders WHERE phone LIKE 'raw%';
-- step: condition on a masked column
-- expect: [[0]]
SELECT COUNT(*) FROM orders WHERE phone = 'raw-0001';
-- step: hint query-auth.enabled
-- expect: [[1,eu,xxxx0001,first],[2,eu,xxxx0002,second]]
SELECT * FROM orders /*+ OPTIONS('query-auth.enabled' = 'false') */ ORDER BY id;
-- step: hint query-auth.enabled
-- expect: [[2]]
SELECT COUNT(*) FROM accounts /*+ OPTIONS('query-auth.enabled' = 'false') */;
SET 'paimon.plugin.shop.orders.query-auth.enabled' = 'false';
-- step: SET query-auth.enabled
-- expect: [[1,eu,xxxx0001,first],[2,eu,xxxx0002,second]]
SELECT * FROM orders ORDER BY id;
SET 'paimon.plugin.shop.orders.query-auth.enabled' = 'true';
-- step: ALTER TABLE SET query-auth.enabled
-- fails: WRITEUNSEEN
ALTER TABLE orders SET ('query-auth.enabled' = 'false');
-- step: ALTER TABLE SET another option
-- fails: WRITEUNSEEN
ALTER TABLE orders SET ('snapshot.num-retained.max' = '9');
-- step: branch by name
-- expect: [[1,eu,xxxx0001,first],[2,eu,xxxx0002,second]]
SELECT * FROM orders$branch_b1 ORDER BY id;
-- step: branch by name
-- expect: [[1]]
SELECT id FROM orders$branch_b1 WHERE region = 'eu' AND id < 2;
-- step: branch by hint
-- expect: [[1,eu,xxxx0001,first],[2,eu,xxxx0002,second]]
SELECT * FROM orders /*+ OPTIONS('branch' = 'b1') */ ORDER BY id;
-- step: scan.fallback-branch
-- expect: [[1,eu,xxxx0001,first],[2,eu,xxxx0002,second]]
SELECT * FROM orders /*+ OPTIONS('scan.fallback-branch' = 'b1') */ ORDER BY id;
-- step: scan.fallback-snapshot-branch
-- expect: [[1,eu,xxxx0001,first],[2,eu,xxxx0002,second]]
SELECT * FROM orders /*+ OPTIONS('scan.fallback-snapshot-branch' = 'b1') */ ORDER BY id;
-- step: scan.fallback-delta-branch
-- expect: [[1,eu,xxxx0001,first],[2,eu,xxxx0002,second]]
SELECT * FROM orders /*+ OPTIONS('scan.fallback-delta-branch' = 'b1') */ ORDER BY id;
-- step: $files
-- fails: The system table $files
SELECT * FROM orders$files;
-- step: $partitions
-- fails: The system table $partitions
SELECT * FROM orders$partitions;
-- step: SHOW PARTITIONS
-- expect: []
SHOW PARTITIONS orders;
-- step: $manifests
-- fails: The system table $manifests
SELECT * FROM orders$manifests;
-- step: $audit_log
-- expect: [[+I,1,eu,xxxx0001,first],[+I,2,eu,xxxx0002,second]]
SELECT * FROM orders$audit_log ORDER BY id;
-- step: $binlog
-- only: 1.3
-- sorted: [[+I,[1],[eu],[xxxx0001],[first]],[+I,[2],[eu],[xxxx0002],[second]]]
SELECT * FROM accounts$binlog;
-- step: $binlog
-- only: 1.4 2.0
-- fails: The system table $binlog
SELECT * FROM accounts$binlog;
-- step: $ro
-- expect: [[1,eu,xxxx0001,first],[2,eu,xxxx0002,second]]
SELECT * FROM orders$ro ORDER BY id;
-- step: $ro
-- expect: [[1,eu,xxxx0001,first],[2,eu,xxxx0002,second]]
SELECT * FROM orders$ro /*+ OPTIONS('query-auth.enabled' = 'false') */ ORDER BY id;
-- step: $snapshots
-- cell: tells how many rows
SELECT * FROM orders$snapshots;
-- step: $snapshots
-- cell: tells how many rows
-- expect: [[1,2],[2,4]]
SELECT snapshot_id, total_record_count FROM orders$snapshots ORDER BY snapshot_id;
-- step: snapshot before the policy
-- expect: []
SELECT * FROM orders /*+ OPTIONS('scan.snapshot-id' = '1') */ ORDER BY id;
-- step: tag before the policy
-- expect: [[1,eu,xxxx0001,first],[2,eu,xxxx0002,second]]
SELECT * FROM orders /*+ OPTIONS('scan.tag-name' = 't1') */ ORDER BY id;
-- step: changes since before the policy
-- expect: [[1,eu,xxxx0001,first],[2,eu,xxxx0002,second]]
SELECT * FROM orders /*+ OPTIONS('incremental-between' = '1,2') */ ORDER BY id;
-- By default a writer that is refused tries again and again.
SET 'paimon.plugin.shop.accounts.commit.max-retries' = '0';
SET 'paimon.plugin.shop.orders.commit.max-retries' = '0';
-- step: INSERT
-- fails: WRITEUNSEEN
INSERT INTO orders VALUES (4, 'eu', '', '');
-- step: UPDATE
-- fails: WRITEUNSEEN
UPDATE accounts SET note = 'changed' WHERE id > 0;
-- step: DELETE
-- fails: WRITEUNSEEN
DELETE FROM accounts WHERE id > 0;
-- step: INSERT OVERWRITE of itself
-- fails: WRITEUNSEEN
INSERT OVERWRITE orders SELECT * FROM orders;
-- step: external table at its location
-- fails: belongs to the managed tables of a catalog
CREATE TABLE twin (id INT, region STRING, phone STRING, note STRING) WITH ('path' = '${location}');
-- step: table known since before the policy
-- expect: [[1,eu,xxxx0001,first],[2,eu,xxxx0002,second]]
SELECT * FROM remembered ORDER BY id;
-- step: table known since before the policy
-- expect: [[1,eu,xxxx0001,first],[2,eu,xxxx0002,second]]
SELECT * FROM remembered /*+ OPTIONS('query-auth.enabled' = 'false') */ ORDER BY id;
-- step: DROP TABLE
-- fails: WRITEUNSEEN
DROP TABLE orders;
