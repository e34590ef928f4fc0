-- People who come with tokens of an identity provider. Tarn was told what the groups analysts and readers may; it has
-- never heard of the people.

-- Alice is an analyst: she may create tables in sales, and owns what she has created.
-- fails: Principal 'user:alice' may not CREATE_DATABASE on catalog main: it needs CREATEDATABASE on the catalog
CREATE CATALOG blind WITH ('type' = 'paimon', 'metastore' = 'rest', 'uri' = '${uri}', 'warehouse' = 'main', 'token.provider' = 'bear', 'token' = '${alice}');
-- That was Flink's client: it creates the default database of a catalog that shows none of that name.
CREATE CATALOG alice WITH ('type' = 'paimon', 'metastore' = 'rest', 'uri' = '${uri}', 'warehouse' = 'main', 'default-database' = 'sales', 'token.provider' = 'bear', 'token' = '${alice}');
USE CATALOG alice;
-- expect: [[sales]]
SHOW DATABASES;
-- A commit that is refused is tried again; the default is ten times.
CREATE TABLE orders (id INT, item STRING, PRIMARY KEY (id) NOT ENFORCED) WITH ('bucket' = '1', 'commit.max-retries' = '1');
INSERT INTO orders VALUES (1, 'tea'), (2, 'milk');
INSERT INTO orders VALUES (2, 'cream');
-- expect: [[1,tea],[2,cream]]
SELECT * FROM orders ORDER BY id;
-- fails: Principal 'user:alice' may not CREATE_DATABASE on catalog main: it needs CREATEDATABASE on the catalog
CREATE DATABASE attic;

-- Bob is a reader: he may read everything in sales, and no more.
CREATE CATALOG bob WITH ('type' = 'paimon', 'metastore' = 'rest', 'uri' = '${uri}', 'warehouse' = 'main', 'default-database' = 'sales', 'token.provider' = 'bear', 'token' = '${bob}');
USE CATALOG bob;
-- expect: [[orders]]
SHOW TABLES;
-- expect: [[1,tea],[2,cream]]
SELECT * FROM orders ORDER BY id;
-- fails: Principal 'user:bob' may not COMMIT_SNAPSHOT on table main.sales.orders: it needs UPDATE on the table
INSERT INTO orders VALUES (3, 'salt');
-- fails: Principal 'user:bob' may not ALTER_TABLE on table main.sales.orders: it needs ALTER on the table
ALTER TABLE orders ADD price INT;
-- fails: Principal 'user:bob' may not DROP_TABLE on table main.sales.orders: it needs DROP on the table
DROP TABLE orders;
-- expect: [[1,tea],[2,cream]]
SELECT * FROM orders ORDER BY id;

-- Carol is in a group that Tarn does not know: there is nothing for her.
-- fails: There is no catalog 'main'
CREATE CATALOG carol WITH ('type' = 'paimon', 'metastore' = 'rest', 'uri' = '${uri}', 'warehouse' = 'main', 'default-database' = 'sales', 'token.provider' = 'bear', 'token' = '${carol}');

-- Tokens that let nobody in.
-- fails: ${when_expired}
CREATE CATALOG late WITH ('type' = 'paimon', 'metastore' = 'rest', 'uri' = '${uri}', 'warehouse' = 'main', 'default-database' = 'sales', 'token.provider' = 'bear', 'token' = '${expired}');
-- fails: ${when_elsewhere}
CREATE CATALOG elsewhere WITH ('type' = 'paimon', 'metastore' = 'rest', 'uri' = '${uri}', 'warehouse' = 'main', 'default-database' = 'sales', 'token.provider' = 'bear', 'token' = '${elsewhere}');
-- fails: ${when_forged}
CREATE CATALOG forged WITH ('type' = 'paimon', 'metastore' = 'rest', 'uri' = '${uri}', 'warehouse' = 'main', 'default-database' = 'sales', 'token.provider' = 'bear', 'token' = '${forged}');
