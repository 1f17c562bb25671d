-- Reviews. Points are whole hundredths; days are YYYY-MM-DD.

create table campaigns (
    id integer primary key,
    title_zh text not null,
    title_en text not null,
    unit_id integer not null references units (id),
    standard text not null,
    edition text not null,
    -- the standard itself as JSON, from the day the campaign was opened on
    frozen text,
    -- calendar, quota, tolerance … as JSON
    settings text not null,
    phase text not null check (phase in
        ('draft', 'open', 'objections', 'signed', 'countersigned', 'published', 'cancelled')),
    revision integer not null,
    signed_by text not null default '',
    countersigned_by text not null default '',
    changed_at text not null
) strict;

create table campaign_events (
    campaign_id integer not null references campaigns (id) on delete cascade,
    seq integer not null,
    kind text not null,
    actor text not null,
    reason text not null,
    at text not null,
    primary key (campaign_id, seq)
) strict, without rowid;

create table campaign_reviewers (
    campaign_id integer not null references campaigns (id) on delete cascade,
    user_name text not null,
    -- the court the reviewer comes from; none from outside
    home_id integer references units (id),
    primary key (campaign_id, user_name)
) strict, without rowid;

create table campaign_conflicts (
    campaign_id integer not null references campaigns (id) on delete cascade,
    user_name text not null,
    unit_id integer not null references units (id),
    reason text not null,
    actor text not null,
    at text not null,
    primary key (campaign_id, user_name, unit_id)
) strict, without rowid;

create table review_entries (
    id integer primary key,
    campaign_id integer not null references campaigns (id),
    unit_id integer not null references units (id),
    state text not null check (state in
        ('applied', 'declined', 'assessing', 'returned', 'submitted', 'endorsed', 'checked', 'reviewed', 'withdrawn')),
    revision integer not null,
    statement text not null default '',
    statement_revision integer not null default 0,
    -- values of items and vetoes as JSON, and when they were taken
    bases text not null default '{}',
    values_at text,
    -- what follows from answers and marks, kept for the board
    items integer not null default 0,
    answered integer not null default 0,
    settled integer not null default 0,
    disputed integer not null default 0,
    since text not null,
    unique (campaign_id, unit_id)
) strict;
create index review_entries_by_unit on review_entries (unit_id);

create table review_moves (
    entry_id integer not null references review_entries (id) on delete cascade,
    seq integer not null,
    move text not null,
    to_state text not null,
    actor text not null,
    reason text not null,
    at text not null,
    primary key (entry_id, seq)
) strict, without rowid;

-- What a tribunal says about itself; reason: why it was sent back.
create table review_answers (
    entry_id integer not null references review_entries (id) on delete cascade,
    item text not null,
    points integer,
    statement text not null,
    reason text not null default '',
    revision integer not null,
    actor text not null,
    at text not null,
    primary key (entry_id, item)
) strict, without rowid;

create table review_evidence (
    id integer primary key,
    entry_id integer not null references review_entries (id) on delete cascade,
    item text not null,
    file_id integer references files (id),
    -- form and span of an accepted report
    form text not null default '',
    period text not null default '',
    note text not null,
    expires text not null default '',
    demand_id integer,
    actor text not null,
    at text not null,
    removed_by text not null default '',
    removed_at text
) strict;
create index review_evidence_by_entry on review_evidence (entry_id, item);

-- Every version of what was said and every piece of evidence that came and went; append-only.
create table review_history (
    entry_id integer not null references review_entries (id) on delete cascade,
    item text not null,
    seq integer not null,
    what text not null,
    text text not null,
    sha256 text not null,
    actor text not null,
    at text not null,
    primary key (entry_id, item, seq)
) strict, without rowid;
create trigger review_history_stays before update on review_history
begin
    select raise(abort, 'the history of a review is not changed');
end;
create trigger review_history_is_kept before delete on review_history
begin
    select raise(abort, 'the history of a review is not deleted');
end;

-- Who reviews what. place: 1 and 2 without knowledge of each other, 3 where they differ, for some items.
create table review_assignments (
    id integer primary key,
    entry_id integer not null references review_entries (id) on delete cascade,
    user_name text not null,
    place integer not null check (place between 1 and 3),
    -- JSON list of items; null for all
    items text,
    drawn_at text not null,
    handed_in_at text,
    -- given to somebody else because of a conflict of interest
    ended_at text
) strict;
create unique index review_assignments_one on review_assignments (entry_id, place) where ended_at is null;
create unique index review_assignments_once on review_assignments (entry_id, user_name) where ended_at is null;
create index review_assignments_by_user on review_assignments (user_name);

create table review_marks (
    assignment_id integer not null references review_assignments (id) on delete cascade,
    item text not null,
    points integer not null,
    reason text not null,
    revision integer not null,
    at text not null,
    primary key (assignment_id, item)
) strict, without rowid;

create table review_demands (
    id integer primary key,
    entry_id integer not null references review_entries (id) on delete cascade,
    item text not null,
    text text not null,
    due text not null,
    actor text not null,
    at text not null,
    answer text not null default '',
    answered_at text
) strict;
create index review_demands_by_entry on review_demands (entry_id);

create table review_checks (
    id integer primary key,
    entry_id integer not null references review_entries (id) on delete cascade,
    kind text not null check (kind in ('on_site', 'telephone')),
    -- empty: drawn by lot
    reason text not null,
    checker text not null default '',
    note text not null default '',
    latitude real,
    longitude real,
    at text not null,
    done_at text
) strict;
create index review_checks_by_entry on review_checks (entry_id);

create table review_check_items (
    check_id integer not null references review_checks (id) on delete cascade,
    item text not null,
    points integer,
    note text not null,
    -- JSON list of file numbers
    photos text not null,
    at text not null,
    primary key (check_id, item)
) strict, without rowid;

create table review_vetoes (
    entry_id integer not null references review_entries (id) on delete cascade,
    veto text not null,
    raised_by text not null default '',
    raise_reason text not null default '',
    raised_at text,
    lifted_by text not null default '',
    lift_reason text not null default '',
    lifted_at text,
    primary key (entry_id, veto)
) strict, without rowid;

create table review_objections (
    id integer primary key,
    entry_id integer not null references review_entries (id) on delete cascade,
    about text not null,
    text text not null,
    -- JSON list of file numbers
    files text not null,
    actor text not null,
    at text not null,
    decision text check (decision in ('upheld', 'rejected')),
    points integer,
    reason text not null default '',
    decided_by text not null default '',
    decided_at text,
    unique (entry_id, about)
) strict;

-- What was published, word for word.
create table review_publications (
    campaign_id integer primary key references campaigns (id),
    text text not null,
    sha256 text not null,
    actor text not null,
    at text not null
) strict;
create trigger review_publications_stay before update on review_publications
begin
    select raise(abort, 'what was published is not changed');
end;
create trigger review_publications_are_kept before delete on review_publications
begin
    select raise(abort, 'what was published is not deleted');
end;

create table recognitions (
    id integer primary key,
    campaign_id integer not null references campaigns (id),
    unit_id integer not null references units (id),
    result text not null,
    from_day text not null,
    until_day text not null,
    standing text not null check (standing in ('valid', 'warned', 'conditional', 'withdrawn')),
    revision integer not null,
    unique (campaign_id, unit_id)
) strict;
create index recognitions_by_unit on recognitions (unit_id);

create table recognition_events (
    recognition_id integer not null references recognitions (id) on delete cascade,
    seq integer not null,
    what text not null,
    actor text not null,
    reason text not null,
    at text not null,
    primary key (recognition_id, seq)
) strict, without rowid;
