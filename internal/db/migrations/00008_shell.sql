-- +goose Up
-- The portrait of a person: a small JPEG as base64 text, and a hash of it for its address.
alter table person add column portrait text not null default '';
alter table person add column portrait_hash text not null default '';

-- A member may be a volunteer; the team says whether volunteers take part in everything.
alter table team add column volunteers boolean not null default false;
alter table membership add column kind text not null default 'professional';
alter table membership add column specialism text not null default '';
alter table membership add column reminded_at timestamp;

create table training (
  network_id  text not null references network (network_id),
  id          text not null,
  membership_id text not null,
  name        text not null,
  done_on     timestamp not null,
  primary key (network_id, id),
  foreign key (network_id, membership_id) references membership (network_id, id)
);
create index training_membership on training (network_id, membership_id);

-- What the groups of an identity provider bring, and the tasks that came of it.
create table group_rule (
  network_id  text not null references network (network_id),
  id          text not null,
  name        text not null, -- of the group, as the provider writes it
  role        text not null,
  area_id     text,
  team_id     text,
  organization_id text,
  primary key (network_id, id),
  foreign key (network_id, area_id) references area (network_id, id),
  foreign key (network_id, team_id) references team (network_id, id),
  foreign key (network_id, organization_id) references organization (network_id, id)
);
alter table assignment add column rule_id text not null default '';

-- A broken glass: one person reads one thing for an hour.
create table glass (
  network_id  text not null references network (network_id),
  id          text not null,
  person_id   text not null,
  object      text not null,
  object_id   text not null,
  area_id     text not null,
  reason      text not null,
  opened_at   timestamp not null,
  closes_at   timestamp not null, -- an hour later, or when it was ended earlier
  primary key (network_id, id)
);
create index glass_person on glass (network_id, person_id, closes_at);

-- How somebody likes the pages for staff.
alter table account add column shortcuts boolean not null default true;
alter table account add column text_size integer not null default 100; -- percent
alter table account add column lang text not null default ''; -- '' = that of the address

-- +goose Down
alter table account drop column lang;
alter table account drop column text_size;
alter table account drop column shortcuts;
drop table glass;
alter table assignment drop column rule_id;
drop table group_rule;
drop table training;
alter table membership drop column reminded_at;
alter table membership drop column specialism;
alter table membership drop column kind;
alter table team drop column volunteers;
alter table person drop column portrait_hash;
alter table person drop column portrait;
