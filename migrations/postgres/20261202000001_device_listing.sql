-- listed_at: since when a device is on the list, for how many there were at a time. Of devices from before: since the first
-- that is known of them. A device begins in a state that nobody knows, which is a span like the others.
alter table devices add column listed_at timestamptz;
update devices set listed_at =
    least(state_at, coalesce((select min(since) from device_states where device_id = devices.id), state_at));
insert into device_states (device_id, since, state)
    select id, state_at, state from devices where state = 'unknown' and retired_at is null
        and not exists (select 1 from device_states where device_id = devices.id and until is null)
    on conflict (device_id, since) do nothing;
