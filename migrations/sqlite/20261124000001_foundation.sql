-- The foundation: tree, facts, cases, imports, users, audit, outbox. Months are counted from January of year 0
-- (domain::periods::Month); instants are text in RFC 3339 as sqlx writes them.

create table units (
    id integer primary key,
    code text not null unique,
    level text not null check (level in ('province', 'city', 'court', 'tribunal', 'post')),
    opened integer not null,
    closed integer,
    lat real,
    lon real,
    area_km2 real,
    population integer,
    peer_groups text not null default '[]',
    townships text not null default '[]',
    facts text not null default '',
    check (closed is null or closed > opened)
) strict;

create table unit_names (
    unit_id integer not null references units (id),
    from_month integer not null,
    until_month integer,
    name text not null,
    name_en text not null default '',
    pinyin text not null default '',
    primary key (unit_id, from_month)
) strict, without rowid;

create table unit_parents (
    unit_id integer not null references units (id),
    parent_id integer not null references units (id),
    from_month integer not null,
    until_month integer,
    primary key (unit_id, from_month),
    check (unit_id <> parent_id)
) strict, without rowid;

-- A number for each catalogue item, so that a fact is a few bytes.
create table items (
    id integer primary key,
    code text not null unique
) strict;

-- Where facts come from: a request of case lines, an imported file, a report. Time and actor are kept here once.
create table origins (
    id integer primary key,
    kind text not null,
    name text not null,
    actor text not null,
    at text not null
) strict;

-- source: 1 case system, 2 device, 3 table, 4 self-report, 9 sum of the children (never a statement of its own).
-- The lowest source present is the one that counts. reporting: how many tribunals are in the value.
create table facts (
    unit_id integer not null,
    item_id integer not null,
    start_month integer not null,
    months integer not null check (months > 0),
    source integer not null,
    value real not null,
    reporting integer not null,
    revision integer not null,
    origin_id integer not null,
    primary key (unit_id, item_id, start_month, months, source)
) strict, without rowid;

-- What a fact said before. replaced_by is the origin that revised it.
create table fact_history (
    unit_id integer not null,
    item_id integer not null,
    start_month integer not null,
    months integer not null,
    source integer not null,
    revision integer not null,
    value real not null,
    origin_id integer not null,
    replaced_by integer not null,
    primary key (unit_id, item_id, start_month, months, source, revision, replaced_by)
) strict, without rowid;
create index fact_history_by_replacement on fact_history (replaced_by);

-- When a source was last heard of, for the unit itself and everything above it: tells late and stale from no data.
create table heard (
    unit_id integer not null references units (id),
    source integer not null,
    at text not null,
    primary key (unit_id, source)
) strict, without rowid;

create table cases (
    number text not null primary key,
    unit_id integer not null references units (id),
    post_id integer references units (id),
    -- the last month this case has any effect on; open cases have 2147483647. Bounds what a change must read.
    last_month integer not null,
    filed text not null,
    closed text,
    state text not null,
    revision integer not null,
    origin_id integer not null
) strict, without rowid;
create index cases_by_unit on cases (unit_id, last_month);

-- Months for which the case system has said all: with a case event in them, or declared.
create table case_months (
    unit_id integer not null references units (id),
    month integer not null,
    primary key (unit_id, month)
) strict, without rowid;

create table imports (
    id integer primary key,
    profile text not null,
    profile_text text not null,
    file_name text not null,
    sha256 text not null,
    size integer not null,
    state text not null check (state in ('previewed', 'committed', 'undone')),
    rows_read integer not null,
    rows_accepted integer not null,
    rows_quarantined integer not null,
    facts_new integer not null,
    facts_revised integer not null,
    facts_unchanged integer not null,
    actor text not null,
    created_at text not null,
    committed_at text,
    undone_at text,
    origin_id integer
) strict;

create table import_problems (
    import_id integer not null references imports (id) on delete cascade,
    seq integer not null,
    row_number integer not null,
    column_name text not null,
    code text not null,
    zh text not null,
    en text not null,
    raw text not null,
    primary key (import_id, seq)
) strict, without rowid;

create table users (
    id integer primary key,
    name text not null unique,
    display_name text not null,
    password_hash text not null,
    language text,
    active integer not null default 1 check (active in (0, 1)),
    created_at text not null
) strict;

create table user_roles (
    user_id integer not null references users (id) on delete cascade,
    role text not null,
    unit_id integer not null references units (id),
    primary key (user_id, role, unit_id)
) strict, without rowid;

create table sessions (
    id text primary key,
    data text not null,
    user_id integer, -- data's "user", so that all sessions of somebody can be ended
    expires_at text not null
) strict, without rowid;
create index sessions_by_user on sessions (user_id);

create table tokens (
    id integer primary key,
    name text not null,
    hash text not null unique,
    scope text not null,
    unit_id integer not null references units (id),
    created_by text not null,
    created_at text not null,
    expires_at text,
    revoked_at text,
    last_used_at text
) strict;

-- Append-only; hash = sha256(previous hash, then the entry). `jiceng audit verify` walks the chain.
create table audit (
    seq integer primary key,
    at text not null,
    actor text not null,
    action text not null,
    unit_code text not null,
    detail text not null,
    hash text not null
) strict;
create index audit_by_unit on audit (unit_code, action, seq);
create trigger audit_is_append_only_update before update on audit begin select raise(abort, 'audit is append-only'); end;
create trigger audit_is_append_only_delete before delete on audit begin select raise(abort, 'audit is append-only'); end;

-- What changed, for the live stream: written in the transaction of the change, read by every server.
create table outbox (
    seq integer primary key autoincrement,
    at text not null,
    change text not null
) strict;

create table settings (
    name text primary key,
    value text not null
) strict, without rowid;
