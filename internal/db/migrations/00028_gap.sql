-- +goose Up
-- What is asked and not offered, from its first signal until an offer is named.
create table gap (
  network_id  text not null references network (network_id),
  area        text not null,      -- id; '' = the whole town
  help        text not null,      -- code
  state       text not null,
  signalled_at timestamp not null,
  changed_at  timestamp not null,
  changed_by  text not null,      -- of a person; '' = the program
  service_id  text not null,      -- the offer that solved it, or ''
  primary key (network_id, area, help)
);

-- +goose Down
drop table gap;
