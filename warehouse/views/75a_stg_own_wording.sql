-- One row per wording of a post that the connectors told something of: only these are folded where only these count.
create or replace view staging.stg_own_wording as
select p.* from raw.post as p
semi join (select id from raw.event where kind = 'metric') as e on e.id = p.post_id;
