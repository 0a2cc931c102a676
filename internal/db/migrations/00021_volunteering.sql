-- +goose Up
-- Who wants to help. It says nothing about who that is.
create table volunteer (
  network_id   text not null references network (network_id),
  id           text not null,
  request      text not null,      -- number of the form: the same twice makes one
  code         text not null,      -- of the own page
  state        text not null,
  needs        text not null,      -- JSON
  audiences    text not null,      -- JSON
  form         text not null,
  moments      text not null,      -- JSON
  area_id      text,
  next_on      timestamp not null,
  due_on       timestamp not null,
  touched_at   timestamp not null,
  asked_at     timestamp,
  escalated_at timestamp,
  outcome      text not null,      -- '' = none yet
  ended_at     timestamp,
  version      bigint not null,
  primary key (network_id, id),
  unique (network_id, request),
  unique (network_id, code),
  foreign key (network_id, area_id) references area (network_id, id)
);

create index volunteer_open on volunteer (network_id, ended_at, next_on);

-- How to reach that person, sealed. It goes when the sign-up ends.
create table volunteer_contact (
  network_id   text not null,
  volunteer_id text not null,
  sealed       text not null,
  primary key (network_id, volunteer_id),
  foreign key (network_id, volunteer_id) references volunteer (network_id, id)
);

create table introduction (
  network_id      text not null,
  volunteer_id    text not null,
  organization_id text not null,
  service_id      text not null,
  sent_at         timestamp,
  answer          text not null,   -- '' = none yet, started, talking, no
  answered_at     timestamp,
  primary key (network_id, volunteer_id, organization_id),
  foreign key (network_id, volunteer_id) references volunteer (network_id, id),
  foreign key (network_id, organization_id) references organization (network_id, id),
  foreign key (network_id, service_id) references service (network_id, id)
);

-- +goose Down
drop table introduction;
drop table volunteer_contact;
drop table volunteer;
