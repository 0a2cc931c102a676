-- +goose Up
-- Counts by month: of all cases, and cut in several ways. past = of what is not kept any more; the others are counted anew.
create table figure (
  network_id   text not null references network (network_id),
  cut          text not null,     -- all, area, team, asker, first, need, place, unmet, lead
  month        timestamp not null, -- its first day
  part         text not null,     -- id or code
  sub          text not null,     -- code, or days
  past         boolean not null,
  n            bigint not null,
  suitable     bigint not null,
  passed_on    bigint not null,
  started      bigint not null,
  in_time      bigint not null,
  active       bigint not null,
  stepped_down bigint not null,
  primary key (network_id, cut, month, part, sub, past)
);

-- Cases of a list that was kept before. Only months are kept, and no text. A team, area or organisation that is not known
-- here is kept by its name.
create table past_case (
  network_id  text not null references network (network_id),
  id          text not null,
  code        text not null,      -- random
  month       timestamp not null, -- of the first discussion
  team        text not null,
  area        text not null,
  asker       text not null,
  taken_at    timestamp not null,
  primary key (network_id, id),
  unique (network_id, code)
);

create table past_need (
  network_id   text not null references network (network_id),
  case_id      text not null,
  place        integer not null,  -- in its case, from 1
  help         text not null,     -- code
  fit          text not null,
  organization text not null,
  passed       boolean not null,
  active       boolean not null,
  passed_days  integer not null,  -- since the first discussion; -1 = not known
  active_days  integer not null,
  stepped      text not null,
  reason       text not null,     -- code
  primary key (network_id, case_id, place),
  foreign key (network_id, case_id) references past_case (network_id, id)
);

-- Keyed hashes of the codes of old lists, so that a list that comes again changes nothing.
create table past_code (
  network_id  text not null references network (network_id),
  hash        text not null,
  primary key (network_id, hash)
);

-- +goose Down
drop table past_code;
drop table past_need;
drop table past_case;
drop table figure;
