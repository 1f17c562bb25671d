-- Problems found at units, from raising to looking again. Days (raised_on, deadline, closed_on, recheck_on) are numbers of days
-- since the beginning of our era (0001-01-01 is 1). context: JSON, what it was found in, as it was then. desk_id: the unit from
-- which it was raised and is followed. escalated: levels that were told since it is overdue; recheck_told: the day of looking again
-- for which the desk was told.
create table problems (
    id integer primary key,
    unit_id integer not null references units (id),
    category text not null,
    severity text not null check (severity in ('minor', 'serious', 'grave')),
    text text not null,
    context_kind text not null check (context_kind in ('none', 'figure', 'file', 'report', 'review', 'alarm')),
    context text not null,
    state text not null check (state in
        ('open', 'confirmed', 'assigned', 'answered', 'checked', 'closed', 'held', 'dismissed', 'withdrawn')),
    desk_id integer not null references units (id),
    raised_by text not null,
    raised_at text not null,
    raised_on integer not null,
    verified_way text not null default '',
    verified_note text not null default '',
    verified_by text not null default '',
    owner_id integer references units (id),
    owner_role text not null default '',
    owner_user text not null default '',
    demand text not null default '',
    deadline integer,
    measures text not null default '',
    answered_by text not null default '',
    closed_on integer,
    recheck_on integer,
    escalated integer not null default 0,
    recheck_told integer not null default 0,
    moved_at text not null
) strict;
create index problems_by_unit on problems (unit_id, category, raised_on);
create index problems_by_state on problems (state, deadline);

-- What was done to a problem, in order.
create table problem_moves (
    id integer primary key,
    problem_id integer not null references problems (id),
    what text not null,
    to_state text not null,
    actor text not null,
    at text not null,
    note text not null,
    detail text not null
) strict;
create index problem_moves_by_problem on problem_moves (problem_id, id);

-- Files that show how it was, and how it is.
create table problem_files (
    problem_id integer not null references problems (id),
    file_id integer not null references files (id),
    side text not null check (side in ('before', 'after')),
    actor text not null,
    at text not null,
    primary key (problem_id, file_id, side)
) strict;
