-- +goose Up
-- Groups of the network: what they are for, how often they meet, and the assignment of a working group.
create table meeting_group (
  network_id    text not null references network (network_id),
  id            text not null,
  kind          text not null,
  name          text not null,      -- scanned
  places        integer not null,   -- how many seats it is to have; 0 = not said
  rhythm_unit   text not null,      -- weeks, year, or '' for none
  rhythm_least  integer not null,
  rhythm_most   integer not null,
  from_id       text not null,      -- the group that gave the assignment, or ''
  goal          text not null,      -- scanned
  due_on        timestamp,          -- last day of the assignment
  state         text not null,
  report        text not null,      -- what came of it; scanned
  answer        text not null,      -- why that was not accepted; scanned
  starts_on     timestamp not null,
  version       bigint not null,
  primary key (network_id, id)
);

-- Who sits in a group: an organisation, or the municipality (organization_id null), with who speaks for it.
create table group_seat (
  network_id       text not null references network (network_id),
  id               text not null,
  group_id         text not null,
  organization_id  text,
  person_id        text not null,    -- a person of the network, or ''
  contact          text not null,    -- name of who is no person of the network
  email            text not null,
  role             text not null,    -- chair, secretary, guest, or '' for a member
  every            integer not null, -- of a guest: comes to one in so many meetings
  paid             boolean not null,
  blood            text not null,    -- blood group, or ''
  mandate          text not null,    -- what the holder may decide; scanned
  joined_on        timestamp not null,
  left_on          timestamp,
  version          bigint not null,
  primary key (network_id, id),
  foreign key (network_id, group_id) references meeting_group (network_id, id),
  foreign key (network_id, organization_id) references organization (network_id, id)
);
create index group_seat_group on group_seat (network_id, group_id, id);

-- +goose Down
drop table group_seat;
drop table meeting_group;
