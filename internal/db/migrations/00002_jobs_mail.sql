-- +goose Up
create table job (
  network_id   text not null references network (network_id),
  id           text not null,
  kind         text not null,
  unique_key   text,               -- at most one waiting job of a kind has it
  period       timestamp,          -- begin of the period a schedule entered it for
  payload      text not null,
  priority     integer not null,
  state        text not null,      -- waiting, running, done, failed, dropped
  attempt      integer not null,   -- how often it was begun
  due_at       timestamp not null, -- from here its age counts
  run_at       timestamp not null, -- a waiting job is not begun before
  lease        text not null,      -- who runs it
  leased_until timestamp,
  doubted      boolean not null,   -- the lease ran out once and was not renewed yet
  started_at   timestamp,
  ended_at     timestamp,
  done         integer not null,
  total        integer not null,
  progress     text not null,
  last_error   text not null,      -- a class, never a text
  entered_at   timestamp not null,
  primary key (network_id, id),
  unique (network_id, kind, period)
);
create unique index job_waiting_key on job (network_id, kind, unique_key) where state = 'waiting';
create index job_due on job (network_id, state, run_at);

create table outbox (
  network_id   text not null references network (network_id),
  id           text not null,
  kind         text not null,      -- which letter
  lang         text not null,
  address      text not null,
  name         text not null,
  args         text not null,      -- words that fill the letter; no secrets, no links
  object       text not null,      -- what its links are about
  generation   integer not null,
  thread_id    text not null,
  in_reply_to  text not null,
  message_id   text not null,      -- set when it is first tried, and never changed
  state        text not null,      -- waiting, sent, failed, bounced
  attempts     integer not null,
  unknowns     integer not null,   -- attempts of which nobody knows whether the mail arrived
  last_error   text not null,      -- a class, never a text
  created_at   timestamp not null,
  sent_at      timestamp,
  primary key (network_id, id)
);
create index outbox_state on outbox (network_id, state, id);
create index outbox_message on outbox (network_id, message_id);

-- +goose Down
drop table outbox;
drop table job;
