-- Who does a piece of background work at the moment, over all servers. expires_at is by the holder's clock: two servers
-- whose clocks differ may both work for a while, so a lease saves work and the fence decides. fence grows with every
-- change of the holder; a job that writes checks in the same transaction that it still holds its fence.
create table lease (
  name       varchar(128) not null,
  holder     varchar(64)  not null,
  fence      bigint       not null,
  expires_at bigint       not null,
  primary key (name)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;
