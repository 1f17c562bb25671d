-- A problem can be found in a device.
alter table problems drop constraint problems_context_kind_check;
alter table problems add constraint problems_context_kind_check
    check (context_kind in ('none', 'figure', 'file', 'report', 'review', 'alarm', 'device'));
