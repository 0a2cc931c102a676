-- +goose Up
-- What an organisation, or the network (from_id null), agreed to pass on to another, and how much of it.
create table agreement (
  network_id   text not null references network (network_id),
  id           text not null,
  from_id      text,
  to_id        text not null,
  subject      text not null,      -- scanned
  starts_on    timestamp not null,
  ends_on      timestamp not null, -- the last day
  targets      text not null,      -- JSON: one or two, each with what counts, the kind of help and a number
  looked_on    timestamp,          -- the day of looking back that was settled last
  words        text not null,      -- of that day; scanned
  version      bigint not null,
  primary key (network_id, id),
  foreign key (network_id, from_id) references organization (network_id, id),
  foreign key (network_id, to_id) references organization (network_id, id)
);

-- +goose Down
drop table agreement;
