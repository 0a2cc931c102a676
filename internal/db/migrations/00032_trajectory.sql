-- +goose Up
-- A time in which an ambassador works at a team or in a wijk, with an aim and money. One of team_id and area_id is ''.
create table trajectory (
  network_id   text not null references network (network_id),
  id           text not null,
  team_id      text not null,
  area_id      text not null,
  programme    text not null,     -- scanned
  starts_on    timestamp not null,
  ends_on      timestamp not null, -- the last day
  hours_week   double precision not null,
  measure      text not null,     -- what the aim is a percentage of cases of
  aim          integer not null,  -- percent
  funding      text not null,     -- scanned
  rate         double precision not null, -- euros an hour; 0 = not known
  funded_until timestamp,         -- the last day
  evaluation   text not null,     -- scanned
  version      bigint not null,
  primary key (network_id, id)
);

-- What a team or a wijk wants to reach in a year.
create table target (
  network_id   text not null references network (network_id),
  id           text not null,
  team_id      text not null,
  area_id      text not null,
  year         integer not null,
  measure      text not null,
  aim          integer not null,  -- percent
  primary key (network_id, id),
  unique (network_id, team_id, area_id, year, measure)
);

-- +goose Down
drop table target;
drop table trajectory;
