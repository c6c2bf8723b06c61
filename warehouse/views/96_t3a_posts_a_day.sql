-- One row per Hà Nội day of the period (days_met, days_national: were there enough posts) and per own post (posts, shared).
-- Posts in scope on the pages of the province in social networks; what was shared from others is counted apart,
-- what was edited or taken down stays counted. A day counts when it is over and the pages were heard: from the first post or
-- look to the last time a page was reached; other days are not known. How many posts are enough stands in
-- the register of targets (code T3a), as of each day; days_national is the encouraged number of the national programme.
create or replace macro mart.t3a(first, last, known) as table
with province as (
    select min(code) as code from staging.unit_on(last) where level = 'province'
),
pages as (
    select p.source from main.own_pages(last) as p
    join staging.unit_on(last) as u on u.code = p.unit and u.level = 'province'
    where p.type = 'social'
    union
    select source from main.own_pages(last) where unit is null and type = 'social'
),
written as (
    select o.post_id, coalesce(nullif(o.title, ''), left(o.body, 80)) as title, o.day, o.shared, coalesce(m.in_scope, false) as in_scope, o.first_seen
    from mart.own_post as o
    left join measured_post as m on m.post_id = o.post_id
    where o.source in (select source from pages) and o.first_seen <= known and o.day between first and last
),
reached as (
    select visited_at as reached_at from raw.visit
    where source in (select source from pages) and outcome not in ('failed', 'blocked', 'robots') and visited_at <= known
    union all
    select looked_at from mart.connector_look
    where source in (select source from pages) and reached and looked_at <= known
    union all
    select fetched_at from raw.post
    where source in (select source from pages) and fetched_at <= known
),
heard as (
    select least(min(reached_at), (select min(published_at) from mart.own_post
                           where first_seen <= known and source in (select source from pages))) as since,
           max(reached_at) as until
    from reached
),
days as (
    select unnest(range(first, least(last, ((known at time zone 'UTC') + interval 7 hour)::date - 1)
                        + interval 1 day, interval 1 day))::date as day
),
counted as (
    select d.day, count(w.post_id) as posts,
           d.day between ((any_value(h.since) at time zone 'UTC') + interval 7 hour)::date
               and ((any_value(h.until) at time zone 'UTC') + interval 7 hour)::date as heard
    from days as d
    cross join heard as h
    left join written as w on w.day = d.day and w.in_scope and not w.shared
    group by d.day
),
asked as (
    select c.*, t.duty, t.value
    from counted as c
    join staging.stg_target as t
        on t.code = 'T3a' and t.duty in ('must', 'encouraged')
        and c.day between t.valid_from and coalesce(t.valid_to, date '9999-12-31')
    where c.heard
)
select (select code from province) as unit, day,
       case duty when 'must' then 'days_met' else 'days_national' end as figure, '' as part,
       (posts >= value)::integer::double as num, 1.0::double as den,
       'day' as kind, day::varchar as id, posts || ' bài' as label
from asked
union all
select (select code from province), day, 'posts', '', posts::double, null, 'day', day::varchar, posts || ' bài' from counted where heard
union all
select (select code from province), day, 'written', '', 1.0, null, 'post', post_id, title from written where in_scope and not shared
union all
select (select code from province), day, 'shared', '', 1.0, null, 'post', post_id, title from written where shared
union all
select (select code from province), day, 'gap', case when heard then day::varchar else day::varchar || '>not_heard' end,
       posts::double, null, 'day', day::varchar, case when heard then posts || ' bài' else 'không thu được' end
from counted where (posts > 0 or not heard) and (select bool_or(heard) from counted)
union all
-- A day under way has no gap yet.
select (select code from province), day, 'gap', day::varchar, 0.0, null, 'day', day::varchar, 'chưa hết ngày'
from (select ((known at time zone 'UTC') + interval 7 hour)::date as day) as today
where day between first and last and (select bool_or(heard) from counted);
