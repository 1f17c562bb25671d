-- What the public says by the form behind a tribunal's QR code. once: the one-time number of the form, so that it counts once.
-- month: months since year 0, as in facts. Days (day, answered_on, forgotten_on) are numbers of days since the beginning of our
-- era (0001-01-01 is 1). words and contact are personal: they are emptied when their time is over, and forgotten_on says when.
create table voices (
    id integer primary key,
    unit_id integer not null references units (id),
    once text not null unique,
    day integer not null,
    month integer not null,
    at text not null,
    rating integer not null check (rating between 1 and 5),
    words text not null,
    contact text not null,
    forgotten_on integer,
    state text not null default 'new' check (state in ('new', 'shown', 'hidden')),
    reason text not null default '',
    answer text not null default '',
    answered_by text not null default '',
    answered_on integer,
    moved_at text not null
) strict;
create index voices_by_unit on voices (unit_id, month);
create index voices_by_day on voices (day);

-- What was ticked.
create table voice_problems (
    voice_id integer not null references voices (id),
    problem text not null,
    primary key (voice_id, problem)
) strict;
create index voice_problems_by_problem on voice_problems (problem);
