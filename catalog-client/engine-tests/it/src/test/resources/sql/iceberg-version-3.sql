-- The same catalog for a reader that takes version 3 of the format, where deletion vectors are shown as they are.
SET spark.sql.catalog.lake3 = org.apache.iceberg.spark.SparkCatalog;
SET spark.sql.catalog.lake3.type = rest;
SET spark.sql.catalog.lake3.uri = ${uri}/iceberg;
SET spark.sql.catalog.lake3.warehouse = ${warehouse};
SET spark.sql.catalog.lake3.token = ${token};
SET `spark.sql.catalog.lake3.header.X-Tarn-Iceberg-Format` = 3;
