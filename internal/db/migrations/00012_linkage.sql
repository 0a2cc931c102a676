-- +goose Up
-- Which record stands for this one, when a merge says that they are the same; null = it stands for itself. Nothing else
-- of a record changes by a merge.
alter table organization add column survivor_id text;
alter table service add column survivor_id text;
create index organization_survivor on organization (network_id, survivor_id) where survivor_id is not null;
create index service_survivor on service (network_id, survivor_id) where survivor_id is not null;

-- Pairs of records that may be the same, and what was decided about them. A pair that was rejected stays here.
create table linkage_pair (
  network_id  text not null references network (network_id),
  id          text not null,
  kind        text not null, -- "organization" or "service"
  left_id     text not null, -- the lower id of the two
  right_id    text not null,
  weight      double precision not null,
  reasons     text not null,
  state       text not null, -- "open", "merged" or "different"
  survivor_id text not null, -- of this merge; "" when there is none
  automatic   boolean not null,
  found_at    timestamp not null,
  decided_at  timestamp,
  decided_by  text not null,
  primary key (network_id, id),
  unique (network_id, kind, left_id, right_id)
);
create index linkage_pair_state on linkage_pair (network_id, state);

-- +goose Down
drop table linkage_pair;
drop index service_survivor;
drop index organization_survivor;
alter table service drop column survivor_id;
alter table organization drop column survivor_id;
