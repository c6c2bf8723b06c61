-- One row per wording of a post that the connectors told something of: only these are folded where only these count.
create or replace view staging.stg_own_wording as
select p.post_id, p.revision, p.source, p.kind, p.url, p.title, p.lead, p.body, p.author, p.native_id, p.parent_id,
       p.section, p.method, p.published_at, p.fetched_at
from raw.post as p
semi join (select id from raw.event where kind = 'metric') as e on e.id = p.post_id;
