-- Iceberg tables and views. Conventions as in V0001.
--
-- An Iceberg table is a row of relation of kind 'iceberg-table', with a main branch whose schema says its columns in Paimon's
-- words, so that Paimon's clients see it and names are unique. What it is stands in its metadata file in storage.

-- The pointer: which metadata file is the newest. A commit writes its file first and then moves this row under
-- compare-and-set of metadata_location, so the row decides; a drop removes it, and commits under way find nothing to move.
-- previous_location: the file before; empty for the first.
create table iceberg_metadata (
  relation_id       varbinary(16) not null,
  metadata_location varchar(700)  not null,
  previous_location varchar(700)  not null,
  changed_at        bigint        not null,
  primary key (relation_id)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;

-- What engines report of scans and commits, as they sent it: the newest of each table. id is a UUIDv7, so it is their order.
create table iceberg_metrics (
  relation_id varbinary(16) not null,
  id          varbinary(16) not null,
  body        mediumtext    not null,
  reported_by varchar(255)  not null,
  primary key (relation_id, id)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;

-- What a view is for Iceberg's clients, as their metadata document; beside view_definition, which says it for Paimon's. The
-- version is that one's, and is the guard of both. A view without a row here was made by Paimon's clients.
-- metadata_location: the file with the same text, written before the row so that the view can be registered elsewhere.
create table iceberg_view (
  relation_id       varbinary(16) not null,
  metadata_location varchar(700)  not null,
  body              mediumtext    not null,
  primary key (relation_id)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;
