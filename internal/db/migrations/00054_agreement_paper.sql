-- +goose Up
-- An agreement can be a letter of intent or a covenant too: who signs it when, what each side will do, whom the others may
-- call, and what it cost. Lists are JSON; the sides are in the list of signatures, first those of from_id and to_id.
alter table agreement add column kind text not null default 'exchange';
alter table agreement add column text text not null default '';          -- scanned
alter table agreement add column signatures text not null default '[]';  -- side, and the day on which it signed
alter table agreement add column commitments text not null default '[]'; -- what (scanned), by which side, until when, and when it was done
alter table agreement add column contacts text not null default '[]';    -- of people at work: name, what they know of, phone or mail
alter table agreement add column costs text not null default '[]';       -- year, for what, euros

-- +goose Down
alter table agreement drop column costs;
alter table agreement drop column contacts;
alter table agreement drop column commitments;
alter table agreement drop column signatures;
alter table agreement drop column text;
alter table agreement drop column kind;
