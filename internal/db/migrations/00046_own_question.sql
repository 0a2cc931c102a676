-- +goose Up
-- What a network asks of a need beside what is asked everywhere: yes or no, in the town or in one wijk. A question never
-- changes; one that is no longer asked stays with the versions of the form that it was in.
create table own_question (
  network_id  text not null references network (network_id),
  id          text not null,
  area_id     text not null,      -- of a wijk; '' = the whole town
  text        text not null,      -- scanned
  since       bigint not null,    -- version of the form that asks it first
  since_on    timestamp not null,
  gone        bigint not null,    -- version that asks it no more; 0 = asked now
  gone_on     timestamp,
  primary key (network_id, id)
);
alter table case_need add column own_answers text not null default '{}'; -- question → "yes" or "no", JSON
create index case_need_own on case_need (network_id, opened_on) where own_answers <> '{}';

-- +goose Down
drop index case_need_own;
alter table case_need drop column own_answers;
drop table own_question;
