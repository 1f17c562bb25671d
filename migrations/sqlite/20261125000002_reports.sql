-- Reports of a unit about itself, and what people are told. A period is a start month and a number of months.

create table reports (
    id integer primary key,
    form text not null,
    unit_id integer not null references units (id),
    start_month integer not null,
    months integer not null check (months > 0),
    state text not null check (state in ('draft', 'returned', 'submitted', 'endorsed', 'checked', 'accepted')),
    -- counts moves and answers: whoever acts on what has changed meanwhile is told so
    revision integer not null,
    warnings integer not null default 0,
    -- what its facts come from, once it was accepted
    origin_id integer,
    -- the first time, which tells whether it was in time
    first_submitted_at text,
    submitted_at text,
    accepted_at text,
    changed_at text not null,
    unique (form, unit_id, start_month, months)
) strict;
create index reports_by_unit on reports (unit_id, form, start_month);

-- Answers as they were typed. question: what the unit asks back; reason: why the field was sent back.
create table report_answers (
    report_id integer not null references reports (id) on delete cascade,
    field text not null,
    answer text not null,
    remark text not null default '',
    question text not null default '',
    reason text not null default '',
    revision integer not null,
    actor text not null,
    at text not null,
    primary key (report_id, field)
) strict, without rowid;

create table report_moves (
    report_id integer not null references reports (id) on delete cascade,
    seq integer not null,
    move text not null,
    from_state text not null,
    to_state text not null,
    actor text not null,
    reason text not null,
    at text not null,
    primary key (report_id, seq)
) strict, without rowid;

-- Until when a unit may fill in although the form has locked; until_day is the last such day, YYYY-MM-DD.
create table report_exceptions (
    form text not null,
    unit_id integer not null references units (id),
    start_month integer not null,
    months integer not null,
    until_day text not null,
    reason text not null,
    actor text not null,
    at text not null,
    primary key (form, unit_id, start_month, months)
) strict, without rowid;

-- What people of a role at a unit are told; the words are made of kind and detail when it is read.
create table notices (
    id integer primary key,
    unit_id integer not null references units (id),
    role text not null,
    kind text not null,
    about_unit integer not null references units (id),
    detail text not null,
    at text not null
) strict;
create index notices_by_unit on notices (unit_id, role, id);

create table notices_read (
    user_name text not null,
    notice_id integer not null references notices (id) on delete cascade,
    at text not null,
    primary key (user_name, notice_id)
) strict, without rowid;
