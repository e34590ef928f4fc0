-- Who did what, and the secrets that the server keeps for others. Conventions as in V0001.

-- One row for each change and for each refusal, never updated. id is a UUIDv7 and holds the time. chain_id is the server
-- process that wrote it. through_label is who sent the request in the principal's name; empty: itself. object_key is the
-- beginning of the SHA-256 of object_path, which is too long for an index. decision is ALLOWED for a change. times counts
-- equal refusals that are one row. details is a JSON text.
create table audit_entry (
  id            varbinary(16)  not null,
  chain_id      varbinary(16)  not null,
  request_id    varchar(64)    not null,
  principal     varchar(300)   not null,
  through_label varchar(300)   not null,
  source        varchar(64)    not null,
  operation     varchar(64)    not null,
  object_kind   varchar(16)    not null,
  object_id     varbinary(16)  not null,
  object_path   varchar(1100)  not null,
  object_key    varbinary(16)  not null,
  decision      varchar(16)    not null,
  reason        varchar(1000)  not null,
  times         bigint         not null,
  details       varchar(4000)  not null,
  primary key (id),
  -- what a process wrote and has not sealed
  key ix_audit_entry_chain (chain_id, id),
  -- newest first, by each thing that is asked for
  key ix_audit_entry_principal (principal, id),
  key ix_audit_entry_object (object_id, id),
  key ix_audit_entry_path (object_key, id),
  key ix_audit_entry_operation (operation, id),
  key ix_audit_entry_decision (decision, id)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;

-- The chain of each server process. head_seq and head_hash are its last seal. Seals up to base_seq were removed because
-- they were old; base_mac, by the key base_key_id, says that a server did it. closed: it died, and all it wrote is sealed.
-- Rows stay for ever, so that a chain that is missing is noticed.
create table audit_chain (
  id          varbinary(16) not null,
  started_at  bigint        not null,
  seen_at     bigint        not null,
  closed      boolean       not null,
  head_seq    bigint        not null,
  head_hash   varbinary(32) not null,
  base_seq    bigint        not null,
  base_hash   varbinary(32) not null,
  base_key_id varchar(64)   not null,
  base_mac    varbinary(32) not null,
  primary key (id)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;

-- One row for each entry, made after its transaction was committed, in the order in which the process learnt of it.
-- entry_hash is over the whole entry, hash over the hash before and this row. sealed_by is the process that made it: not the
-- chain's own when that died before.
create table audit_seal (
  chain_id   varbinary(16) not null,
  seq        bigint        not null,
  entry_id   varbinary(16) not null,
  entry_hash varbinary(32) not null,
  hash       varbinary(32) not null,
  sealed_by  varbinary(16) not null,
  sealed_at  bigint        not null,
  primary key (chain_id, seq),
  -- an entry is sealed once; which are not sealed yet
  unique key uk_audit_seal_entry (entry_id)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;

-- The heads of the chains that have grown since the anchor before, signed: whoever changes the database without the key
-- cannot make another. heads has a line for each: chain, sequence, hash. Anchors before kept_from were removed because they
-- were old. prev is the hash of the anchor before, hash is over this row, mac over hash by the key key_id.
create table audit_anchor (
  seq       bigint        not null,
  made_at   bigint        not null,
  kept_from bigint        not null,
  heads     mediumtext    not null,
  prev      varbinary(32) not null,
  hash      varbinary(32) not null,
  key_id    varchar(64)   not null,
  mac       varbinary(32) not null,
  primary key (seq)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;

-- The master keys that were ever used with this database, without the keys: canary is a known text encrypted with each, so
-- that a server with a wrong key does not start. retired: nothing is encrypted with it any more.
create table master_key (
  id      varchar(64)     not null,
  made_at bigint          not null,
  canary  varbinary(1024) not null,
  retired boolean         not null,
  primary key (id)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;

-- What the server must be able to read again, encrypted with the master key key_id.
create table secret (
  id         varbinary(16)   not null,
  owner_kind varchar(32)     not null,
  owner_id   varbinary(16)   not null,
  name       varchar(255)    not null,
  key_id     varchar(64)     not null,
  ciphertext varbinary(8192) not null,
  changed_at bigint          not null,
  primary key (id),
  -- a name is used once for each owner
  unique key uk_secret_owner (owner_kind, owner_id, name),
  -- what still has an old key
  key ix_secret_key (key_id, id)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;
