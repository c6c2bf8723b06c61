-- One row per source and day (extraction), and per text of a sampled week (coverage): how much we get of all.
-- extraction: pages that were asked over the network; read, against failed, blocked and of a changed layout
-- (what robots.txt forbids or is no article is not counted). coverage: two lists of the days of sampled weeks
-- (clippings marked sample, with an address): what the machine found in scope, and what staff found. Matched
-- by address, else by the same title within two days; both: what staff found the machine had, whatever it made
-- of it. The union's own pages and comments are in neither list. sample: the clippings of the second list.
create or replace macro mart.c1_08(first, last, known) as table
with pages as (
    select source, ((visited_at at time zone 'UTC') + interval 7 hour)::date as day,
           count(*) filter (outcome in ('stored', 'revision', 'known')) as good,
           count(*) as everything
    from raw.visit
    where role not in ('feed', 'section', 'sitemap', 'robots') and visited_at <= known
      and outcome in ('stored', 'revision', 'known', 'failed', 'blocked', 'layout_changed')
      and (http_status is not null or outcome in ('failed', 'blocked', 'layout_changed'))
      and ((visited_at at time zone 'UTC') + interval 7 hour)::date between first and last
    group by all
),
sampled as (
    select c.id, c.day, c.title, c.post_id, staging.slug(c.title) as heading
    from staging.stg_clipping as c
    join staging.stg_register_row as r on r.register = 'clippings' and r.id = c.id
    where c.sample and c.post_id is not null and r.recorded_at <= known
      and c.day between first and last
      and c.day between date_trunc('week', coalesce(c.sample_week, c.day))::date
                    and date_trunc('week', coalesce(c.sample_week, c.day))::date + 6
    qualify row_number() over (partition by c.post_id order by r.recorded_at, c.id) = 1
),
weeks as (
    select distinct date_trunc('week', day)::date as monday from sampled
),
had as materialized (
    select p.post_id, p.title, p.day, p.in_scope, staging.slug(p.title) as heading
    from measured_post as p
    join weeks as w on p.day between w.monday - 2 and w.monday + 8
    where not p.own and p.kind <> 'comment' and p.first_seen <= known
    qualify row_number() over (partition by p.post_id) = 1
),
matched as (
    select s.id, coalesce(any_value(a.post_id), min(t.post_id)) as post_id
    from sampled as s
    left join (select post_id from raw.post where fetched_at <= known group by post_id) as a
        on a.post_id = s.post_id
    left join had as t
        on t.heading = s.heading and length(s.heading) >= 24 and t.day between s.day - 2 and s.day + 2
    group by s.id
)
select null::varchar as unit, day, 'extraction' as figure, '' as part, good::double as num,
       everything::double as den, 'source' as kind, source as id,
       source || ': ' || good || '/' || everything as label
from pages
union all
select null, s.day, 'coverage', case when m.post_id is null then 'staff' else 'both' end, 1.0, null,
       case when m.post_id is null then 'register.clippings' else 'post' end, coalesce(m.post_id, s.id), s.title
from sampled as s join matched as m on m.id = s.id
union all
select null, h.day, 'coverage', 'machine', 1.0, null, 'post', h.post_id, h.title
from had as h
join weeks as w on h.day between w.monday and w.monday + 6
where h.in_scope and h.day between first and last
  and not exists (from matched as m where m.post_id = h.post_id)
union all
select null, day, 'sample', '', 1.0, null, 'register.clippings', id, title from sampled;
