-- What whoever watches a catalog is told. Conventions as in V0001.

-- Changes that have no number yet: inserted as the last statement of the transaction that makes the change, taken out when
-- events are numbered. What was done, by whom, to what is the entry of the audit. turn: more than that of every row that
-- could be seen when this one was inserted, so a change that came after another one has the higher turn, whatever the clocks
-- of their servers say; those that are equal were made side by side. facts is a JSON text: what the audit does not say.
create table event_pending (
  turn     bigint        not null,
  entry_id varbinary(16) not null,
  facts    varchar(4000) not null,
  primary key (turn, entry_id)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;

-- One row: the last number and the highest turn that were given. Whoever gives numbers moves it under compare-and-set, so
-- numbers have no gaps, and when one can be read so can all before it.
create table event_head (
  id       bigint not null,
  last_seq bigint not null,
  turn     bigint not null,
  primary key (id)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;

insert into event_head (id, last_seq, turn) values (1, 0, 0);

-- The events, by number. Rows are only ever added at the end, and removed at the beginning when they are too old.
create table event (
  seq         bigint        not null,
  entry_id    varbinary(16) not null,
  recorded_at bigint        not null,
  facts       varchar(4000) not null,
  primary key (seq)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;
