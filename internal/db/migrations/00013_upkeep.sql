-- +goose Up
alter table service add column rhythm integer not null default 6; -- months for which a confirmation holds: 1, 3, 6 or 12

create table upkeep_round (
  network_id  text not null references network (network_id),
  organization_id text not null,
  generation  integer not null,   -- of the link
  asked_at    timestamp,
  reminded_at timestamp,
  call_at     timestamp,          -- since then somebody should call
  primary key (network_id, organization_id),
  foreign key (network_id, organization_id) references organization (network_id, id)
);

create table correction (
  network_id  text not null references network (network_id),
  id          text not null,
  service_id  text not null,
  organization_id text not null,
  text        text not null,
  made_at     timestamp not null,
  outcome     text not null,      -- '' = open, mended, not-so
  ended_at    timestamp,
  primary key (network_id, id),
  foreign key (network_id, service_id) references service (network_id, id)
);
create index correction_service on correction (network_id, service_id);

-- Websites of entries, as they were seen last.
create table website (
  network_id  text not null references network (network_id),
  url         text not null,
  status      integer not null,   -- of the answer; 0 = none
  failures    integer not null,   -- in a row
  seen_at     timestamp not null,
  primary key (network_id, url)
);

-- Words that found nothing: keyed hashes of the words and of who looked for them. The words themselves stand in missed
-- once three visitors used them.
create table missed_by (
  network_id  text not null references network (network_id),
  hash        text not null,
  visitor     text not null,
  at          timestamp not null,
  primary key (network_id, hash, visitor)
);
create table missed (
  network_id  text not null references network (network_id),
  hash        text not null,
  words       text not null,
  primary key (network_id, hash)
);

-- +goose Down
drop table missed;
drop table missed_by;
drop table website;
drop table correction;
drop table upkeep_round;
alter table service drop column rhythm;
