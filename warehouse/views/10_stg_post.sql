-- One row per post: its newest wording, when it was first seen, and its Hà Nội day.
-- As a macro over wordings (raw.post, or all wordings of some posts), so that a day is asked of its posts only.
create or replace macro staging.posts_of(wording_table) as table
select p.post_id,
       p.revision,
       p.source,
       p.kind,
       p.url,
       p.title,
       p.lead,
       p.body,
       p.author,
       p.native_id,
       p.parent_id,
       p.section,
       p.method,
       w.published_at,
       w.first_seen,
       w.last_seen,
       w.revisions,
       -- Hà Nội has had no daylight saving since 1975: seven hours is exact.
       ((coalesce(w.published_at, w.first_seen) at time zone 'UTC') + interval 7 hour)::date as day,
       ((w.first_seen at time zone 'UTC') + interval 7 hour)::date as first_seen_day,
       w.published_at is null as undated
from query_table(wording_table) as p
join (
    select post_id,
           -- a whole article outranks the feed's summary of it, however late that came
           arg_max(revision, {'whole': method <> 'feed', 'at': fetched_at}) as revision,
           min(fetched_at) as first_seen,
           max(fetched_at) as last_seen,
           -- the first date an outlet gave stands; an edit does not move an article to another day
           arg_min(published_at, fetched_at) filter (published_at is not null) as published_at,
           -- a feed entry that was later read whole is no edit by the outlet
           count(*) filter (method <> 'feed') as revisions
    from query_table(wording_table)
    group by post_id
) as w on w.post_id = p.post_id and w.revision = p.revision;

create or replace view staging.stg_post as from staging.posts_of('raw.post');
