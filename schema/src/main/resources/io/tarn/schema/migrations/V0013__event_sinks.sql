-- How far others have been told. Conventions as in V0001.

-- One row for each webhook, by its name: the last event that it took. It moves under compare-and-set in a transaction that
-- holds the lease of who sends.
create table event_sink (
  name     varchar(255) not null,
  last_seq bigint       not null,
  primary key (name)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;
