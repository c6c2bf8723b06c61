-- One row per labelled post as a watch sees it: the moment it counts at, its story, its outlet, its voice.
-- counted_at: when the office first saw it. A watch must not see the future, and an outlet's wrong clock must
-- not hide news until tomorrow, so nothing but first_seen decides. What was published more than 36
-- hours before it was seen is late: a backlog, a new source's archive or an import is no burst of today,
-- and a bucket that is over never changes. by_published (replay of headlines collected afterwards) puts
-- a post at its published_at instead, where none is late.
-- outlet: the publishing house, for copies inside one are not independent. voice: the outlet that first
-- carried this wording of this story (same opening, same title, or the agency it credits): copies of one
-- wire text are one voice.
-- provinces: those of today, by the given map; without it, as the text has them. own: of our own pages.
create or replace macro staging.slug(words) as
    trim(regexp_replace(lower(strip_accents(replace(replace(words, 'đ', 'd'), 'Đ', 'D'))), '[^a-z0-9]+', '-', 'g'), '-');

-- Where all of a story are one outlet's, its voice is that outlet, and nothing needs to be read.
create or replace macro mart.watch_items(post_table, province_now, own_sources, by_published) as table
with posts as materialized (
    select p.* exclude (story_id),
           coalesce(p.story_id, m.story_id, case p.kind when 'comment' then p.parent_id end, p.post_id)
               as story,
           coalesce(nullif(p.source_group, ''), p.source) as outlet,
           list_contains(own_sources, p.source) as own,
           case when by_published then least(coalesce(p.published_at, p.first_seen), p.first_seen)
                else p.first_seen end as counted_at,
           not by_published
               and coalesce(p.published_at < p.first_seen - interval 36 hour, false) as late,
           list_transform(p.places, lambda x: coalesce(province_now[x], x)) as now_places
    from query_table(post_table) as p
    left join raw.story_member as m on m.post_id = case p.kind when 'comment' then p.parent_id end
),
read as (
    select post_id, story, outlet, counted_at,
           -- “(NLĐO) -” before the same words is no other wording
           staging.slug(substring(regexp_replace(
               case when body = '' then lead else body end,
               '^\s*\([^)]{1,24}\)\s*[-–—]?\s*', ''), 1, 160)) as opening,
           staging.slug(title) as heading,
           regexp_matches(lower(substring(lead, 1, 60) || ' ' || substring(body, 1, 60) || ' '
                                || substring(body, -120)),
                          '\bttxvn\b|thông tấn xã việt nam') as agency
    from posts
    where story in (select story from posts group by story having min(outlet) <> max(outlet))
),
-- A wording too short to be anybody's is its own.
worded as (
    select post_id, story, outlet, counted_at,
           case when agency then 'ttxvn' when length(opening) >= 60 then opening else post_id end
               as wording,
           case when length(heading) >= 24 then heading else post_id end as entitled
    from read
),
voiced as (
    select post_id,
           case when first_value(counted_at) over same_title < first_value(counted_at) over same_words
                then first_value(outlet) over same_title
                else first_value(outlet) over same_words end as voice
    from worded
    window same_words as (partition by story, wording order by counted_at, post_id),
           same_title as (partition by story, entitled order by counted_at, post_id)
)
select p.* exclude (now_places),
       list_filter(p.now_places, lambda x, i: list_position(p.now_places, x) = i) as provinces,
       coalesce(v.voice, p.outlet) as voice
from posts as p
left join voiced as v on v.post_id = p.post_id;

create or replace view mart.watch_item as
from mart.watch_items('mart.post', map([]::varchar[], []::varchar[]), []::varchar[], false);
