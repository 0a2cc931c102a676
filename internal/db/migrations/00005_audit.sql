-- +goose Up
create table audit_line (
  network_id  text not null references network (network_id),
  seq         bigint not null,
  at          timestamp not null,
  person_id   text not null,
  roles       text not null,
  action      text not null,
  object      text not null,
  object_id   text not null,
  outcome     text not null,
  purpose     text not null,
  origin      text not null,
  hash        text not null,
  primary key (network_id, seq)
);
create index audit_line_object on audit_line (network_id, object, object_id);
create index audit_line_person on audit_line (network_id, person_id);

-- The end of the chain of each network. Writing a line locks it, so that lines follow one another.
create table audit_head (
  network_id  text primary key references network (network_id),
  seq         bigint not null,
  hash        text not null
);

-- +goose Down
drop table audit_head;
drop table audit_line;
