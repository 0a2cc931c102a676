-- +goose Up
-- What comes in at the information point. The note holds nothing about who asks: that lies sealed in enquiry_contact.
create table enquiry (
  network_id  text not null references network (network_id),
  id          text not null,
  request     text not null,      -- of the form it came by: the same form twice makes one enquiry
  code        text not null,      -- by which the asker can look it up
  channel     text not null,
  state       text not null,
  note        text not null,
  kind        text not null,
  asker       text not null,
  whom        text not null,
  needs       text not null,      -- JSON
  area_id     text,
  urgency     text not null,
  owner_id    text not null,      -- of a person; '' = the information point
  outside     text not null,      -- name of a party outside who has it
  received_on timestamp not null, -- days are midnight UTC
  began_on    timestamp not null,
  next_on     timestamp not null,
  due_on      timestamp not null,
  answer_due  timestamp not null, -- of the first answer
  answered_on timestamp,
  passed_on   timestamp,
  touched_on  timestamp,
  reminded_at timestamp,
  escalated_at timestamp,
  outcome     text not null,
  ended_at    timestamp,
  erased      boolean not null,   -- its texts are gone
  made_at     timestamp not null,
  made_by     text not null,      -- of a person; '' = the asker
  version     bigint not null,
  primary key (network_id, id),
  unique (network_id, request),
  unique (network_id, code),
  foreign key (network_id, area_id) references area (network_id, id)
);
create index enquiry_owner on enquiry (network_id, owner_id, next_on, id) where ended_at is null;
create index enquiry_next on enquiry (network_id, next_on, id) where ended_at is null;
create index enquiry_state on enquiry (network_id, state, next_on, id) where ended_at is null;
create index enquiry_area on enquiry (network_id, area_id, next_on, id) where ended_at is null;
create index enquiry_received on enquiry (network_id, received_on);
create index enquiry_ended on enquiry (network_id, ended_at);

-- Who asked, sealed with the key set of the network, and a keyed hash of the number to find a caller again.
create table enquiry_contact (
  network_id  text not null references network (network_id),
  enquiry_id  text not null,
  sealed      text not null,
  phone_hash  text not null,      -- '' = no number
  primary key (network_id, enquiry_id),
  foreign key (network_id, enquiry_id) references enquiry (network_id, id)
);
create index enquiry_caller on enquiry_contact (network_id, phone_hash);

create table enquiry_event (
  network_id  text not null references network (network_id),
  enquiry_id  text not null,
  id          text not null,
  at          timestamp not null,
  person_id   text not null,      -- '' = the asker or the program
  act         text not null,
  state       text not null,      -- after it
  to_id       text not null,      -- owner after it
  reason      text not null,
  primary key (network_id, enquiry_id, id),
  foreign key (network_id, enquiry_id) references enquiry (network_id, id)
);

-- Services that were named to the asker, with the needs they were named for.
create table enquiry_given (
  network_id  text not null references network (network_id),
  enquiry_id  text not null,
  service_id  text not null,
  title       text not null,
  organization text not null,
  needs       text not null,      -- that the service meets, as JSON
  given_at    timestamp not null,
  primary key (network_id, enquiry_id, service_id),
  foreign key (network_id, enquiry_id) references enquiry (network_id, id)
);
create index enquiry_given_at on enquiry_given (network_id, given_at);

-- Words to begin an answer with, for each need.
create table answer_words (
  network_id  text not null references network (network_id),
  need        text not null,
  words       text not null,
  version     bigint not null,
  primary key (network_id, need)
);

-- What somebody is typing, sealed.
create table enquiry_draft (
  network_id  text not null references network (network_id),
  id          text not null,      -- becomes the request of the enquiry
  person_id   text not null,
  sealed      text not null,
  changed_at  timestamp not null,
  primary key (network_id, id)
);
create index enquiry_draft_person on enquiry_draft (network_id, person_id, changed_at);

-- +goose Down
drop table enquiry_draft;
drop table answer_words;
drop table enquiry_given;
drop table enquiry_event;
drop table enquiry_contact;
drop table enquiry;
