-- The catalog database, first version. One text for H2 (MySQL mode), MySQL 8 and MariaDB 10.6+.
--
-- Conventions: ids are 16 bytes (UUIDv7); *_at is epoch milliseconds, 0 where "not yet" is meant; names compare by
-- bytes (utf8mb4_bin); every table has a primary key; no foreign keys, no auto_increment, no triggers, so that
-- replicated databases stay possible. Guards are writes: who changes a child also writes its parent's child_epoch.

-- What a client names as its warehouse. The id is the prefix in every path.
create table catalog (
  id         varbinary(16) not null,
  name       varchar(255)  not null,
  warehouse  varchar(700)  not null,
  layout     varchar(16)   not null,
  created_at bigint        not null,
  primary key (id),
  -- clients find a catalog by name
  unique key uk_catalog_name (name)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;

-- A database of a catalog. child_epoch is written by whoever creates something in it or moves
-- something into it, so that neither can race with its drop.
create table namespace (
  id          varbinary(16) not null,
  catalog_id  varbinary(16) not null,
  name        varchar(255)  not null,
  options     mediumtext    not null,
  owner       varchar(255)  not null,
  child_epoch bigint        not null,
  version     bigint        not null,
  created_at  bigint        not null,
  created_by  varchar(255)  not null,
  updated_at  bigint        not null,
  updated_by  varchar(255)  not null,
  primary key (id),
  -- names are unique in a catalog; lists page over this key
  unique key uk_namespace_name (catalog_id, name)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;

-- A table (later also a view) of a database. Dropping removes the row, so a name is free at once.
create table relation (
  id           varbinary(16) not null,
  catalog_id   varbinary(16) not null,
  namespace_id varbinary(16) not null,
  kind         varchar(32)   not null,
  name         varchar(255)  not null,
  location     varchar(700)  not null,
  owner        varchar(255)  not null,
  created_at   bigint        not null,
  created_by   varchar(255)  not null,
  updated_at   bigint        not null,
  updated_by   varchar(255)  not null,
  primary key (id),
  -- names are unique in a database; lists page over this key
  unique key uk_relation_name (namespace_id, name)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;

-- The head of each branch: the one row that a commit, an ALTER and a DROP compete for. At most one snapshot and one
-- schema of a branch are unpublished (not yet written to storage), and they are the ones this row names.
-- snapshot_id 0: nothing committed. The four sums describe the head snapshot.
create table branch (
  relation_id        varbinary(16) not null,
  name               varchar(255)  not null,
  schema_id          bigint        not null,
  schema_published   boolean       not null,
  snapshot_id        bigint        not null,
  snapshot_uuid      varchar(64)   not null,
  snapshot_published boolean       not null,
  record_count       bigint        not null,
  file_count         bigint        not null,
  file_bytes         bigint        not null,
  last_file_at       bigint        not null,
  primary key (relation_id, name)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;

-- Every version of a table's schema, as the text of its file schema/schema-N.
create table table_schema (
  relation_id varbinary(16) not null,
  branch      varchar(255)  not null,
  schema_id   bigint        not null,
  body        mediumtext    not null,
  created_at  bigint        not null,
  created_by  varchar(255)  not null,
  primary key (relation_id, branch, schema_id)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;

-- Every committed snapshot, its JSON exactly as the client sent it.
create table snapshot (
  relation_id  varbinary(16) not null,
  branch       varchar(255)  not null,
  snapshot_id  bigint        not null,
  body         mediumtext    not null,
  committed_at bigint        not null,
  committed_by varchar(255)  not null,
  primary key (relation_id, branch, snapshot_id)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;

-- The identities of applied commits: what tells a replay from a conflict, also after the head has moved on.
create table commit_identity (
  relation_id  varbinary(16) not null,
  branch       varchar(255)  not null,
  identity     varbinary(32) not null,
  snapshot_id  bigint        not null,
  committed_at bigint        not null,
  primary key (relation_id, branch, identity)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;

-- Which table id owns a directory. A dropped table's claim stays, with dropped_at set, until its files are purged:
-- the rows with dropped_at > 0 are the purge queue.
create table location_claim (
  location_hash varbinary(32) not null,
  location      varchar(700)  not null,
  relation_id   varbinary(16) not null,
  catalog_id    varbinary(16) not null,
  claimed_at    bigint        not null,
  dropped_at    bigint        not null,
  primary key (location_hash),
  -- a drop finds the claims of its table
  key ix_location_claim_relation (relation_id),
  -- the purge queue, oldest first
  key ix_location_claim_dropped (dropped_at, location_hash)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;

-- Who may call.
create table principal (
  id         varbinary(16) not null,
  name       varchar(255)  not null,
  root       boolean       not null,
  created_at bigint        not null,
  created_by varchar(255)  not null,
  primary key (id),
  -- grants and tokens name a principal by its name
  unique key uk_principal_name (name)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;

-- Bearer tokens: only the SHA-256 of a secret is kept. expires_at 0: never; revoked_at 0: not revoked.
create table principal_token (
  id           varbinary(16) not null,
  principal_id varbinary(16) not null,
  secret_hash  varbinary(32) not null,
  created_at   bigint        not null,
  created_by   varchar(255)  not null,
  expires_at   bigint        not null,
  revoked_at   bigint        not null,
  primary key (id),
  -- every request looks its token up by hash
  unique key uk_principal_token_hash (secret_hash),
  -- a principal's tokens are listed and revoked together
  key ix_principal_token_principal (principal_id, id)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;
