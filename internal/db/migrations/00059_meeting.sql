-- +goose Up
-- A time that a group meets.
create table meeting (
  network_id   text not null references network (network_id),
  id           text not null,
  group_id     text not null,
  held_on      timestamp not null,
  from_minute  integer not null,   -- past midnight
  until_minute integer not null,
  place        text not null,      -- scanned
  theme        text not null,      -- scanned
  invited_at   timestamp,          -- when the invitation went out
  off          boolean not null,   -- it was called off
  minutes      text not null,      -- scanned
  minutes_state text not null,     -- draft, sent, approved, or '' when there are none
  version      bigint not null,
  primary key (network_id, id),
  foreign key (network_id, group_id) references meeting_group (network_id, id)
);
create index meeting_day on meeting (network_id, held_on, id);

-- What is on the agenda of a meeting, or was proposed for it.
create table meeting_item (
  network_id  text not null references network (network_id),
  id          text not null,
  meeting_id  text not null,
  kind        text not null,
  title       text not null,       -- of an item of its own; scanned
  notes       text not null,       -- what to read beforehand; scanned
  owner       text not null,       -- who brings it in
  minutes     integer not null,    -- that it needs; 0 = not said
  guests      boolean not null,    -- guests see it
  state       text not null,
  seat_id     text not null,       -- the seat that proposed it, or ''
  reason      text not null,       -- why it was refused; scanned
  primary key (network_id, id),
  foreign key (network_id, meeting_id) references meeting (network_id, id)
);
create index meeting_item_meeting on meeting_item (network_id, meeting_id, id);

-- Who was asked to a meeting: a seat, or a guest of this meeting.
create table meeting_invitee (
  network_id   text not null references network (network_id),
  id           text not null,
  meeting_id   text not null,
  seat_id      text not null,      -- or ''
  contact      text not null,      -- of a guest of this meeting
  email        text not null,
  guest        boolean not null,   -- sees what is chosen for guests
  answer       text not null,      -- yes, no, other, or '' as long as nothing was said
  instead      text not null,      -- who comes in the place
  came         boolean not null,
  answered_at  timestamp,
  reminded_at  timestamp,
  primary key (network_id, id),
  foreign key (network_id, meeting_id) references meeting (network_id, id)
);
create index meeting_invitee_meeting on meeting_invitee (network_id, meeting_id, id);

-- What a meeting came to: a decision, or an action that a seat does by a day.
create table meeting_point (
  network_id  text not null references network (network_id),
  id          text not null,
  meeting_id  text not null,
  kind        text not null,
  text        text not null,       -- scanned
  seat_id     text not null,       -- who does it; '' = the coordinator
  due_on      timestamp,           -- of an action: its last day
  done_on     timestamp,
  reminded    integer not null,    -- 1 = that the last day is near, 2 = that it has passed
  primary key (network_id, id),
  foreign key (network_id, meeting_id) references meeting (network_id, id)
);
create index meeting_point_meeting on meeting_point (network_id, meeting_id, id);

-- +goose Down
drop table meeting_point;
drop table meeting_invitee;
drop table meeting_item;
drop table meeting;
