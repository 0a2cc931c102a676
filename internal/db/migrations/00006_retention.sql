-- +goose Up
-- How far retention is in a network: who asked for the first real run, and who agreed. Every run locks the row.
create table retention (
  network_id  text primary key references network (network_id),
  asked_by    text not null,
  asked_at    timestamp,
  agreed_by   text not null,
  agreed_at   timestamp,
  ran_at      timestamp
);

-- Terms that differ from those with which a network starts.
create table retention_term (
  network_id  text not null references network (network_id),
  object      text not null,
  event       text not null,
  term        text not null,      -- 90d, 12m or 5y
  primary key (network_id, object, event)
);

-- What was removed, without saying what it was. The same stands in a file outside the database.
create table tombstone (
  network_id  text not null references network (network_id),
  object      text not null,
  hash        text not null,      -- keyed hash of the id
  effect      text not null,
  at          timestamp not null,
  job         text not null,      -- the job that did it; 'command' at the shell
  primary key (network_id, object, hash, effect)
);

-- Signed ends of months of the trace. They stay when the lines up to them have gone.
create table audit_segment (
  network_id  text not null references network (network_id),
  seq         bigint not null,    -- of its last line
  hash        text not null,
  closed_at   timestamp not null,
  signature   text not null,
  primary key (network_id, seq)
);

-- +goose Down
drop table audit_segment;
drop table tombstone;
drop table retention_term;
drop table retention;
