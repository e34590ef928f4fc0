-- Who keeps to Iceberg's read restrictions. Conventions as in V0001.

-- Whether an administrator said that the clients of this principal keep to the read restrictions of Iceberg's protocol. That
-- they keep to Paimon's row filters and column masks is another thing (enforces, V0011).
alter table principal add column enforces_iceberg boolean default false not null;
