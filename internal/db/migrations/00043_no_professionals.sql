-- +goose Up
-- A place where residents are among themselves: it is not offered to professionals.
alter table service add column no_professionals boolean not null default false;

-- +goose Down
alter table service drop column no_professionals;
