-- +goose Up
-- Words by which the people of a network ask for a kind of help, beside those that come with the product.
create table own_word (
  network_id  text not null references network (network_id),
  kind        text not null,      -- code of the thesaurus
  words       text not null,      -- in lower case
  made_at     timestamp not null,
  primary key (network_id, kind, words)
);

-- +goose Down
drop table own_word;
