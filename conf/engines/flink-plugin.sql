-- Flink SQL: needs tarn-paimon in Flink's lib directory too, of job managers and task managers.
CREATE CATALOG tarn WITH (
  'type' = 'paimon',
  'metastore' = 'tarn',
  'uri' = '${uri}',
  'warehouse' = '${warehouse}',
  'token.provider' = 'tarn-file',
  'tarn.token-file' = '/etc/tarn/token',
  'tarn.capability.key-id' = 'flink-prod',
  'tarn.capability.secret-file' = '/etc/tarn/capability'
);
USE CATALOG tarn;
