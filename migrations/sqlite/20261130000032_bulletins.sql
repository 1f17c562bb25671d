-- Bulletins and reminder letters. number: counted by issuer, kind and year when it is published; 0 before.
create table bulletins (
    id integer primary key,
    kind text not null check (kind in ('bulletin', 'reminder')),
    issuer_id integer not null references units (id),
    state text not null check (state in ('draft', 'proposed', 'published', 'discarded')),
    title text not null,
    body text not null,
    reason text not null default '',
    drafted_by text not null,
    drafted_at text not null,
    changed_at text not null,
    published_by text not null default '',
    published_at text,
    published_on integer,
    year integer not null default 0,
    number integer not null default 0
) strict;
create unique index bulletins_numbered on bulletins (issuer_id, kind, year, number) where number > 0;

create table bulletin_problems (
    bulletin_id integer not null references bulletins (id),
    problem_id integer not null references problems (id),
    position integer not null,
    primary key (bulletin_id, problem_id)
) strict;
create index bulletins_by_problem on bulletin_problems (problem_id);

create table bulletin_addressees (
    bulletin_id integer not null references bulletins (id),
    unit_id integer not null references units (id),
    primary key (bulletin_id, unit_id)
) strict;
create index bulletins_by_addressee on bulletin_addressees (unit_id, bulletin_id);

-- Who has said for which addressee that it was read.
create table bulletin_receipts (
    bulletin_id integer not null references bulletins (id),
    unit_id integer not null references units (id),
    actor text not null,
    at text not null,
    primary key (bulletin_id, unit_id, actor)
) strict;
