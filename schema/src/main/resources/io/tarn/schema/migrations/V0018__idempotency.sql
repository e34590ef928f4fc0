-- What requests with an idempotency key have come to. Conventions as in V0001.

-- Written in the transaction of the change that the request made, so neither is there without the other, and of two requests
-- with one key only one changes anything. Removed when no client may use the key any more.
-- principal_id, id: whose key it is, and which; another principal's is another key.
-- digest: of what was asked (SHA-256 in hex): a key is for one request.
-- outcome_id: the audit's entry that tells what was changed; of a refusal an id of its own. Both are UUIDv7, so they hold the time.
-- refused_as, message: the code and the words of a refusal; null when something was changed.
create table idempotency_key (
  principal_id varbinary(16) not null,
  id           varbinary(16) not null,
  digest       varchar(64)   not null,
  outcome_id   varbinary(16) not null,
  refused_as   varchar(64),
  message      text,
  primary key (principal_id, id),
  -- what is to be removed, the oldest first
  key ix_idempotency_key_outcome (outcome_id)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;
