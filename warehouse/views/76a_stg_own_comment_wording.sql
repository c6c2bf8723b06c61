-- One row per wording of what stands under a post of our own channels, and of what was said in reply there.
create or replace view staging.stg_own_comment_wording as
select p.post_id, p.revision, p.source, p.kind, p.url, p.title, p.lead, p.body, p.author, p.native_id, p.parent_id,
       p.section, p.method, p.published_at, p.fetched_at
from raw.post as p
semi join (
    select post_id from raw.post where parent_id in (select post_id from mart.own_post)
    union
    select id from raw.event where kind = 'metric' and what = 'reply'
) as c on c.post_id = p.post_id;
