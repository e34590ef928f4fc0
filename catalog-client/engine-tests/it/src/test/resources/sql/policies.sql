-- Orders of which Alice sees Europe, and of its phones the last four digits.

CREATE CATALOG root WITH ('type' = 'paimon', 'metastore' = 'rest', 'uri' = '${uri}', 'warehouse' = 'main', 'token.provider' = 'bear', 'token' = '${root}');
INSERT INTO root.shop.orders VALUES (1, 'us', '111-1111'), (2, 'eu', '222-2222'), (3, 'eu', '333-3333'), (100, 'eu', '999-9999');
USE CATALOG root;
CALL sys.create_tag('shop.orders', 't1');
CALL sys.create_branch('shop.orders', 'b1', 't1');
-- expect: [[4]]
SELECT COUNT(*) FROM shop.orders;

-- Paimon's own client, as Alice: nobody knows whether it keeps to that.
CREATE CATALOG stock WITH ('type' = 'paimon', 'metastore' = 'rest', 'uri' = '${uri}', 'warehouse' = 'main', 'default-database' = 'shop', 'token.provider' = 'bear', 'token' = '${alice}');
-- expect: [[orders]]
SHOW TABLES FROM stock.shop;
-- fails: metastore=tarn
SELECT * FROM stock.shop.orders;
-- fails: metastore=tarn
SELECT * FROM stock.shop.orders /*+ OPTIONS('query-auth.enabled' = 'false') */;
-- fails: metastore=tarn
SELECT * FROM stock.shop.`orders$branch_b1`;
-- fails: metastore=tarn
SELECT * FROM stock.shop.`orders$files`;
-- fails: metastore=tarn
SELECT * FROM stock.shop.`orders$audit_log`;

-- The plugin, as Alice.
CREATE CATALOG plugin WITH ('type' = 'paimon', 'metastore' = 'tarn', 'uri' = '${uri}', 'warehouse' = 'main', 'default-database' = 'shop', 'token.provider' = 'tarn-file', 'tarn.token-file' = '${token_file}', 'tarn.capability.key-id' = '${key_id}', 'tarn.capability.secret-file' = '${secret_file}');
USE CATALOG plugin;
-- expect: [[2,eu,xxxx2222],[3,eu,xxxx3333]]
SELECT * FROM orders ORDER BY id;
-- expect: [[2]]
SELECT COUNT(*) FROM orders;
-- expect: [[2]]
SELECT COUNT(*) FROM orders /*+ OPTIONS('query-auth.enabled' = 'false') */;
-- expect: [[xxxx2222],[xxxx3333]]
SELECT phone FROM orders$branch_b1 ORDER BY phone;
-- expect: [[0]]
SELECT COUNT(*) FROM orders WHERE phone = '222-2222';
-- fails: The system table $files
SELECT * FROM orders$files;
-- Who does not see a table whole changes nothing in it.
-- fails: WRITEUNSEEN
INSERT INTO orders /*+ OPTIONS('commit.max-retries' = '0') */ VALUES (4, 'eu', '444-4444');
-- fails: WRITEUNSEEN
ALTER TABLE orders SET ('snapshot.num-retained.max' = '9');
-- fails: WRITEUNSEEN
DROP TABLE orders;
USE CATALOG root;
-- expect: [[4]]
SELECT COUNT(*) FROM shop.orders;
