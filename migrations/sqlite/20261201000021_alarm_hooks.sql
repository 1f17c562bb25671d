-- Quiet hours that come every day, HH:MM on the clocks of the deployment; both empty for a window that holds throughout.
alter table alarm_windows add column daily_from text not null default '';
alter table alarm_windows add column daily_to text not null default '';

-- Where alarms are told to other systems. kinds: JSON, kinds of alarms; empty for all. key: what signs, never shown again.
create table alarm_hooks (
    id integer primary key,
    unit_id integer not null references units (id),
    url text not null,
    key text not null,
    kinds text not null,
    made_by text not null,
    made_at text not null,
    retired_at text
) strict;

-- What is to be told: written with the alarm, sent after the commit, tried again until it is taken or given up.
create table alarm_calls (
    id integer primary key,
    hook_id integer not null references alarm_hooks (id),
    alarm_id integer not null references alarms (id),
    body text not null,
    made_at text not null,
    tries integer not null default 0,
    due_at text not null,
    sent_at text,
    given_up_at text,
    error text not null default ''
) strict;
create index alarm_calls_due on alarm_calls (due_at) where sent_at is null and given_up_at is null;
create index alarm_calls_by_hook on alarm_calls (hook_id, id);
