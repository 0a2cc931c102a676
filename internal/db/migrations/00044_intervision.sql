-- +goose Up
-- Who sits in an intervision: a discussion of ambassadors among themselves, with team_id ''.
create table discussion_member (
  network_id    text not null references network (network_id),
  discussion_id text not null,
  person_id     text not null,
  primary key (network_id, discussion_id, person_id),
  foreign key (network_id, discussion_id) references discussion (network_id, id) on delete cascade
);

-- +goose Down
drop table discussion_member;
