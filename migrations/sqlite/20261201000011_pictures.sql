-- Pictures of cameras, and where a camera can be looked at live.
alter table devices add column stream text not null default '';

-- A picture lies in the files folder under what it hashes to. When its time is over the file goes; the row stays, so that
-- what was there, and that it is gone, can be told.
create table device_pictures (
    id integer primary key,
    device_id integer not null references devices (id),
    unit_id integer not null references units (id),
    -- number of the event it belongs to, by its sender; empty for none
    event text not null default '',
    sha256 text not null,
    size integer not null,
    width integer not null,
    height integer not null,
    taken_at text not null,
    received_at text not null,
    deleted_at text
) strict;
create index device_pictures_by_time on device_pictures (device_id, taken_at, id);
create index device_pictures_received on device_pictures (device_id, received_at);
create index device_pictures_kept on device_pictures (taken_at) where deleted_at is null;
create index device_pictures_by_content on device_pictures (sha256) where deleted_at is null;
