-- +goose Up
-- What follows a referral, and what somebody ever sent, are found without reading all.
create index referral_before on referral (network_id, before_id) where before_id <> '';
create index referral_sent on referral (network_id, sender_id, sent_on);

-- +goose Down
drop index referral_sent;
drop index referral_before;
