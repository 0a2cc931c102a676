-- +goose Up
-- A story for the report of a quarter. It is scanned before it is kept, read by a second person, and approved.
create table report_story (
  network_id  text not null references network (network_id),
  id          text not null,
  quarter     timestamp not null, -- its first day
  text        text not null,
  written_by  text not null,      -- of a person, as the next two
  written_at  timestamp not null,
  seen_by     text not null,      -- '' = nobody yet
  seen_at     timestamp,
  approved_by text not null,
  approved_at timestamp,
  primary key (network_id, id)
);
create index report_story_quarter on report_story (network_id, quarter);

-- Who does not want a mail when a quarter was closed.
create table report_unmailed (
  network_id  text not null references network (network_id),
  person_id   text not null,
  primary key (network_id, person_id)
);

-- +goose Down
drop table report_unmailed;
drop table report_story;
