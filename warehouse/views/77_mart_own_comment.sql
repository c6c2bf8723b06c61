-- One row per comment under a post of our own: ours or a person's, and when the union first answered it.
-- An answer is our own comment given as a reply to this very one; a later comment of ours is none.
create or replace view mart.own_comment as
with said as materialized (from staging.posts_of('staging.stg_own_comment_wording')),
answer as (
    select r.fields ->> 'reply_to' as post_id, min(a.published_at) as answered_at
    from raw.event as r
    join said as a on a.post_id = r.id
    where r.kind = 'metric' and r.what = 'reply' and a.published_at is not null
    group by 1
)
select c.post_id,
       c.parent_id as under,
       c.source,
       c.author is not null as ours,
       c.body,
       c.published_at,
       c.first_seen,
       c.day,
       c.revisions > 1 as edited,
       w.answered_at,
       (epoch(w.answered_at) - epoch(c.published_at)) / 3600 as answered_hours
from said as c
join mart.own_post as p on p.post_id = c.parent_id
left join answer as w on w.post_id = c.post_id
where c.kind = 'comment';
