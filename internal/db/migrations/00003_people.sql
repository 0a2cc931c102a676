-- +goose Up
create table team (
  network_id  text not null references network (network_id),
  id          text not null,
  name        text not null,
  kind        text not null,
  area_id     text,
  email       text not null,
  version     bigint not null,
  primary key (network_id, id),
  unique (network_id, name),
  foreign key (network_id, area_id) references area (network_id, id)
);

create table membership (
  network_id  text not null references network (network_id),
  id          text not null,
  team_id     text not null,
  person_id   text not null,
  starts_at   timestamp not null,
  ends_at     timestamp,
  primary key (network_id, id),
  foreign key (network_id, team_id) references team (network_id, id),
  foreign key (network_id, person_id) references person (network_id, id)
);
create index membership_person on membership (network_id, person_id);

-- What a new member of a team is shown, and by whom it was ticked off.
create table onboarding (
  network_id  text not null references network (network_id),
  membership_id text not null,
  step        text not null,
  done_at     timestamp not null,
  done_by     text not null,
  primary key (network_id, membership_id, step),
  foreign key (network_id, membership_id) references membership (network_id, id)
);

create table absence (
  network_id  text not null references network (network_id),
  id          text not null,
  person_id   text not null,
  stand_in_id text not null,
  starts_at   timestamp not null,
  ends_at     timestamp not null,
  primary key (network_id, id),
  foreign key (network_id, person_id) references person (network_id, id),
  foreign key (network_id, stand_in_id) references person (network_id, id)
);
create index absence_person on absence (network_id, person_id);

-- An assignment may be for a team or a sector instead of an area, and says how it is paid. The table is made anew
-- because SQLite cannot make a column optional.
create table assignment_next (
  network_id  text not null references network (network_id),
  id          text not null,
  person_id   text not null,
  role        text not null,
  variant     text not null,
  area_id     text,
  team_id     text,
  organization_id text,
  sector      text not null,
  hours_week  double precision not null,
  days        text not null,
  consulting  text not null,
  paid        boolean not null,
  funding     text not null,
  starts_at   timestamp not null,
  ends_at     timestamp,
  primary key (network_id, id),
  foreign key (network_id, person_id) references person (network_id, id),
  foreign key (network_id, area_id) references area (network_id, id),
  foreign key (network_id, team_id) references team (network_id, id),
  foreign key (network_id, organization_id) references organization (network_id, id)
);
insert into assignment_next (network_id, id, person_id, role, variant, area_id, sector, hours_week, days, consulting, paid, funding, starts_at, ends_at)
  select network_id, id, person_id, role, '', area_id, '', hours_week, days, consulting, true, '', starts_at, ends_at from assignment;
drop table assignment;
alter table assignment_next rename to assignment;
create index assignment_area on assignment (network_id, area_id);
create index assignment_person on assignment (network_id, person_id);
alter table person add column version bigint not null default 1;

-- +goose Down
alter table person drop column version;
drop table onboarding;
drop table absence;
drop table membership;
create table assignment_before (
  network_id  text not null references network (network_id),
  id          text not null,
  person_id   text not null,
  role        text not null,
  area_id     text not null,
  hours_week  double precision not null,
  days        text not null,
  consulting  text not null,
  starts_at   timestamp not null,
  ends_at     timestamp,
  primary key (network_id, id),
  foreign key (network_id, person_id) references person (network_id, id),
  foreign key (network_id, area_id) references area (network_id, id)
);
insert into assignment_before select network_id, id, person_id, role, area_id, hours_week, days, consulting, starts_at, ends_at
  from assignment where area_id is not null;
drop table assignment;
alter table assignment_before rename to assignment;
create index assignment_area on assignment (network_id, area_id);
drop table team;
