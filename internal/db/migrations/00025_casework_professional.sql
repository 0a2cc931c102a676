-- +goose Up
-- The work address of the professional who keeps who a case is about, while the case runs.
alter table discussed_case add column professional text not null default '';

-- +goose Down
alter table discussed_case drop column professional;
