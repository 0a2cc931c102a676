-- +goose Up
-- What somebody did for the network. area_id and team_id are '' where none is meant.
create table activity (
  network_id  text not null references network (network_id),
  id          text not null,
  person_id   text not null,
  held_on     timestamp not null,
  kind        text not null,
  hours       double precision not null,
  area_id     text not null,
  team_id     text not null,
  partner     text not null,      -- with whom or for whom, scanned
  people      integer not null,   -- who came; -1 = not counted
  note        text not null,      -- scanned
  version     bigint not null,
  primary key (network_id, id)
);
create index activity_day on activity (network_id, held_on, id);
create index activity_person on activity (network_id, person_id, id);

-- Where somebody sits on behalf of the network.
create table seat (
  network_id  text not null references network (network_id),
  id          text not null,
  person_id   text not null,
  body        text not null,      -- such as a board; scanned
  brief       text not null,      -- what to report back; scanned
  starts_on   timestamp not null,
  ended_on    timestamp,
  next_on     timestamp,          -- when to report back; null = nothing is asked
  version     bigint not null,
  primary key (network_id, id)
);

create table seat_report (
  network_id  text not null references network (network_id),
  seat_id     text not null,
  id          text not null,
  due_on      timestamp not null,
  told_on     timestamp not null,
  words       text not null,      -- scanned
  primary key (network_id, seat_id, id),
  foreign key (network_id, seat_id) references seat (network_id, id)
);

-- Discussions that are not kept any more: how many, and how many of them an ambassador led.
create table discussion_count (
  network_id  text not null references network (network_id),
  month       timestamp not null, -- its first day
  team_id     text not null,
  kind        text not null,
  n           integer not null,
  led         integer not null,
  primary key (network_id, month, team_id, kind)
);

-- +goose Down
drop table discussion_count;
drop table seat_report;
drop table seat;
drop table activity;
