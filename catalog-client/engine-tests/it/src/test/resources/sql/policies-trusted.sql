-- Paimon's own client of 1.4 and later, as a service that an administrator trusts to keep to policies. It cannot show the last
-- four digits, so it shows none.

CREATE CATALOG trusted WITH ('type' = 'paimon', 'metastore' = 'rest', 'uri' = '${uri}', 'warehouse' = 'main', 'default-database' = 'shop', 'token.provider' = 'bear', 'token' = '${trusted}');
USE CATALOG trusted;
-- expect: [[2,eu,null],[3,eu,null]]
SELECT * FROM orders ORDER BY id;
-- expect: [[2]]
SELECT COUNT(*) FROM orders;
-- expect: [[2]]
SELECT id FROM orders$branch_b1 WHERE region = 'eu' AND id < 3;
