-- One row per Hà Nội day of the period (days_met: were there enough posts) and per own post (posts).
-- Only posts in scope of the pages of the province itself; shares of others' posts are not counted.
-- How many are enough stands in the register of targets (code T3a, duty must), as of each day.
create or replace macro mart.t3a(first, last, known) as table
with posts as (
    select o.post_id, o.title, o.day
    from mart.own_post as o
    join raw.source as s on s.source = o.source
    left join measured_post as p using (post_id)
    where coalesce(s.unit, '') in ('', (select min(code) from staging.unit_on(last) where level = 'province'))
      and not o.shared and p.in_scope and o.first_seen <= known and o.day between first and last
),
days as (
    select unnest(range(first, least(last, ((known at time zone 'UTC') + interval 7 hour)::date)
                        + interval 1 day, interval 1 day))::date as day
),
met as (
    select d.day, count(p.post_id) as posts, any_value(t.value) as enough
    from days as d
    left join posts as p on p.day = d.day
    left join staging.stg_target as t
        on t.code = 'T3a' and t.duty = 'must'
        and d.day between t.valid_from and coalesce(t.valid_to, date '9999-12-31')
    group by d.day
)
select null::varchar as unit, day, 'days_met' as figure, '' as part,
       (posts >= enough)::integer::double as num, 1.0 as den,
       'day' as kind, day::varchar as id, posts || ' bài' as label
from met where enough is not null
union all
select null, day, 'posts', '', 1.0, null, 'post', post_id, title from posts;
