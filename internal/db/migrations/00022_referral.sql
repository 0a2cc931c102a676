-- +goose Up
-- Professionals for whom referrals are made: a work address, with or without an account.
create table referrer (
  network_id  text not null references network (network_id),
  id          text not null,
  person_id   text not null,      -- '' = without an account
  name        text not null,
  email       text not null,      -- lower case
  team_id     text,
  made_at     timestamp not null,
  primary key (network_id, id),
  unique (network_id, email),
  foreign key (network_id, team_id) references team (network_id, id)
);
create index referrer_person on referrer (network_id, person_id);

-- A need that is passed on to one organisation. It knows only where it came from; there is nothing about who it is.
create table referral (
  network_id  text not null references network (network_id),
  id          text not null,
  request     text not null,      -- of the form it came by: the same form twice makes one referral
  code        text not null,
  origin      text not null,      -- enquiry, case-need, organization
  origin_id   text not null,
  area_id     text,
  team_id     text,
  need        text not null,
  service_id  text,
  organization_id text not null,
  sender_id   text not null,      -- of a person
  referrer_id text,
  wish        text not null,
  urgency     text not null,
  state       text not null,
  began_on    timestamp not null, -- days are midnight UTC
  next_on     timestamp not null,
  due_on      timestamp not null,
  asked_at    timestamp,
  returned_at timestamp,
  escalated_at timestamp,
  answer_due  timestamp,
  sent_on     timestamp,
  answered_at timestamp,
  answered_by text not null,
  agreed_on   timestamp,          -- day 0 of the look-back
  look_next   timestamp,
  look_due    timestamp,
  look_asked_at timestamp,
  look_late_at timestamp,
  looked_on   timestamp,
  started_on  timestamp,
  stepped_on  timestamp,
  stepped     text not null,
  reason      text not null,
  result      text not null,
  before_id   text not null,
  advised_id  text not null,
  ended_at    timestamp,
  erased      boolean not null,
  made_at     timestamp not null,
  made_by     text not null,
  version     bigint not null,
  primary key (network_id, id),
  unique (network_id, request),
  unique (network_id, code),
  foreign key (network_id, area_id) references area (network_id, id),
  foreign key (network_id, team_id) references team (network_id, id),
  foreign key (network_id, service_id) references service (network_id, id),
  foreign key (network_id, organization_id) references organization (network_id, id),
  foreign key (network_id, referrer_id) references referrer (network_id, id)
);
create index referral_sender on referral (network_id, sender_id, next_on, id) where ended_at is null;
create index referral_organization on referral (network_id, organization_id, next_on, id);
create index referral_referrer on referral (network_id, referrer_id, id);
create index referral_next on referral (network_id, next_on, id) where ended_at is null;
create index referral_look on referral (network_id, look_next, id) where ended_at is null and looked_on is null;
create index referral_area on referral (network_id, area_id, next_on, id) where ended_at is null;
create index referral_team on referral (network_id, team_id, next_on, id) where ended_at is null;
create index referral_origin on referral (network_id, origin, origin_id);
create index referral_ended on referral (network_id, ended_at);

create table referral_event (
  network_id  text not null references network (network_id),
  referral_id text not null,
  id          text not null,
  at          timestamp not null,
  person_id   text not null,      -- '' = by a link, or the program
  side        text not null,
  act         text not null,
  state       text not null,      -- after it
  reason      text not null,      -- a code, or a scanned text
  news        boolean not null,   -- the other side still has to hear of it
  primary key (network_id, referral_id, id),
  foreign key (network_id, referral_id) references referral (network_id, id)
);
create index referral_event_news on referral_event (network_id, id) where news;

-- Mails that were answered by mail, so that the same one counts once.
create table referral_reply (
  network_id  text not null references network (network_id),
  referral_id text not null,
  mail_id     text not null,
  primary key (network_id, referral_id, mail_id),
  foreign key (network_id, referral_id) references referral (network_id, id)
);

create table consent (
  network_id  text not null references network (network_id),
  referral_id text not null,
  id          text not null,
  item        text not null,      -- question, contact
  organization_id text not null,  -- the only one it is for
  giver       text not null,      -- resident, representative
  form        integer not null,   -- version of the words that were said
  until_on    timestamp not null, -- last day
  given_at    timestamp not null,
  noted_by    text not null,      -- of a person or a referrer
  withdrawn_at timestamp,
  primary key (network_id, referral_id, id),
  foreign key (network_id, referral_id) references referral (network_id, id),
  foreign key (network_id, organization_id) references organization (network_id, id)
);

-- Sealed with a key set of its own, that lies outside the database, and that is sealed with the key set of the network.
create table referral_contact (
  network_id  text not null references network (network_id),
  referral_id text not null,
  sealed      text not null,
  made_at     timestamp not null,
  primary key (network_id, referral_id),
  foreign key (network_id, referral_id) references referral (network_id, id)
);

create table referral_signal (
  network_id  text not null references network (network_id),
  referral_id text not null,
  id          text not null,
  side        text not null,      -- volunteer, organization, sender: who signals
  text        text not null,
  made_at     timestamp not null,
  due_on      timestamp not null,
  escalated_at timestamp,
  answer      text not null,
  answered_at timestamp,
  answered_by text not null,
  primary key (network_id, referral_id, id),
  foreign key (network_id, referral_id) references referral (network_id, id)
);
create index referral_signal_open on referral_signal (network_id, due_on) where answered_at is null;

-- +goose Down
drop table referral_signal;
drop table referral_contact;
drop table consent;
drop table referral_reply;
drop table referral_event;
drop table referral;
drop table referrer;
