-- +goose Up
-- What a team wants with informal care, and its motto.
create table team_plan (
  network_id   text not null references network (network_id),
  team_id      text not null,
  motto        text not null,      -- scanned
  texts        text not null,      -- JSON: part of the plan → text; scanned
  review_on    timestamp,          -- the day on which the team looks at it again
  changed_on   timestamp not null,
  version      bigint not null,
  primary key (network_id, team_id),
  foreign key (network_id, team_id) references team (network_id, id) on delete cascade
);

-- A conversation of a team about the four focus points, in as many sessions as it takes.
create table team_talk (
  network_id   text not null references network (network_id),
  id           text not null,
  team_id      text not null,
  begun_on     timestamp not null,
  finished_on  timestamp,
  notes        text not null,      -- JSON: focus point → what stands and what matters; scanned
  changed_on   timestamp not null,
  version      bigint not null,
  primary key (network_id, id),
  foreign key (network_id, team_id) references team (network_id, id) on delete cascade
);

-- What somebody of a team will do by a day.
create table team_action (
  network_id   text not null references network (network_id),
  id           text not null,
  team_id      text not null,
  talk_id      text not null,      -- the conversation it came out of; '' = none
  point        text not null,      -- focus point, or ''
  what         text not null,      -- scanned
  person_id    text not null,
  due_on       timestamp not null,
  done_on      timestamp,
  version      bigint not null,
  primary key (network_id, id),
  foreign key (network_id, team_id) references team (network_id, id) on delete cascade
);

-- +goose Down
drop table team_action;
drop table team_talk;
drop table team_plan;
