-- +goose Up
-- The team that a round is asked of; '' = the network.
alter table survey_round add column team_id text not null default '';

-- +goose Down
alter table survey_round drop column team_id;
