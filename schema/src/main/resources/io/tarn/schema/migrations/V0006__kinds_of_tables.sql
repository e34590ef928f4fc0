-- External tables, whose location a client named. Conventions as in V0001.

-- Whether a client named the location. The files of such a table are never deleted with it.
alter table relation add column external boolean default false not null;

-- A place may neither contain nor lie in another table's, so claims are also found by where they lie.
create index ix_location_claim_location on location_claim (location);

-- The beginning that places which contain each other share: a bucket, or the first directory. Who claims a place that a
-- client named writes its row first, so that two such claims cannot both find their place free.
create table location_guard (
  location_hash varbinary(32) not null,
  epoch         bigint        not null,
  primary key (location_hash)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;
