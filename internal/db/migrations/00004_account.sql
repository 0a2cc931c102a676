-- +goose Up
create table account (
  network_id  text not null references network (network_id),
  id          text not null,
  person_id   text, -- null once the account is removed
  email       text, -- case-folded; null once the account is removed
  state       text not null,
  handle      text not null, -- random; what authenticators know the account by
  password    text not null, -- PHC string, or ''
  totp        text not null, -- sealed secret, or ''
  totp_new    text not null, -- sealed secret that waits for its first code, or ''
  totp_step   bigint not null, -- step of the last code that was taken
  version     bigint not null,
  created_at  timestamp not null,
  updated_at  timestamp not null,
  primary key (network_id, id),
  unique (network_id, email),
  unique (network_id, person_id),
  unique (network_id, handle),
  foreign key (network_id, person_id) references person (network_id, id)
);

create table account_passkey (
  network_id  text not null references network (network_id),
  id          text not null, -- id of the credential, base64url
  account_id  text not null,
  name        text not null,
  credential  text not null, -- public key, counter and flags, JSON
  doubted     boolean not null, -- its counter went back: somebody may hold a copy
  created_at  timestamp not null,
  used_at     timestamp,
  primary key (network_id, id),
  foreign key (network_id, account_id) references account (network_id, id)
);
create index account_passkey_account on account_passkey (network_id, account_id);

create table account_recovery (
  network_id  text not null references network (network_id),
  account_id  text not null,
  hash        text not null,
  used_at     timestamp,
  primary key (network_id, account_id, hash),
  foreign key (network_id, account_id) references account (network_id, id)
);

create table account_identity (
  network_id  text not null references network (network_id),
  issuer      text not null,
  subject     text not null,
  account_id  text not null,
  created_at  timestamp not null,
  primary key (network_id, issuer, subject),
  foreign key (network_id, account_id) references account (network_id, id)
);
create index account_identity_account on account_identity (network_id, account_id);

create table account_link (
  network_id  text not null references network (network_id),
  id          text not null,
  hash        text not null,
  account_id  text not null,
  purpose     text not null,
  created_at  timestamp not null,
  expires_at  timestamp not null,
  used_at     timestamp,
  primary key (network_id, id),
  unique (network_id, hash),
  foreign key (network_id, account_id) references account (network_id, id)
);
create index account_link_account on account_link (network_id, account_id);

create table account_ceremony (
  network_id  text not null references network (network_id),
  hash        text not null,
  kind        text not null,
  account_id  text, -- null while nobody is known yet
  data        text not null,
  expires_at  timestamp not null,
  primary key (network_id, hash),
  foreign key (network_id, account_id) references account (network_id, id)
);
create index account_ceremony_account on account_ceremony (network_id, account_id);

create table account_session (
  network_id  text not null references network (network_id),
  hash        text not null,
  id          text not null,
  account_id  text not null,
  stage       text not null,
  class       text not null,
  strong      boolean not null,
  method      text not null,
  device      text not null,
  began_at    timestamp not null,
  seen_at     timestamp not null,
  idle_until  timestamp not null,
  ends_at     timestamp not null,
  primary key (network_id, hash),
  unique (network_id, id),
  foreign key (network_id, account_id) references account (network_id, id)
);
create index account_session_account on account_session (network_id, account_id);

create table account_tally (
  network_id  text not null references network (network_id),
  key         text not null, -- keyed hash of what is counted
  failures    bigint not null,
  last_at     timestamp not null,
  waits_until timestamp not null,
  good_at     timestamp, -- the last success from there
  primary key (network_id, key)
);

-- +goose Down
drop table account_tally;
drop table account_session;
drop table account_ceremony;
drop table account_link;
drop table account_identity;
drop table account_recovery;
drop table account_passkey;
drop table account;
