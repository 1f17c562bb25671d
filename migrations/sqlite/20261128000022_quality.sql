-- Findings about data that people put aside. The finding itself follows from the facts and is never stored; value is the number
-- that was looked at: when it moves, the finding is told again. What was undone stays, with who and why.
create table quality_dismissals (
    id integer primary key,
    unit_id integer not null references units (id),
    sign text not null,
    indicator text not null,
    month integer not null,
    value real not null,
    reason text not null,
    dismissed_by text not null,
    dismissed_at text not null,
    undone_reason text not null default '',
    undone_by text not null default '',
    undone_at text
) strict;
create index quality_dismissals_by_unit on quality_dismissals (unit_id, sign, indicator, month);
