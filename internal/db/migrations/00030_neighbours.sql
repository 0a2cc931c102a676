-- +goose Up
-- What a resident asks of another, or offers. It says nothing about who that is.
create table neighbour (
  network_id text not null references network (network_id),
  id         text not null,
  request    text not null,      -- number of the form: the same twice makes one
  code       text not null,      -- of the own page
  side       text not null,      -- ask, offer
  state      text not null,
  need       text not null,
  words      text not null,
  area_id    text,
  next_on    timestamp not null,
  due_on     timestamp not null,
  touched_at timestamp not null,
  told_at    timestamp,
  late_at    timestamp,
  outcome    text not null,      -- '' = none yet
  ended_at   timestamp,
  version    bigint not null,
  primary key (network_id, id),
  unique (network_id, request),
  unique (network_id, code),
  foreign key (network_id, area_id) references area (network_id, id)
);

create table neighbour_contact (
  network_id   text not null,
  neighbour_id text not null,
  sealed       text not null,
  primary key (network_id, neighbour_id),
  foreign key (network_id, neighbour_id) references neighbour (network_id, id)
);

create table neighbour_pair (
  network_id text not null,
  ask_id     text not null,
  offer_id   text not null,
  made_at    timestamp not null,
  ask_yes    boolean not null,
  offer_yes  boolean not null,
  refused    boolean not null,
  primary key (network_id, ask_id, offer_id),
  foreign key (network_id, ask_id) references neighbour (network_id, id),
  foreign key (network_id, offer_id) references neighbour (network_id, id)
);

create index neighbour_pair_offer on neighbour_pair (network_id, offer_id);

-- +goose Down
drop table neighbour_pair;
drop table neighbour_contact;
drop table neighbour;
