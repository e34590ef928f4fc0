-- What is counted of commits, for people who look after tables. Conventions as in V0001.

-- One row for each table and hour in which somebody wanted to commit, from all servers together; what rows of snapshots do
-- not tell. from_hour is the beginning of the hour in epoch milliseconds. lost: commits that were told that another was
-- faster. partitions: of each commit, together. A server adds to them every few seconds, so what it had not yet added is
-- missing when it dies.
create table commit_figures (
  relation_id varbinary(16) not null,
  from_hour   bigint        not null,
  won         bigint        not null,
  lost        bigint        not null,
  partitions  bigint        not null,
  primary key (relation_id, from_hour),
  -- what is old goes
  key ix_commit_figures_hour (from_hour)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;
