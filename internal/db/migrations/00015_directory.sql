-- +goose Up
alter table organization add column invited_at timestamp; -- when it was asked to take part in the network

-- Records that kept the id they had elsewhere: undoing their run must find them.
create index service_kept on service (network_id, run_id) where id < run_id;
create index organization_kept on organization (network_id, run_id) where id < run_id;

-- +goose Down
drop index organization_kept;
drop index service_kept;
alter table organization drop column invited_at;
