-- What Alice sees of a table is what Ranger says at the time of each query.

CREATE CATALOG root WITH ('type' = 'paimon', 'metastore' = 'rest', 'uri' = '${uri}', 'warehouse' = 'main', 'default-database' = 'shop', 'token.provider' = 'bear', 'token' = '${root}');
CREATE TABLE root.shop.orders (id INT, region STRING, phone STRING);
INSERT INTO root.shop.orders VALUES (1, 'eu', '+49-170-1234'), (2, 'eu', '+33-171-5678'), (3, 'us', '+1-172-9012');
CREATE CATALOG alice WITH ('type' = 'paimon', 'metastore' = 'tarn', 'uri' = '${uri}', 'warehouse' = 'main', 'default-database' = 'shop', 'token.provider' = 'bear', 'token' = '${alice}', 'tarn.capability.key-id' = '${key_id}', 'tarn.capability.secret-file' = '${secret_file}');

-- within: 30
-- expect: [[1,eu,xxxxxxxx1234],[2,eu,xxxxxxxx5678]]
SELECT * FROM alice.shop.orders ORDER BY id;
-- fails: may not
INSERT INTO alice.shop.orders VALUES (4, 'eu', 'x');

-- await: changed
SHOW CATALOGS;
-- step: after the change
-- within: 30
-- expect: [[3,us,null]]
SELECT * FROM alice.shop.orders ORDER BY id;

-- await: broken
SHOW CATALOGS;
-- step: with a filter that is none
-- within: 30
-- fails: of Ranger service lake_tarn
SELECT * FROM alice.shop.orders ORDER BY id;

-- await: mended
SHOW CATALOGS;
-- step: with a filter again
-- within: 30
-- expect: [[1,eu,null],[2,eu,null],[3,us,null]]
SELECT * FROM alice.shop.orders ORDER BY id;

-- await: revoked
SHOW CATALOGS;
-- step: after all was taken away
-- within: 30
-- fails: orders
SELECT * FROM alice.shop.orders ORDER BY id;
