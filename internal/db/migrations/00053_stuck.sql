-- +goose Up
-- The day from which an open referral waits longer than it should (referral.StuckFrom), so that the list of those reads no
-- others. What is there already gets it a day early, until something happens to it.
alter table referral add column stuck_on timestamp;
update referral set stuck_on = case when returned_at is not null or escalated_at is not null then began_on
  when looked_on is null and look_due < due_on then look_due else due_on end where ended_at is null;
create index referral_stuck on referral (network_id, stuck_on, id) where ended_at is null;

-- +goose Down
drop index referral_stuck;
alter table referral drop column stuck_on;
