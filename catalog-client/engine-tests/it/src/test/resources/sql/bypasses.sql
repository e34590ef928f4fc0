-- Two tables with the same rows, of which Europeans will see two, and of their phones not all. What they must not see is called so.

CREATE CATALOG root WITH ('type' = 'paimon', 'metastore' = 'rest', 'uri' = '${uri}', 'warehouse' = 'main', 'default-database' = 'shop', 'token.provider' = 'bear', 'token' = '${root}');
USE CATALOG root;
CREATE TABLE orders (id INT, region STRING, phone STRING, note STRING) PARTITIONED BY (region);
CREATE TABLE accounts (id INT, region STRING, phone STRING, note STRING, PRIMARY KEY (id, region) NOT ENFORCED) PARTITIONED BY (region) WITH ('bucket' = '1');
CREATE TABLE remembered (id INT, region STRING, phone STRING, note STRING) PARTITIONED BY (region);
CREATE TABLE outside (id INT, region STRING, phone STRING, note STRING) WITH ('path' = '${allowed}/outside');
INSERT INTO orders VALUES (987650001, 'hidden-us', 'raw-7771', 'hidden-note'), (987650002, 'eu', 'raw-7772', 'hidden-note');
INSERT INTO orders VALUES (1, 'eu', 'raw-0001', 'first'), (2, 'eu', 'raw-0002', 'second');
INSERT INTO accounts SELECT * FROM orders;
INSERT INTO remembered SELECT * FROM orders;
INSERT INTO outside SELECT * FROM orders;
CALL sys.create_tag('shop.orders', 't1');
CALL sys.create_branch('shop.orders', 'b1', 't1');
CALL sys.create_tag('shop.accounts', 't1');
CALL sys.create_branch('shop.accounts', 'b1', 't1');
