-- +goose Up
alter table organization add column provenance text not null default '{}';
alter table organization add column run_id text not null default ''; -- the run that brought it
alter table service add column provenance text not null default '{}';
alter table service add column run_id text not null default '';

create index service_location_location on service_location (network_id, location_id);

-- Runs whose new records are not public yet, or no longer: one row hides or shows them all.
create table hidden_run (
  network_id  text not null references network (network_id),
  run_id      text not null,
  primary key (network_id, run_id)
);

create table source (
  network_id  text not null references network (network_id),
  id          text not null,
  name        text not null,
  kind        text not null,      -- auto, flat, hsds, airs
  address     text not null,      -- URL it is fetched from; '' = by hand
  every_hours integer not null,   -- how often; 0 = only when asked
  owner       text not null,      -- who answers for it, in words
  mapping     text not null,      -- how its columns and words are read; '' = told by its headings
  rules       text not null,      -- per field who wins
  etag        text not null,
  modified    text not null,      -- Last-Modified of what was fetched last
  cursor_at   timestamp,          -- changes since then are asked of an API
  fetched_at  timestamp,
  version     bigint not null,
  primary key (network_id, id),
  unique (network_id, name)
);

create table harvest_run (
  network_id  text not null references network (network_id),
  id          text not null,
  source      text not null,      -- name; a run by hand needs no record of its source
  person_id   text not null,
  state       text not null,      -- waiting, working, ready, publishing, published, refused, stopped, undone
  automatic   boolean not null,   -- is published without asking when it keeps within the bounds
  report      text not null,
  done        integer not null,
  total       integer not null,
  started_at  timestamp not null,
  touched_at  timestamp not null, -- a run that works and was not touched for minutes is dead
  ended_at    timestamp,
  primary key (network_id, id)
);
create index harvest_run_source on harvest_run (network_id, source, id);

create table harvest_change (
  network_id  text not null references network (network_id),
  run_id      text not null,
  seq         integer not null,
  kind        text not null,      -- organization or service
  record_id   text not null,
  ref         text not null,
  title       text not null,
  what        text not null,      -- changed, returned, withdrawn, inactive, conflict
  fields      text not null,      -- field, old and new, as the flat format writes them
  before      text not null,      -- the record
  after       text not null,      -- the record, or of a conflict what the source says
  settled     text not null,      -- of a conflict: '' = waits, here or source
  primary key (network_id, run_id, seq),
  foreign key (network_id, run_id) references harvest_run (network_id, id)
);

-- A file that was sent waits here, in base64, for the job that reads it.
create table harvest_part (
  network_id  text not null references network (network_id),
  run_id      text not null,
  seq         integer not null,
  name        text not null,
  data        text not null,
  primary key (network_id, run_id, seq),
  foreign key (network_id, run_id) references harvest_run (network_id, id)
);

-- +goose Down
drop table harvest_part;
drop table harvest_change;
drop table harvest_run;
drop table source;
drop table hidden_run;
drop index service_location_location;
alter table service drop column run_id;
alter table service drop column provenance;
alter table organization drop column run_id;
alter table organization drop column provenance;
