-- +goose Up
-- A gap has an id, and is about a kind of help in an area or about words that visitors looked for in vain.
alter table gap rename to gap_before;
create table gap (
  network_id   text not null references network (network_id),
  id           text not null,
  area         text not null,      -- id; '' = the whole town
  help         text not null,      -- code, or ''
  words        text not null,      -- that found nothing, or ''
  source       text not null,      -- what it was seen by first: unmet, waiting, searches
  state        text not null,
  signalled_at timestamp not null,
  changed_at   timestamp not null,
  changed_by   text not null,      -- of a person; '' = the program
  service_id   text not null,      -- the offer that solved it, or ''
  primary key (network_id, id),
  unique (network_id, area, help, words)
);
insert into gap (network_id, id, area, help, words, source, state, signalled_at, changed_at, changed_by, service_id)
  select network_id, area || '.' || help, area, help, '', 'unmet', state, signalled_at, changed_at, changed_by, service_id from gap_before;
drop table gap_before;

-- +goose Down
alter table gap rename to gap_after;
create table gap (
  network_id  text not null references network (network_id),
  area        text not null,
  help        text not null,
  state       text not null,
  signalled_at timestamp not null,
  changed_at  timestamp not null,
  changed_by  text not null,
  service_id  text not null,
  primary key (network_id, area, help)
);
insert into gap (network_id, area, help, state, signalled_at, changed_at, changed_by, service_id)
  select network_id, area, help, state, signalled_at, changed_at, changed_by, service_id from gap_after where words = '';
drop table gap_after;
