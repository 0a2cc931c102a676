-- +goose Up
-- The team that asks; '' = no team, or not known which.
alter table enquiry add column team_id text not null default '';
create index enquiry_team on enquiry (network_id, team_id, made_at) where team_id <> '';

-- +goose Down
drop index enquiry_team;
alter table enquiry drop column team_id;
