-- Standards that were loaded beside those of the catalogue, and those that were retired. An edition never changes: the
-- text is written once. A row without text retires a standard of the catalogue.

create table standards (
    id text not null,
    edition text not null,
    text text,
    -- of the text, in hexadecimal
    sha256 text,
    loaded_by text,
    loaded_at timestamptz,
    retired_by text,
    retired_at timestamptz,
    retire_reason text not null default '',
    primary key (id, edition),
    check ((text is null) = (sha256 is null) and (text is null) = (loaded_at is null)),
    check (text is not null or retired_at is not null)
);
