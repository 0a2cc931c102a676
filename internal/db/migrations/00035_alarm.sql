-- +goose Up
-- A series of questions that slid back, from the letter that told of it until somebody says what came of it.
create table slide (
  network_id  text not null references network (network_id),
  id          text not null,
  team_id     text not null,      -- '' = small teams together
  area        text not null,      -- id; '' = the whole town
  state       text not null,      -- told, taken, closed
  usual       double precision not null, -- a week
  last        double precision not null, -- a week, lately
  since       timestamp not null,
  told_at     timestamp not null,
  reminded_at timestamp,
  taken_by    text not null,      -- id of a person, or ''
  closed_at   timestamp,
  words       text not null,
  primary key (network_id, id)
);

-- How many questions of teams reached an organisation directly in a month, as it says itself.
create table direct_count (
  network_id      text not null references network (network_id),
  organization_id text not null,
  month           timestamp not null, -- its first day
  asked_at        timestamp,          -- by a mail of its own
  answer          text not null,      -- a range or a number; '' = none
  answered_at     timestamp,
  primary key (network_id, organization_id, month),
  foreign key (network_id, organization_id) references organization (network_id, id)
);

-- +goose Down
drop table direct_count;
drop table slide;
