-- Facts as they were found. Rows are appended; nothing here is ever edited.
create schema if not exists raw;
create schema if not exists staging;
create schema if not exists mart;

-- One row per landing file that was loaded whole: the key that makes loading idempotent.
create table raw.landing_file (
    file_id     varchar primary key,  -- name of the file
    sha256      varchar not null,
    bytes       bigint not null,
    lines       integer not null,
    loaded_at   timestamptz not null
);

-- One row per post and revision: a wording of a text, first found at fetched_at.
create table raw.post (
    post_id      varchar not null,
    revision     varchar not null,
    source       varchar not null,
    kind         varchar not null,
    url          varchar not null,
    title        varchar not null,
    lead         varchar not null,
    body         varchar not null,
    author       varchar,
    author_key   varchar,             -- keyed hash; in no reader view, snapshot or export
    native_id    varchar,
    parent_id    varchar,
    section      varchar,
    method       varchar not null,
    published_at timestamptz,
    fetched_at   timestamptz not null,
    search_fold  varchar not null,    -- accent-blind title + lead + body; folded once, on the way in
    file_id      varchar not null,
    primary key (post_id, revision)
);

-- One row per address asked in one crawl, and one per imported row: what became of it.
create table raw.visit (
    source        varchar not null,
    url           varchar not null,
    role          varchar not null,
    visited_at    timestamptz not null,
    outcome       varchar not null,   -- langnghe.records.Outcome
    reason        varchar not null,
    reason_class  varchar not null,
    http_status   integer,
    method        varchar not null,
    post_id       varchar,
    items         integer not null,
    new_items     integer not null,
    seconds       double not null,
    etag          varchar,
    last_modified varchar,
    file_id       varchar not null
);

-- One row per landing line that could not be used, kept with its reason.
create table raw.quarantine (
    file_id  varchar not null,
    line     integer not null,
    reason   varchar not null,
    content  varchar not null
);

-- One row per post, revision, task, model and rank: what a model or a person said.
create table raw.annotation (
    post_id  varchar not null,
    revision varchar not null,
    task     varchar not null,
    label    varchar not null,
    score    float not null,
    model    varchar not null,        -- name@version, or person:role
    rank     smallint not null,
    made_at  timestamptz not null
);

-- One row per post that was grouped: the story it belongs to. Ids never move.
create table raw.story_member (
    post_id  varchar primary key,
    story_id varchar not null,
    grouped_at timestamptz not null
);

-- One row per source as it was declared when last seen; undeclared sources appear at import.
create table raw.source (
    source           varchar primary key,
    name             varchar not null,
    home             varchar not null,
    type             varchar not null,
    "group"          varchar not null,
    place            varchar not null,
    reliability      varchar not null,
    priority         smallint not null,
    enabled          boolean not null,
    declared         boolean not null, -- false: “chưa khai báo”
    expected_per_day double,
    updated_at       timestamptz not null
);

-- One row per published edition and post: what a reader has already been shown.
create table raw.edition_item (
    edition_day date not null,
    post_id     varchar not null,
    made_at     timestamptz not null,
    primary key (edition_day, post_id)
);
