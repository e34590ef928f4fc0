-- Partitions and what they hold, kept from commits. Conventions as in V0001.
--
-- The partitions of a branch are a set of rows under an id of their own, so that history can change under a branch in one
-- write: the branch then names another set, and the rows of the old one are deleted in the background.
--
-- partition_state says what the set is worth:
--   exact        its rows are the branch's partitions
--   backlog      its rows and what partition_delta still holds are
--   counting     a recount fills it; commits since partition_base are kept in partition_delta
--   unknown      there is none; a recount is wanted. So is every branch from before this migration.
--   uncountable  there is none, and a recount would not help: a name does not fit its key, for instance
-- partition_previous is the set before the recount: what people said about a partition is taken over from it.
-- partition_version grows with everything that moves counts from one place to another, so that a reader of two places
-- sees that it must read again. partition_keys are the names of the partition columns as a JSON list of texts.
alter table branch add column partition_set varbinary(16) not null default X'00000000000000000000000000000000';
alter table branch add column partition_state varchar(16) not null default 'unknown';
alter table branch add column partition_previous varbinary(16) not null default X'00000000000000000000000000000000';
alter table branch add column partition_base bigint not null default 0;
alter table branch add column partition_version bigint not null default 0;
alter table branch add column partition_keys mediumtext null;

-- The background work finds what is not exact.
create index ix_branch_partition_state on branch (partition_state, relation_id, name);

-- A partition. name is the UTF-8 text of its path, e.g. dt=2025-01-01/hour=01, escaped as Paimon escapes paths, so that
-- the order of the key is the order of lists. done is what clients said; it takes no part in counting.
create table partition_stat (
  relation_id   varbinary(16)   not null,
  set_id        varbinary(16)   not null,
  name          varbinary(2500) not null,
  record_count  bigint          not null,
  file_bytes    bigint          not null,
  file_count    bigint          not null,
  last_file_at  bigint          not null,
  total_buckets int             not null,
  done          boolean         not null,
  created_at    bigint          not null,
  created_by    varchar(255)    not null,
  updated_at    bigint          not null,
  updated_by    varchar(255)    not null,
  primary key (relation_id, set_id, name)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;

-- What a commit changed and no row counts yet: one part of the commit's partitions, in the order of their names, as a
-- compressed list. A part goes in the transaction that folds it into rows, oldest first. The four sums are the part's.
create table partition_delta (
  relation_id  varbinary(16)   not null,
  set_id       varbinary(16)   not null,
  snapshot_id  bigint          not null,
  part         int             not null,
  first_name   varbinary(2500) not null,
  last_name    varbinary(2500) not null,
  body         mediumblob      not null,
  record_count bigint          not null,
  file_bytes   bigint          not null,
  file_count   bigint          not null,
  last_file_at bigint          not null,
  committed_at bigint          not null,
  committed_by varchar(255)    not null,
  primary key (relation_id, set_id, snapshot_id, part)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;

-- Sets that no branch names any more: their rows are deleted in the background.
create table partition_set_dropped (
  relation_id varbinary(16) not null,
  set_id      varbinary(16) not null,
  primary key (relation_id, set_id)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;
