-- Branches that are made, rolled back, forwarded, replaced and dropped. Conventions as in V0001.

-- settled: storage has all that the last such change decided (see file_plan); a branch that is not takes no commit.
-- top_snapshot_id: the highest snapshot that was ever the head. A commit on a base up to it lost against a rollback; one
-- on a base beyond it names a snapshot that never was.
-- epoch: grows with every change of history, and a branch made again begins beyond the one before: a snapshot id alone
-- may name two snapshots of a branch, one before and one after a rollback.
alter table branch add column settled boolean default true not null;
alter table branch add column top_snapshot_id bigint default 0 not null;
alter table branch add column epoch bigint default 0 not null;
update branch set top_snapshot_id = snapshot_id;

-- The sums of the branch as they were with this snapshot as head, so that a rollback finds them again. -1: not known.
alter table snapshot add column record_count bigint default -1 not null;
alter table snapshot add column file_count bigint default -1 not null;
alter table snapshot add column file_bytes bigint default -1 not null;
alter table snapshot add column last_file_at bigint default -1 not null;

-- Written by whoever makes a branch of a table, so that this cannot race with the table's drop.
alter table relation add column child_epoch bigint default 0 not null;

-- What storage still owes after a change of a branch was decided: which files must go and which must be there. The body
-- is a JSON text. At most one for a branch; whoever meets it may finish it. A dropped branch has a plan and no row in
-- branch until its directory is empty.
create table file_plan (
  relation_id varbinary(16) not null,
  branch      varchar(255)  not null,
  plan_id     varbinary(16) not null,
  body        longtext      not null,
  created_at  bigint        not null,
  primary key (relation_id, branch),
  -- plans that nobody met are finished in the background, oldest first
  key ix_file_plan_created (created_at)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;
