-- +goose Up
-- How much care there is since help started or stopped (0 social base, 1 first line, 2 second line); '' = not said.
alter table discussed_case add column level_after text not null default '';

-- +goose Down
alter table discussed_case drop column level_after;
