-- +goose Up
-- Which volunteers are sought for a service, in the words of who offers it; '' = none.
alter table service add column sought text not null default '';

-- +goose Down
alter table service drop column sought;
