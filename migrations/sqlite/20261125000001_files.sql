-- Files that people hand in: photos and PDF documents. Their bytes lie in the files folder under `sha256`, which is of the
-- bytes as they are kept, not as they were sent. used: something refers to it; what nothing refers to is forgotten in time.

create table files (
    id integer primary key,
    sha256 text not null,
    size integer not null,
    kind text not null check (kind in ('jpeg', 'png', 'pdf')),
    width integer,
    height integer,
    name text not null,
    unit_id integer not null references units (id),
    actor text not null,
    created_at text not null,
    used integer not null default 0 check (used in (0, 1)),
    unique (unit_id, sha256)
) strict;
create index files_by_content on files (sha256);

-- Uploads under way. size and sha256 are as announced, of the bytes that are sent (sha256 may be empty). file_id: what has
-- become of it, kept for those whose line was lost before they heard so.
create table uploads (
    id text not null primary key,
    unit_id integer not null references units (id),
    actor text not null,
    name text not null,
    size integer not null,
    sha256 text not null,
    received integer not null default 0,
    created_at text not null,
    file_id integer references files (id) on delete cascade
) strict, without rowid;
create index uploads_by_actor on uploads (actor);
