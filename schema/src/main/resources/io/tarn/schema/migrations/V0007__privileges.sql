-- Who may do what. Conventions as in V0001.

-- Users, services, groups and roles. A principal is never deleted, because the history of grants and the audit name it;
-- dropped_at (0: not dropped) frees its name. A disabled one (disabled_at not 0) may nothing. changed_epoch is the epoch of
-- policy_epoch in which the row last changed.
alter table principal add column kind varchar(16) default 'user' not null;
alter table principal add column disabled_at bigint default 0 not null;
alter table principal add column dropped_at bigint default 0 not null;
alter table principal add column changed_epoch bigint default 1 not null;
alter table principal drop constraint uk_principal_name;
-- names are unique among the living of a kind; lists page over this key
alter table principal add constraint uk_principal_kind_name unique (kind, name, dropped_at);
-- replicas read what changed since they last did
create index ix_principal_epoch on principal (changed_epoch);

-- When it was last used, to the minute; 0: never.
alter table principal_token add column last_used_at bigint default 0 not null;
-- What its owner calls it.
alter table principal_token add column label varchar(255) default '' not null;

-- One row. Whoever changes principals, memberships or permissions adds one to it first, in the same transaction: so those
-- changes happen one after the other, and their epochs are in the order in which they are committed.
create table policy_epoch (
  id    bigint not null,
  epoch bigint not null,
  primary key (id)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;

insert into policy_epoch (id, epoch) values (1, 1);

-- Who is in which group or role: now (until_epoch 0) and before. A change ends a row and makes another.
create table membership (
  id          varbinary(16) not null,
  member_id   varbinary(16) not null,
  group_id    varbinary(16) not null,
  since_epoch bigint        not null,
  since_at    bigint        not null,
  since_by    varchar(255)  not null,
  until_epoch bigint        not null,
  until_at    bigint        not null,
  until_by    varchar(255)  not null,
  primary key (id),
  -- nobody is a member twice; the groups of a member
  unique key uk_membership_member (member_id, group_id, until_epoch),
  -- the members of a group
  key ix_membership_group (group_id, until_epoch),
  -- replicas read what changed since they last did
  key ix_membership_since (since_epoch),
  key ix_membership_until (until_epoch)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;

-- What was granted to whom on what: now (until_epoch 0) and before, as in membership. object_id is the catalog, database,
-- table, view or function; for a location it is made from its text, which stands in location. catalog_id and database_id
-- say what it lies in. columns is a JSON text, for grants on columns. expires_at: 0 is never.
create table permission (
  id            varbinary(16) not null,
  resource_type varchar(16)   not null,
  object_id     varbinary(16) not null,
  catalog_id    varbinary(16) not null,
  database_id   varbinary(16),
  location      varchar(700)  not null,
  principal_id  varbinary(16) not null,
  privilege     varchar(32)   not null,
  column_names  mediumtext,
  expires_at    bigint        not null,
  since_epoch   bigint        not null,
  since_at      bigint        not null,
  since_by      varchar(255)  not null,
  until_epoch   bigint        not null,
  until_at      bigint        not null,
  until_by      varchar(255)  not null,
  primary key (id),
  -- a privilege is granted once; everything on an object, as it is and as it was
  unique key uk_permission_object (object_id, resource_type, principal_id, privilege, until_epoch),
  -- everything that a principal holds
  key ix_permission_principal (principal_id, until_epoch, id),
  -- what in a database is granted goes with the database
  key ix_permission_database (database_id, until_epoch),
  -- replicas read what changed since they last did
  key ix_permission_since (since_epoch),
  key ix_permission_until (until_epoch)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;

-- Who holds everything on the object; null when nobody is known to. owner is the name for people.
alter table namespace add column owner_id varbinary(16);
alter table relation add column owner_id varbinary(16);
alter table routine add column owner_id varbinary(16);
update namespace set owner_id = (select p.id from principal p where p.name = namespace.owner);
update relation set owner_id = (select p.id from principal p where p.name = relation.owner);
update routine set owner_id = (select p.id from principal p where p.name = routine.owner);
-- lists show principals what they own
create index ix_namespace_owner on namespace (owner_id, catalog_id);
create index ix_relation_owner on relation (owner_id, namespace_id);
create index ix_routine_owner on routine (owner_id, namespace_id);
