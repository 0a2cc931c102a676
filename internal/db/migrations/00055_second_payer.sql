-- +goose Up
-- A second source of money of a trajectory, and which part of the cost it pays, in percents.
alter table trajectory add column second text not null default '';
alter table trajectory add column second_share bigint not null default 0;

-- +goose Down
alter table trajectory drop column second_share;
alter table trajectory drop column second;
