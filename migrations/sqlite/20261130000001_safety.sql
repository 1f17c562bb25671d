-- Points and devices, what devices say, alarms.
create table device_points (
    id integer primary key,
    unit_id integer not null references units (id),
    code text not null,
    kind text not null,
    name text not null,
    name_en text not null default '',
    retired_at text,
    unique (unit_id, code)
) strict;

create table devices (
    id integer primary key,
    unit_id integer not null references units (id),
    point_id integer references device_points (id),
    code text not null,
    kind text not null,
    name text not null,
    maker text not null default '',
    model text not null default '',
    installed text,
    serviced text,
    service_due text,
    -- who speaks for it, and what it is called there; both empty for what is not connected
    source text not null default '',
    address text not null default '',
    state text not null default 'unknown',
    state_at text not null,
    heard_at text,
    -- when people were last seen
    person_at text,
    retired_at text,
    unique (unit_id, code)
) strict;
create unique index devices_by_source on devices (source, address) where source <> '' and retired_at is null;
create index devices_by_point on devices (point_id);

-- How long a device was not online: for what was blind, and how long.
create table device_states (
    device_id integer not null references devices (id),
    since text not null,
    state text not null,
    until text,
    primary key (device_id, since)
) strict, without rowid;

-- What was seen, by the number that its sender gave it.
create table device_events (
    source text not null,
    event text not null,
    device_id integer not null references devices (id),
    objects text not null,
    zones text not null,
    began_at text not null,
    heard_at text not null,
    ended integer not null,
    -- kinds of alarms it has raised, as JSON
    raised text not null default '[]',
    primary key (source, event)
) strict, without rowid;
create index device_events_running on device_events (device_id, heard_at) where not ended;
create index device_events_by_time on device_events (heard_at);

-- Devices that speak and that nobody has listed.
create table device_strangers (
    source text not null,
    address text not null,
    messages integer not null,
    first_at text not null,
    last_at text not null,
    primary key (source, address)
) strict, without rowid;

-- Maintenance and quiet hours: of a unit with all below it, or of one device.
create table alarm_windows (
    id integer primary key,
    unit_id integer not null references units (id),
    device_id integer references devices (id),
    kind text not null,
    begins text not null,
    ends text not null,
    reason text not null,
    made_by text not null,
    made_at text not null
) strict;
create index alarm_windows_by_end on alarm_windows (ends);

create table alarms (
    id integer primary key,
    unit_id integer not null references units (id),
    device_id integer not null references devices (id),
    kind text not null,
    state text not null,
    raised_at text not null,
    -- when it happened last, and how often
    last_at text not null,
    times integer not null default 1,
    -- when the device worked again
    recovered_at text,
    -- how far up it was told
    level integer not null default 0,
    quiet integer not null,
    acknowledged_by text not null default '',
    acknowledged_at text,
    was_false integer not null default 0
) strict;
create index alarms_by_device on alarms (device_id, kind, last_at);
create index alarms_by_unit on alarms (unit_id, raised_at);
create index alarms_waiting on alarms (state, raised_at) where state <> 'closed';

create table alarm_moves (
    alarm_id integer not null references alarms (id),
    seq integer not null,
    move text not null,
    note text not null,
    actor text not null,
    at text not null,
    primary key (alarm_id, seq)
) strict, without rowid;
