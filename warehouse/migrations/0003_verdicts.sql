-- One row per verdict as it landed: what a person judged of one task of one wording, and how the
-- post came to be read. What counts of it also stands in raw.annotation as model person@role.
create table raw.verdict (
    post_id       varchar not null,
    revision      varchar not null,
    task          varchar not null,
    labels        varchar[] not null, -- most central first
    machine       varchar[] not null, -- what the sheet had shown
    machine_model varchar not null,
    role          varchar not null,
    reader        varchar not null,   -- keyed hash of a reader's own code, or ''; in no reader view
    chosen        varchar not null,   -- uncertain or random
    judged_at     timestamptz not null,
    file_id       varchar not null
);

-- How many verdicts a landing file held; null: loaded before this migration, when there were none.
alter table raw.landing_file add column verdicts integer;
