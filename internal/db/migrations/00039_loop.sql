-- +goose Up
-- What a need is for beside the help itself (preventive, after-care, respite), and which part of SOFA comes first now.
alter table case_need add column aim text not null default '';
alter table discussed_case add column accent text not null default '';
-- The same for a referral, with who does what, scanned: JSON.
alter table referral add column aim text not null default '';
alter table referral add column tasks text not null default '{}';
-- The half-yearly letter about what a professional used.
alter table referrer add column digest_on timestamp;
alter table referrer add column digest_off boolean not null default false;

-- +goose Down
alter table referrer drop column digest_off;
alter table referrer drop column digest_on;
alter table referral drop column tasks;
alter table referral drop column aim;
alter table discussed_case drop column accent;
alter table case_need drop column aim;
