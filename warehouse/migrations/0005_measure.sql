-- Whose page a source is: the criteria count what the union said apart from what was said of it.
-- unit before own: after a column with a default DuckDB refuses a second one on a table that holds rows.
alter table raw.source add column unit varchar; -- code of the union unit that runs it, of the register
alter table raw.source add column own boolean default false;

-- One row per figure of a report that was made: what it said then, whatever the views say later.
create table raw.figure (
    report_id  varchar not null,  -- names the period, the unit and the snapshot
    question   varchar not null,  -- 1.01 … 5.05, T1 … T16
    key        varchar not null,
    part       varchar not null,
    name       varchar not null,
    part_name  varchar not null,
    unit       varchar not null,  -- of measure
    "primary"  boolean not null,
    digits     smallint not null,
    value      double,
    count      double,
    n          bigint not null,
    low        double,
    high       double,
    status     varchar not null,
    note       varchar not null,
    made_at    timestamptz not null,
    primary key (report_id, question, key, part)
);
