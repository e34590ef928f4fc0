-- Views and functions. Conventions as in V0001.
--
-- A view is a row of relation with kind 'view', so that tables and views of a database share one space of names. It has
-- no directory (its location is the empty text) and no rows in branch: whatever looks for a table through its branch
-- finds no view.

-- A database's views are listed without reading its tables, and the other way round; in the order of their names.
create index ix_relation_kind on relation (namespace_id, kind, name);

-- What a view says: its columns, query, dialects, comment and options as one JSON text. version grows with every change
-- and is the guard of a concurrent ALTER; a drop removes the row, so an ALTER under way finds nothing to change.
create table view_definition (
  relation_id varbinary(16) not null,
  body        mediumtext    not null,
  version     bigint        not null,
  primary key (relation_id)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;

-- A function of a database: its parameters, definitions, comment and options as one JSON text. version grows with every
-- change and is the guard of a concurrent ALTER. Functions have a space of names of their own.
create table routine (
  id           varbinary(16) not null,
  namespace_id varbinary(16) not null,
  name         varchar(255)  not null,
  body         mediumtext    not null,
  version      bigint        not null,
  owner        varchar(255)  not null,
  created_at   bigint        not null,
  created_by   varchar(255)  not null,
  updated_at   bigint        not null,
  updated_by   varchar(255)  not null,
  primary key (id),
  -- names are unique in a database; engines look functions up by name, and lists page over this key
  unique key uk_routine_name (namespace_id, name)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;
