-- Jobs whose catalogs know a token of the server and no key of the store: what opens the files comes from the server, for
-- one table each. One may write the table, one may read it, and one may read a part of its rows.

CREATE CATALOG writer WITH ('type' = 'paimon', 'metastore' = 'rest', 'uri' = '${uri}', 'warehouse' = 'main', 'default-database' = 'shop', 'token.provider' = 'bear', 'token' = '${writer}');
INSERT INTO writer.shop.orders VALUES (1, 'one'), (2, 'two');
INSERT INTO writer.shop.orders VALUES (3, 'three');
-- expect: [[1,one],[2,two],[3,three]]
SELECT * FROM writer.shop.orders ORDER BY id;

-- Without the limit its client asks the store for more than a minute whether it may not write after all.
CREATE CATALOG reader WITH ('s3.retry.limit' = '1', 'type' = 'paimon', 'metastore' = 'rest', 'uri' = '${uri}', 'warehouse' = 'main', 'default-database' = 'shop', 'token.provider' = 'bear', 'token' = '${reader}');
-- expect: [[1,one],[2,two],[3,three]]
SELECT * FROM reader.shop.orders ORDER BY id;
-- fails: ${when_reading_only}
INSERT INTO reader.shop.orders VALUES (4, 'four');

CREATE CATALOG limited WITH ('type' = 'paimon', 'metastore' = 'rest', 'uri' = '${uri}', 'warehouse' = 'main', 'default-database' = 'shop', 'token.provider' = 'bear', 'token' = '${limited}');
-- fails: ${when_limited}
SELECT * FROM limited.shop.orders ORDER BY id;
