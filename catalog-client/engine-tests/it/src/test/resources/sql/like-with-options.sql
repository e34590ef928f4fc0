-- LIKE copies every option, also those that the client itself added to the table: its path, its owner, its times.
-- Paimon's client from 1.4 on refuses that before it asks the server.

CREATE CATALOG tarn WITH ('type' = 'paimon', ${catalog_options});
USE CATALOG tarn;
CREATE DATABASE likeness;
USE likeness;
CREATE TABLE original (id INT, PRIMARY KEY (id) NOT ENFORCED) WITH ('bucket' = '1');
INSERT INTO original VALUES (1), (2);
CREATE TABLE twin LIKE original;
-- expect: []
SELECT * FROM twin;
INSERT INTO twin VALUES (3);
DROP TABLE twin;
-- expect: [[1],[2]]
SELECT * FROM original ORDER BY id;
