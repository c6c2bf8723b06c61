-- One row per source and bucket (Hà Nội time) in which it could be heard: the offset of every series.
-- A source with lists is heard when one of them was reached and could be read; one without lists
-- (imports) when it gave something. Asked in vain, or not asked, is not heard.
-- As a macro over visits, so that a stretch of days is asked of its visits only.
create or replace macro mart.sources_heard_by(visit_table, hours) as table
select source, bucket
from (
    select source,
           staging.bucket(visited_at, hours) as bucket,
           count(*) filter (role in ('feed', 'section', 'sitemap')) as lists_asked,
           count(*) filter (role in ('feed', 'section', 'sitemap')
                            and outcome not in ('failed', 'blocked', 'robots', 'layout_changed'))
               as lists_reached,
           count(*) filter (outcome in ('stored', 'revision', 'known')) as given
    from query_table(visit_table)
    group by all
)
where lists_reached > 0 or (lists_asked = 0 and given > 0);

create or replace macro mart.sources_heard(hours) as table
from mart.sources_heard_by('raw.visit', hours);

create or replace view mart.source_heard as from mart.sources_heard(24);

-- The same for headlines collected afterwards, when nobody visited on the day: a source is heard from
-- its first to its last day but for silences that its usual rate makes very unlikely (Poisson
-- P(0) < 0.001). Days up to last_day. Six-hour buckets follow their day.
create or replace macro mart.sources_published(post_table, last_day) as table
with days as (
    select source, day, count(*) as posts
    from query_table(post_table)
    where kind <> 'comment' and not undated and day <= last_day
    group by source, day
),
rates as (
    select source, sum(posts) / (date_diff('day', min(day), last_day) + 1.0) as rate
    from days group by source
),
gaps as (
    select source, day,
           coalesce(lead(day) over (partition by source order by day), last_day::date + 1) as next_day
    from days
)
select g.source,
       unnest(case when exp(-r.rate * (date_diff('day', g.day, g.next_day) - 1)) < 0.001 then [g.day]
                   else list_transform(range(0, date_diff('day', g.day, g.next_day)),
                                       lambda d: g.day + d::integer) end) as day
from gaps as g
join rates as r using (source);
