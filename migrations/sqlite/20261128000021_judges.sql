-- What the caseload of a judge is counted by, out of the state of each case: kind, procedure, whether the proceedings rest, and
-- runs_from, the day from which the time limit is counted (filing put off by the days that do not count), as the number of
-- days since the beginning of our era (0001-01-01 is 1).

alter table cases add column cause text not null default 'other';
alter table cases add column procedure text not null default 'ordinary';
alter table cases add column runs_from integer not null default 0;
alter table cases add column suspended integer not null default 0 check (suspended in (0, 1));
update cases set
    cause = coalesce(json_extract(state, '$.cause'), 'other'),
    procedure = coalesce(json_extract(state, '$.procedure'), 'ordinary'),
    runs_from = cast(julianday(filed) - 1721424.5 as integer) + coalesce(json_extract(state, '$.excluded_days'), 0),
    suspended = coalesce(json_extract(state, '$.suspended'), 0);
-- A judge's cases, and of these the open ones by age.
create index cases_by_post on cases (post_id, closed, filed, cause, procedure) where post_id is not null;
create index cases_pending on cases (unit_id, filed) where closed is null;

-- An objection to a figure: the number as it was then, with what it was made of, so that both can be shown when the figure has
-- moved. indicator: of the catalogue, or weighted_closed, whose edition is one of weights.
create table objections (
    id integer primary key,
    unit_id integer not null references units (id),
    indicator text not null,
    edition text not null,
    start_month integer not null,
    months integer not null check (months > 0),
    value real,
    numerator real,
    denominator real,
    status text not null,
    components text not null,
    state text not null check (state in ('open', 'upheld', 'rejected', 'withdrawn', 'mended')),
    reason text not null,
    raised_by text not null,
    raised_at text not null,
    answer text not null default '',
    remedy text not null default '',
    answered_by text not null default '',
    answered_at text,
    mended_by text not null default '',
    mended_at text
) strict;
create index objections_by_figure on objections (unit_id, indicator, start_month);
-- One at a time about a figure.
create unique index objections_waiting on objections (unit_id, indicator, start_month, months)
    where state in ('open', 'upheld');
