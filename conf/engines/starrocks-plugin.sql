-- StarRocks: needs tarn-paimon in lib of the frontends and in the Paimon reader's lib of the backends.
CREATE EXTERNAL CATALOG tarn PROPERTIES (
  "type" = "paimon",
  "paimon.catalog.type" = "tarn",
  "paimon.catalog.warehouse" = "${warehouse}",
  "paimon.option.uri" = "${uri}",
  "paimon.option.token.provider" = "tarn-file",
  "paimon.option.tarn.token-file" = "/etc/tarn/token",
  "paimon.option.tarn.capability.key-id" = "starrocks-prod",
  "paimon.option.tarn.capability.secret-file" = "/etc/tarn/capability",
  "paimon.option.cache-enabled" = "false"
);
