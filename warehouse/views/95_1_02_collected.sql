-- One row per text, story and Hà Nội day on which something could be heard: thô, liên quan, không trùng.
-- By the day of first_seen; clippings of staff that no machine found, by their own day. Rows of kind day
-- carry the denominator: days on which no source could be heard (unheard_days) are in no average and are
-- not days without news (empty_days). What our own pages published was not collected about us: it stands in
-- raw (own) alone; talk under it counts everywhere.
create or replace macro mart.c1_02(first, last, known) as table
with seen as materialized (
    select post_id, title, first_seen, first_seen_day as day, in_scope,
           case when kind <> 'comment' then coalesce(story_id, post_id) end as story_id,
           own and kind <> 'comment' as published,
           case when own then 'own'
                when source_type in ('forum', 'social') then 'social'
                else 'news' end as part
    from measured_post
    where first_seen <= known and first_seen_day between first and last
),
clippings as (
    select c.id, c.title, c.day
    from staging.stg_clipping as c
    join staging.stg_register_row as r on r.register = 'clippings' and r.id = c.id
    where r.recorded_at <= known and c.day between first and last
      and not exists (from raw.post as p where p.post_id = c.post_id)
),
days as materialized (from main.measured_days(first, last, known)),
items as (
    select day, in_scope from seen where not published union all select day, true from clippings
),
daily as (
    select d.day, d.heard, count(i.day) as everything, count(i.day) filter (i.in_scope) as relevant
    from days as d left join items as i on i.day = d.day
    group by d.day, d.heard
),
told as (
    select day, 'raw' as figure, part, 1 as num, 'post' as kind, post_id as id, title as label from seen
    union all
    select day, 'raw', 'manual', 1, 'register.clippings', id, title from clippings
    union all
    select day, 'relevant', '', 1, 'post', post_id, title from seen where in_scope and not published
    union all
    select day, 'relevant', '', 1, 'register.clippings', id, title from clippings
    union all
    select min(day), 'stories', '', 1, 'story', story_id,
           arg_min(title, {'at': first_seen, 'id': post_id})
    from seen where in_scope and not published and story_id is not null group by story_id
    union all
    select day, 'stories', '', 1, 'register.clippings', id, title from clippings
)
select null::varchar as unit, day, figure, part, num::double as num, null::double as den, kind, id, label
from told
union all
select null, day, figure, '', 0.0, 1.0, 'day', day::varchar, everything || ' mục'
from daily, (values ('raw'), ('relevant'), ('stories')) as f(figure)
where heard or everything > 0
union all
select null, day, 'daily', '', relevant, null, 'day', day::varchar, relevant || ' mục liên quan'
from daily where heard or everything > 0
union all
select null, day, 'empty_days', '', (everything = 0)::integer, null, 'day', day::varchar,
       everything || ' mục'
from daily where heard or everything > 0
union all
select null, day, 'unheard_days', '', (not heard and everything = 0)::integer, null, 'day', day::varchar,
       case when heard or everything > 0 then 'thu được' else 'không thu được' end
from daily;
