-- +goose Up
create table network (
  network_id  text primary key,
  slug        text not null unique,
  host        text unique,
  settings    text not null,
  version     bigint not null,
  revision    bigint not null default 0, -- grows with every change of public data, for copies kept in memory
  created_at  timestamp not null,
  updated_at  timestamp not null
);

create table area (
  network_id  text not null references network (network_id),
  id          text not null,
  parent_id   text,
  kind        text not null,
  code        text not null,
  code_year   integer not null,
  name        text not null,
  slug        text not null,
  boundary    text not null,
  primary key (network_id, id),
  unique (network_id, code),
  unique (network_id, slug)
);

create table postcode (
  network_id  text not null references network (network_id),
  code        text not null,
  number_from integer not null,
  number_to   integer not null,
  area_id     text not null,
  primary key (network_id, code, number_from),
  foreign key (network_id, area_id) references area (network_id, id)
);

create table organization (
  network_id  text not null references network (network_id),
  id          text not null,
  slug        text not null,
  source      text not null,
  ref         text not null,
  kind        text not null,
  name        text not null,
  description text not null,
  phone       text not null,
  email       text not null,
  url         text not null,
  legal_form  text not null,
  member      boolean not null,
  commercial  boolean not null,
  withdrawn_at timestamp,
  version     bigint not null,
  created_at  timestamp not null,
  updated_at  timestamp not null,
  primary key (network_id, id),
  unique (network_id, slug),
  unique (network_id, source, ref)
);

create table location (
  network_id  text not null references network (network_id),
  id          text not null,
  organization_id text not null,
  name        text not null,
  address     text not null,
  postcode    text not null,
  area_id     text,
  latitude    double precision,
  longitude   double precision,
  confidential boolean not null,
  primary key (network_id, id),
  foreign key (network_id, organization_id) references organization (network_id, id),
  foreign key (network_id, area_id) references area (network_id, id)
);

create table service (
  network_id  text not null references network (network_id),
  id          text not null,
  organization_id text not null,
  slug        text not null,
  source      text not null,
  ref         text not null,
  title       text not null,
  description text not null,
  words       text not null,
  needs       text not null,
  audiences   text not null,
  forms       text not null,
  costs       text not null,
  access      text not null,
  age_min     integer not null,
  age_max     integer not null,
  cost_note   text not null,
  does        text not null,
  does_not    text not null,
  different   text not null,
  languages   text not null,
  phone       text not null,
  email       text not null,
  url         text not null,
  serves      text not null,
  capacity    text not null,
  places_free integer,
  waiting_weeks integer,
  confirmed_at timestamp,
  confirmed_by text not null,
  withdrawn_at timestamp,
  version     bigint not null,
  created_at  timestamp not null,
  updated_at  timestamp not null,
  primary key (network_id, id),
  unique (network_id, slug),
  unique (network_id, source, ref),
  foreign key (network_id, organization_id) references organization (network_id, id)
);
create index service_organization on service (network_id, organization_id);

create table service_location (
  network_id  text not null references network (network_id),
  service_id  text not null,
  location_id text not null,
  primary key (network_id, service_id, location_id),
  foreign key (network_id, service_id) references service (network_id, id),
  foreign key (network_id, location_id) references location (network_id, id)
);

create table person (
  network_id  text not null references network (network_id),
  id          text not null,
  ref         text not null,
  name        text not null,
  phone       text not null,
  email       text not null,
  organization_id text,
  quote       text not null,
  primary key (network_id, id),
  unique (network_id, ref),
  foreign key (network_id, organization_id) references organization (network_id, id)
);

create table assignment (
  network_id  text not null references network (network_id),
  id          text not null,
  person_id   text not null,
  role        text not null,
  area_id     text not null,
  hours_week  double precision not null,
  days        text not null,
  consulting  text not null,
  starts_at   timestamp not null,
  ends_at     timestamp,
  primary key (network_id, id),
  foreign key (network_id, person_id) references person (network_id, id),
  foreign key (network_id, area_id) references area (network_id, id)
);
create index assignment_area on assignment (network_id, area_id);

-- +goose Down
drop table assignment;
drop table person;
drop table service_location;
drop table service;
drop table location;
drop table organization;
drop table postcode;
drop table area;
drop table network;
