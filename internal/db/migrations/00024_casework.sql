-- +goose Up
-- Cases that are discussed, without identity. Ids hold no time. Days are midnight UTC; they become months when a case ends.
create table discussed_case (
  network_id  text not null references network (network_id),
  id          text not null,
  code        text not null,      -- random
  words       text not null,      -- two random ones
  team_id     text not null,
  area_id     text,               -- a wijk, or an area around it
  own_network text not null,
  carer       text not null,
  level       text not null,
  owner_id    text not null,      -- of a person
  opened_on   timestamp not null,
  ended_at    timestamp,
  erased      boolean not null,   -- its texts are gone
  rounded     boolean not null,   -- its days are months
  version     bigint not null,
  primary key (network_id, id),
  unique (network_id, code),
  foreign key (network_id, area_id) references area (network_id, id)
);
create unique index discussed_case_words on discussed_case (network_id, team_id, words) where ended_at is null;
create index discussed_case_team on discussed_case (network_id, team_id, id) where ended_at is null;
create index discussed_case_ended on discussed_case (network_id, ended_at);

create table case_need (
  network_id  text not null references network (network_id),
  id          text not null,
  case_id     text not null,
  place       integer not null,   -- in its case, from 1
  help        text not null,      -- code of the kind; '' = not said yet
  audience    text not null,
  ages        text not null,
  text        text not null,      -- scanned
  services    text not null,      -- shortlist, JSON
  state       text not null,
  fit         text not null,
  reason      text not null,      -- code
  wanted      text not null,      -- when
  owner_id    text not null,      -- of a person
  began_on    timestamp not null,
  next_on     timestamp not null,
  due_on      timestamp not null,
  reminded_at timestamp,
  escalated_at timestamp,
  opened_on   timestamp not null,
  agreed_on   timestamp,
  outcome     text not null,
  ended_on    timestamp,
  lead_days   integer not null,
  primary key (network_id, id),
  unique (network_id, case_id, place),
  foreign key (network_id, case_id) references discussed_case (network_id, id)
);
create index case_need_owner on case_need (network_id, owner_id, next_on, id) where ended_on is null;
create index case_need_next on case_need (network_id, next_on, id) where ended_on is null;

-- Something to look up, with a day.
create table case_action (
  network_id  text not null references network (network_id),
  id          text not null,
  case_id     text not null,
  text        text not null,      -- scanned
  owner_id    text not null,
  began_on    timestamp not null,
  next_on     timestamp not null,
  due_on      timestamp not null,
  reminded_at timestamp,
  escalated_at timestamp,
  result      text not null,      -- '' = open
  ended_on    timestamp,
  primary key (network_id, id),
  foreign key (network_id, case_id) references discussed_case (network_id, id)
);
create index case_action_case on case_action (network_id, case_id);
create index case_action_next on case_action (network_id, next_on, id) where ended_on is null;

-- What happened to a case while it was open; it goes when the case ends.
create table case_event (
  network_id  text not null references network (network_id),
  case_id     text not null,
  id          text not null,
  at          timestamp not null,
  need_id     text not null,      -- '' = the case
  person_id   text not null,      -- '' = the program
  act         text not null,
  state       text not null,      -- of the need after it
  reason      text not null,      -- for going on in spite of what looked like a name
  primary key (network_id, case_id, id),
  foreign key (network_id, case_id) references discussed_case (network_id, id)
);

create table discussion (
  network_id  text not null references network (network_id),
  id          text not null,
  team_id     text not null,
  area_id     text,
  kind        text not null,
  held_on     timestamp not null,
  leader_id   text not null,
  closed_at   timestamp,
  primary key (network_id, id),
  foreign key (network_id, area_id) references area (network_id, id)
);
create index discussion_team on discussion (network_id, team_id, held_on);
create index discussion_open on discussion (network_id, held_on) where closed_at is null;

create table discussion_case (
  network_id    text not null references network (network_id),
  discussion_id text not null,
  case_id       text not null,
  primary key (network_id, discussion_id, case_id),
  foreign key (network_id, discussion_id) references discussion (network_id, id),
  foreign key (network_id, case_id) references discussed_case (network_id, id)
);
create index discussion_case_case on discussion_case (network_id, case_id);

-- Codes and words that were printed before a meeting and wait for a case.
create table case_slip (
  network_id  text not null references network (network_id),
  code        text not null,
  words       text not null,
  team_id     text not null,
  printed_at  timestamp not null,
  primary key (network_id, code),
  unique (network_id, team_id, words)
);

-- What is left of cases after their term. help and outcome are '' for the case itself.
create table case_count (
  network_id  text not null references network (network_id),
  month       timestamp not null, -- its first day
  team_id     text not null,
  area_id     text not null,
  help        text not null,
  outcome     text not null,
  n           bigint not null,
  primary key (network_id, month, team_id, area_id, help, outcome)
);

-- +goose Down
drop table case_count;
drop table case_slip;
drop table discussion_case;
drop table discussion;
drop table case_event;
drop table case_action;
drop table case_need;
drop table discussed_case;
