-- A problem can be found in a device. SQLite cannot change a check: the column is made anew.
alter table problems add column found_in text not null default 'none'
    check (found_in in ('none', 'figure', 'file', 'report', 'review', 'alarm', 'device'));
update problems set found_in = context_kind;
alter table problems drop column context_kind;
alter table problems rename column found_in to context_kind;
