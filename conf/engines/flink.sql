-- Flink SQL: needs paimon-flink and hadoop-client-api/-runtime in Flink's lib directory.
CREATE CATALOG tarn WITH (
  'type' = 'paimon',
  'metastore' = 'rest',
  'uri' = '${uri}',
  'warehouse' = '${warehouse}',
  'token.provider' = 'bear',
  'token' = '${token}'
);
USE CATALOG tarn;
