-- One row per thing that happened to an alert, a case or a claim, as it landed. Their state is the
-- fold of these rows: views 80 and on, and langnghe.cases for programs.
create table raw.event (
    event_id    varchar primary key, -- names the words and the moment: landed twice, stored once
    kind        varchar not null,    -- alert, case or claim
    id          varchar not null,
    what        varchar not null,    -- opened, updated, acknowledged, closed …
    said_by     varchar not null,    -- a role of the office, or machine@detector
    happened_at timestamptz not null,
    fields      json not null,       -- what changed, in full
    file_id     varchar not null
);

-- How many events a landing file held, and how many of them were new; null: loaded before this.
alter table raw.landing_file add column events integer;
alter table raw.landing_file add column new_events integer;
