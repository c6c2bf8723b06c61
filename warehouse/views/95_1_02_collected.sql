-- One row per text and figure: what came in on a Hà Nội day (by first seen), thô, liên quan, không trùng.
-- daily and empty_days have one row a day of the period up to the day it is asked.
create or replace macro mart.c1_02(first, last, known) as table
with seen as (
    select post_id, title, first_seen_day as day, in_scope, story_id,
           case when src.own then 'own'
                when p.source_type in ('news', 'labour_press', 'local_press', 'union', 'government') then 'news'
                else 'social' end as part
    from mart.post as p
    left join raw.source as src on src.source = p.source
    where p.first_seen <= known and p.first_seen_day between first and last
),
days as (
    select unnest(range(first, least(last, ((known at time zone 'UTC') + interval 7 hour)::date)
                        + interval 1 day, interval 1 day))::date as day
),
daily as (
    select d.day, count(s.post_id) filter (s.in_scope) as relevant, count(s.post_id) as everything
    from days as d left join seen as s using (day)
    group by d.day
)
select null::varchar as unit, day, 'raw' as figure, part, 1.0 as num, null::double as den,
       'post' as kind, post_id as id, title as label
from seen
union all
select null, day, 'relevant', '', 1.0, null, 'post', post_id, title from seen where in_scope
union all
select null, min(day), 'stories', '', 1.0, null, 'story', story_id, arg_min(title, day)
from seen where in_scope and story_id is not null group by story_id
union all
select null, day, 'daily', '', relevant, null, 'day', day::varchar, day::varchar from daily
union all
select null, day, 'empty_days', '', 1.0, null, 'day', day::varchar, day::varchar
from daily where everything = 0;
