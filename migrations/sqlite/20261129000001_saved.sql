-- What people save: views (a choice of the explorer under a name), boards of views, what is pinned to the overview.
create table saved_views (
    id integer primary key,
    owner text not null,
    title text not null,
    -- the words of the choice, as in the address of the page
    query text not null,
    -- shared with whoever has a role (all when empty) at this unit or below it
    share_unit integer references units (id),
    share_role text not null default '',
    revision integer not null,
    created_at text not null,
    changed_at text not null,
    deleted_at text
) strict;
create index saved_views_by_owner on saved_views (owner);

create table boards (
    id integer primary key,
    owner text not null,
    title text not null,
    share_unit integer references units (id),
    share_role text not null default '',
    revision integer not null,
    created_at text not null,
    changed_at text not null,
    deleted_at text
) strict;
create index boards_by_owner on boards (owner);

create table board_tiles (
    board_id integer not null references boards (id) on delete cascade,
    seq integer not null,
    view_id integer not null references saved_views (id),
    primary key (board_id, seq)
) strict, without rowid;

create table view_pins (
    owner text not null,
    seq integer not null,
    view_id integer not null references saved_views (id),
    primary key (owner, view_id)
) strict, without rowid;

-- What comes by itself. target: number of the view or board; template: id of one that is shipped.
create table subscriptions (
    id integer primary key,
    owner text not null,
    kind text not null check (kind in ('view', 'board', 'template')),
    target integer not null default 0,
    template text not null default '',
    rhythm text not null check (rhythm in ('weekly', 'monthly', 'quarterly')),
    pdf integer not null,
    xlsx integer not null,
    next_due text not null,
    created_at text not null,
    ended_at text
) strict;
create index subscriptions_by_owner on subscriptions (owner);
create index subscriptions_due on subscriptions (next_due) where ended_at is null;

-- One for every day that something was due, or wanted at once; it is made whole or not at all.
create table deliveries (
    id integer primary key,
    subscription_id integer not null references subscriptions (id),
    due text not null,
    title text not null default '',
    state text not null check (state in ('making', 'made', 'failed')),
    reason text not null default '',
    claimed_at text not null,
    made_at text,
    seen_at text,
    mail_tries integer not null default 0,
    mail_tried_at text,
    mailed_at text,
    unique (subscription_id, due)
) strict;

create table delivery_files (
    delivery_id integer not null references deliveries (id) on delete cascade,
    seq integer not null,
    name text not null,
    media text not null,
    bytes blob not null,
    primary key (delivery_id, seq)
) strict;
