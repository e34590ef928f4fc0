-- What principals see of tables. Conventions as in V0001.

-- Whether an administrator said that the clients of this principal keep to row filters and column masks.
alter table principal add column enforces boolean default false not null;

-- Row filters and column masks of tables, by principal: now (until_epoch 0) and before, as in permission. column_name is the
-- column that is masked, and empty for a row filter. policy_sql is what holds; policy_json says the same as Paimon's
-- readers are told, and is empty when that depends on the caller or they cannot be told.
create table data_policy (
  id           varbinary(16) not null,
  relation_id  varbinary(16) not null,
  principal_id varbinary(16) not null,
  column_name  varchar(255)  not null,
  policy_sql   mediumtext    not null,
  policy_json  mediumtext    not null,
  since_epoch  bigint        not null,
  since_at     bigint        not null,
  since_by     varchar(255)  not null,
  until_epoch  bigint        not null,
  until_at     bigint        not null,
  until_by     varchar(255)  not null,
  primary key (id),
  -- one row filter for a principal, and one mask for a principal and a column; everything on a table
  unique key uk_data_policy_relation (relation_id, principal_id, column_name, until_epoch),
  -- what a principal has ends with it
  key ix_data_policy_principal (principal_id, until_epoch),
  -- replicas read what changed since they last did
  key ix_data_policy_since (since_epoch),
  key ix_data_policy_until (until_epoch)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;
