-- What each landing file held, so that a check can prove that every line is accounted for.
alter table raw.landing_file add column posts integer;        -- null: loaded before this migration
alter table raw.landing_file add column visits integer;
alter table raw.landing_file add column quarantined integer;
alter table raw.landing_file add column inputs integer;       -- rows of raw.visit that came of it
alter table raw.landing_file add column copy_of varchar;      -- same bytes under another name

-- The accented comparing key: ranks the texts that match a search with its accents first.
alter table raw.post add column search_key varchar;           -- null: loaded before this migration
