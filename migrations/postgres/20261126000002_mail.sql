-- Where people want to be told by mail, and which notices they have been told of.

alter table users add column email text not null default '';

create table mails (
    notice_id bigint not null references notices (id) on delete cascade,
    user_id bigint not null references users (id) on delete cascade,
    tries integer not null,
    tried_at timestamptz not null,
    -- null as long as no mail server has taken it
    sent_at timestamptz,
    error text not null default '',
    primary key (notice_id, user_id)
);
