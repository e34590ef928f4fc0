-- Who may not read a table, and who may not read all of it.
SET spark.sql.catalog.blind = org.apache.iceberg.spark.SparkCatalog;
SET spark.sql.catalog.blind.type = rest;
SET spark.sql.catalog.blind.uri = ${uri}/iceberg;
SET spark.sql.catalog.blind.warehouse = ${warehouse};
SET spark.sql.catalog.blind.token = ${blind};
SET spark.sql.catalog.european = org.apache.iceberg.spark.SparkCatalog;
SET spark.sql.catalog.european.type = rest;
SET spark.sql.catalog.european.uri = ${uri}/iceberg;
SET spark.sql.catalog.european.warehouse = ${warehouse};
SET spark.sql.catalog.european.token = ${european};
-- fails: Forbidden
SELECT * FROM blind.streaming.kept;
-- fails: Forbidden
SELECT * FROM blind.streaming.counted;
-- fails: Forbidden
SELECT * FROM blind.shop.orders;
-- fails: Forbidden
SELECT * FROM european.streaming.kept;
-- fails: Forbidden
SELECT * FROM european.streaming.counted;
-- fails: Forbidden
SELECT * FROM european.shop.orders;
