-- One row per activity that was carried out, per month and type it fills, and per post of our own pages.
-- An activity of several sessions counts once, on the day it began, also when it crosses 31 December; what
-- is planned, running or cancelled counts not at all. channels: one row per channel of an activity.
-- posts: by format; what a page shares of others is none. kinds: types used, of the register and of posts.
create or replace macro mart.c3_01(first, last, known) as table
with sessions as (
    select s.*
    from staging.stg_activity_session as s
    join staging.stg_register_row as r on r.register = 'activities' and r.id = s.id
    where s.status = 'done' and r.recorded_at <= known and s.starts_on between first and last
),
done as (
    select unit, coalesce(code, id) as code, min(id) as id, min(starts_on) as day, min(type) as type,
           arg_min(name, session) as name, list_distinct(flatten(list(channel))) as channels
    from sessions group by unit, coalesce(code, id)
),
posts as (
    select coalesce(nullif(s.unit, ''), p.code) as unit, o.day, o.post_id, o.title, o.format
    from mart.own_post as o
    join raw.source as s on s.source = o.source and s.type = 'social'
    cross join (select min(code) as code from staging.unit_on(last) where level = 'province') as p
    where not o.shared and o.first_seen <= known and o.day between first and last
)
select unit, day, 'activities' as figure, type as part, 1.0::double as num, null::double as den,
       'register.activities' as kind, id, name as label
from done
union all
select unit, day, 'channels', unnest(channels), 1.0, null, 'register.activities', id, name from done
union all
select unit, day, 'by_unit', unit, 1.0, null, 'register.activities', id, name from done
union all
select unit, day, 'months', strftime(day, '%Y-%m'), 1.0, null, 'register.activities', id, name from done
union all
select unit, day, 'kinds', type, 1.0, null, 'register.activities', id, name from done
union all
select unit, day, 'kinds', case format when 'video' then 'short_video' else 'fanpage_post' end, 1.0, null,
       'post', post_id, title
from posts
union all
select unit, day, 'posts', format, 1.0, null, 'post', post_id, title from posts;
