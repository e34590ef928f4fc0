-- How programs log in. Conventions as in V0001.

-- The token that a short-lived one was given out for; null: an administrator issued it. Both are revoked together.
alter table principal_token add column parent_id varbinary(16);
create index ix_principal_token_parent on principal_token (parent_id);
-- what is to be forgotten
create index ix_principal_token_expiry on principal_token (expires_at);

-- Key pairs that requests are signed with. The secret stands in the table secret, by the id of this row. revoked_at: 0 is
-- never.
create table access_key (
  id            varbinary(16) not null,
  access_key_id varchar(64)   not null,
  principal_id  varbinary(16) not null,
  created_at    bigint        not null,
  created_by    varchar(255)  not null,
  revoked_at    bigint        not null,
  primary key (id),
  -- whose key a request was signed with
  unique key uk_access_key (access_key_id),
  -- all of a principal
  key ix_access_key_principal (principal_id, id)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;
