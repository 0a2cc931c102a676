-- +goose Up
-- Mail that came in. What it says is sealed with the key set of the network, and goes when somebody has taken it over;
-- the row stays for a while, so that a copy is known.
create table mail_in (
  network_id  text not null references network (network_id),
  id          text not null,
  box         text not null,      -- mailbox it came out of
  validity    bigint not null,    -- UIDVALIDITY of that mailbox
  uid         bigint not null,
  essence     text not null,      -- keyed hash of what is the same in every copy
  message     text not null,      -- keyed hash of its Message-ID; '' = it has none
  sender      text not null,      -- keyed hash of the address it says it is from
  domain      text not null,      -- of that address, for people who look what went wrong
  raw         text not null,      -- sealed; '' once it was taken over
  cut         boolean not null,   -- it was longer than what is kept of it
  state       text not null,      -- waiting, stuck, aside, done
  reason      text not null,      -- a class, never a text
  forced      boolean not null,   -- a person wants it to be taken over
  thread_id   text not null,      -- the enquiry it became or belongs to
  answered    boolean not null,   -- it got an automatic answer
  received_at timestamp not null,
  ended_at    timestamp,          -- when it was done or put aside
  primary key (network_id, id),
  unique (network_id, box, validity, uid),
  unique (network_id, essence)
);
create index mail_in_state on mail_in (network_id, state, id);
create index mail_in_sender on mail_in (network_id, sender, received_at);
create index mail_in_message on mail_in (network_id, message);

-- +goose Down
drop table mail_in;
