-- Contact persons of tribunals, their visits, and difficulties. Days (from_day, until_day, day, raised_on, deadline, answered_on,
-- coming_told, missed_told, told) are numbers of days since the beginning of our era (0001-01-01 is 1).
-- A contact person is one of an upper court (office_id, role) from from_day on; until_day is the day on which it ended.
-- coming_told, missed_told: the guidance day of which was told that it comes, and that it was missed.
create table contacts (
    id integer primary key,
    unit_id integer not null references units (id),
    user_name text not null,
    name text not null,
    office_id integer not null references units (id),
    role text not null,
    telephone text not null,
    from_day integer not null,
    until_day integer,
    assigned_by text not null,
    assigned_at text not null,
    ended_by text not null default '',
    coming_told integer not null default 0,
    missed_told integer not null default 0
) strict;
create unique index contacts_current on contacts (unit_id) where until_day is null;
create index contacts_by_unit on contacts (unit_id, from_day);

-- checks: JSON, the safety inspection as it was walked: item, names, result, remark.
create table visits (
    id integer primary key,
    unit_id integer not null references units (id),
    day integer not null,
    kind text not null check (kind in ('guidance', 'inspection', 'other')),
    seen text not null,
    checks text not null,
    actor text not null,
    at text not null,
    withdrawn_by text not null default ''
) strict;
create index visits_by_unit on visits (unit_id, day);

-- told: the deadline of which was told that it is over.
create table difficulties (
    id integer primary key,
    unit_id integer not null references units (id),
    visit_id integer references visits (id),
    text text not null,
    addressee_id integer not null references units (id),
    deadline integer not null,
    state text not null check (state in ('open', 'answered', 'settled')),
    raised_by text not null,
    raised_at text not null,
    raised_on integer not null,
    answer text not null default '',
    answered_by text not null default '',
    answered_on integer,
    told integer not null default 0,
    moved_at text not null
) strict;
create index difficulties_by_unit on difficulties (unit_id, state);
create index difficulties_by_state on difficulties (state, deadline);

-- What was done to a difficulty, in order.
create table difficulty_moves (
    id integer primary key,
    difficulty_id integer not null references difficulties (id),
    what text not null,
    to_state text not null,
    actor text not null,
    at text not null,
    note text not null
) strict;
create index difficulty_moves_by_difficulty on difficulty_moves (difficulty_id, id);
