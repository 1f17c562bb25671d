-- How many marks of each reviewer an entry wants, kept for the forecast of the end.
alter table review_entries add column wanted bigint not null default 0;
-- Nearer than nothing until values are taken again.
update review_entries set wanted = items;
