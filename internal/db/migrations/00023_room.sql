-- +goose Up
-- Whether there is room, asked of several organisations at once, without anything about a resident.
create table room_question (
  network_id  text not null references network (network_id),
  id          text not null,
  need        text not null,
  area_id     text,
  asked_by    text not null,      -- of a person
  made_at     timestamp not null,
  due_on      timestamp not null,
  primary key (network_id, id),
  foreign key (network_id, area_id) references area (network_id, id)
);

create table room_asked (
  network_id  text not null references network (network_id),
  question_id text not null,
  organization_id text not null,
  service_id  text not null,
  answer      text not null,      -- '' = none yet, room, later, full
  weeks       integer,
  answered_at timestamp,
  primary key (network_id, question_id, service_id),
  foreign key (network_id, question_id) references room_question (network_id, id),
  foreign key (network_id, organization_id) references organization (network_id, id),
  foreign key (network_id, service_id) references service (network_id, id)
);

-- +goose Down
drop table room_asked;
drop table room_question;
