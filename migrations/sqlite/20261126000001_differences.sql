-- What was said about a difference between a report and another system: the unit explains, the court decides. The
-- difference itself follows from answers and facts; said and known are the numbers that were decided about.

create table report_differences (
    report_id integer not null references reports (id) on delete cascade,
    field text not null,
    explanation text not null default '',
    explained_by text not null default '',
    explained_at text,
    decision text check (decision in ('report', 'system')),
    reason text not null default '',
    decided_by text not null default '',
    decided_at text,
    said real,
    known real,
    primary key (report_id, field)
) strict, without rowid;
