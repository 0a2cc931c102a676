-- +goose Up
alter table team add column core_group boolean not null default false; -- takes part in the core group of the network

-- +goose Down
alter table team drop column core_group;
