-- Paimon tables as Iceberg tables. Conventions as in V0001.

-- The newest Iceberg metadata of a table's main branch, for readers of one version of Iceberg's format.
-- projection_id: of the build that made it; whoever takes its place compares it, so of two builds one counts.
-- snapshot_id, snapshot_identity: what it shows; after a rollback an id names another snapshot. 0 and nothing of an empty
-- table.
-- maker: the version of the rules by which it was made; by others it is made anew.
-- metadata_file: its name in the directory of the table's Iceberg metadata.
create table projection (
  relation_id       varbinary(16) not null,
  format            varchar(8)    not null,
  projection_id     varbinary(16) not null,
  snapshot_id       bigint        not null,
  snapshot_identity varbinary(32) not null,
  schema_id         bigint        not null,
  maker             int           not null,
  way               varchar(32)   not null,
  format_version    int           not null,
  metadata_file     varchar(255)  not null,
  made_at           bigint        not null,
  primary key (relation_id, format)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;

-- Metadata that another took the place of. Readers may be in the middle of it, so its files stay for a while after
-- superseded_at (epoch milliseconds); then files and row go.
create table projection_past (
  relation_id   varbinary(16) not null,
  projection_id varbinary(16) not null,
  metadata_file varchar(255)  not null,
  superseded_at bigint        not null,
  primary key (relation_id, projection_id),
  -- those that nobody reads any more, oldest first
  key ix_projection_past_superseded (superseded_at)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;
