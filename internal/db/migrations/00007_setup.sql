-- +goose Up
-- The picture at the top of every page, as base64.
create table logo (
  network_id  text primary key references network (network_id),
  hash        text not null,
  body        text not null
);
-- Residents of an area, 0 = not known.
alter table area add column residents integer not null default 0;

-- +goose Down
alter table area drop column residents;
drop table logo;
