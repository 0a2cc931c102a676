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
-- When a professional was last written to, and what goes along with the next letter.
alter table referrer add column told_on timestamp;
alter table referrer add column owed boolean not null default false;
alter table referrer add column owed_news integer not null default 0;
-- What is open for an organisation or a professional is found without reading what ended.
create index referral_open_organization on referral (network_id, organization_id, next_on, id) where ended_at is null;
create index referral_open_referrer on referral (network_id, referrer_id, next_on, id) where ended_at is null;
create index referral_ended_last on referral (network_id, ended_at, id) where ended_at is not null;

-- +goose Down
drop index referral_ended_last;
drop index referral_open_referrer;
drop index referral_open_organization;
alter table referrer drop column owed_news;
alter table referrer drop column owed;
alter table referrer drop column told_on;
alter table referrer drop column digest_off;
alter table referrer drop column digest_on;
alter table referral drop column tasks;
alter table referral drop column aim;
alter table discussed_case drop column accent;
alter table case_need drop column aim;
