-- Flink SQL: needs iceberg-flink-runtime and hadoop-client-api/-runtime in Flink's lib directory.
CREATE CATALOG lake WITH (
  'type' = 'iceberg',
  'catalog-type' = 'rest',
  'uri' = '${uri}/iceberg',
  'warehouse' = '${warehouse}',
  'rest.auth.type' = 'oauth2',
  'token' = '${token}',
  'cache-enabled' = 'false'
);
