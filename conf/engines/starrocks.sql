-- StarRocks: options under paimon.option. go to Paimon unchanged.
CREATE EXTERNAL CATALOG tarn PROPERTIES (
  "type" = "paimon",
  "paimon.catalog.type" = "rest",
  "paimon.catalog.warehouse" = "${warehouse}",
  "paimon.option.uri" = "${uri}",
  "paimon.option.token.provider" = "bear",
  "paimon.option.token" = "${token}"
);
