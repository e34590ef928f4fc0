-- Flink SQL: needs iceberg-flink-runtime, hadoop-client-api/-runtime and, with Hadoop 3.3, commons-logging in lib.
CREATE CATALOG lake WITH (
  'type' = 'iceberg',
  'catalog-type' = 'rest',
  'uri' = '${uri}/iceberg',
  'warehouse' = '${warehouse}',
  'rest.auth.type' = 'oauth2',
  'token' = '${token}',
  'cache-enabled' = 'false'
);
