-- +goose Up
-- What may be said of a need with one tap: who helped before, who helps now, how far the formal care was, and whether the
-- team itself named informal help.
alter table case_need add column helped_before text not null default '';
alter table case_need add column helps_now text not null default '';
alter table case_need add column moment text not null default '';
alter table case_need add column from_team text not null default '';

-- That somebody of a team brought a case in a quarter: a keyed hash of the work address and the quarter, to count by.
create table case_bringer (
  network_id  text not null references network (network_id),
  team_id     text not null,
  quarter     timestamp not null, -- its first day
  hash        text not null,
  primary key (network_id, team_id, quarter, hash)
);

-- +goose Down
drop table case_bringer;
alter table case_need drop column from_team;
alter table case_need drop column moment;
alter table case_need drop column helps_now;
alter table case_need drop column helped_before;
