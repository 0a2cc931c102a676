-- +goose Up
alter table service add column hours text not null default ''; -- when one can come or call, as package calendar writes it

-- +goose Down
alter table service drop column hours;
