-- +goose Up
-- Quarters that were closed. What was published of them never changes: corrections come beside it.
create table closed_quarter (
  network_id  text not null references network (network_id),
  quarter     timestamp not null, -- its first day
  closed_at   timestamp not null,
  closed_by   text not null,      -- of a person
  facts       text not null,      -- true counts at that moment, JSON; they leave the program only through a threshold
  document    text not null,      -- what was published, JSON
  hash        text not null,      -- SHA-256 of the document
  primary key (network_id, quarter)
);

create table quarter_correction (
  network_id  text not null references network (network_id),
  quarter     timestamp not null,
  number      integer not null,   -- from 1
  made_at     timestamp not null,
  made_by     text not null,      -- of a person
  known       text not null,      -- true counts when each was last shown, JSON
  shown       text not null,      -- what was published, JSON
  primary key (network_id, quarter, number),
  foreign key (network_id, quarter) references closed_quarter (network_id, quarter)
);

-- +goose Down
drop table quarter_correction;
drop table closed_quarter;
