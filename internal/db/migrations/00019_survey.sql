-- +goose Up
create table survey_round (
  network_id    text not null references network (network_id),
  id            text not null,
  questionnaire text not null,
  opened_on     timestamp not null,
  closes_on     timestamp not null,   -- the last day
  reminded_at   timestamp,
  closed_on     timestamp,
  version       bigint not null,
  primary key (network_id, id)
);

-- A link or a slip, good for one answer. It has no time, and nothing tells which counts it added to.
create table survey_ticket (
  network_id text not null,
  hash       text not null,
  round_id   text not null,
  population text not null,
  used       boolean not null,
  primary key (network_id, hash),
  foreign key (network_id, round_id) references survey_round (network_id, id)
);

create table survey_count (
  network_id text not null,
  round_id   text not null,
  population text not null,
  question   text not null,
  answer     text not null,
  n          integer not null,
  primary key (network_id, round_id, population, question, answer),
  foreign key (network_id, round_id) references survey_round (network_id, id)
);

-- +goose Down
drop table survey_count;
drop table survey_ticket;
drop table survey_round;
