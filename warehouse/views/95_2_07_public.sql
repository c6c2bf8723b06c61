-- One row per text of platforms that carries a document (items), and per own post about one (against_median, engagement).
-- items: of others, in the days after the document was sent. Own posts: reactions, comments and shares at
-- 7 days; what the platform does not give is not summed. against_median: against the median of the posts
-- of the same page in the days before it (target 2.07), only where there were enough of them.
create or replace macro mart.c2_07(first, last, known) as table
with carried as materialized (from main.carried_documents(first, last, known)),
measured as (
    select post_id, source, mark, reactions, comments, shares,
           coalesce(reactions, 0) + coalesce(comments, 0) + coalesce(shares, 0) as engagement,
           coalesce(reactions, comments, shares) is not null as known_figures
    from mart.own_metric where mark = 7 and on_time and measured_at <= known
),
own as materialized (
    select m.*, p.day
    from measured as m join staging.posts_of('staging.stg_own_wording') as p using (post_id)
    where m.known_figures and not coalesce((
        select arg_max((e.fields ->> 'shared')::boolean, e.happened_at) from raw.event as e
        where e.kind = 'metric' and e.what = 'described' and e.id = m.post_id), false)
),
ours as (
    select c.id, c.unit, c.day, c.document, c.title, c.post_day, o.*exclude (day)
    from carried as c join own as o using (post_id)
    where c.own
),
usual as (
    select x.post_id, x.id, median(o.engagement) as middle
    from ours as x
    join staging.target_on(last) as d on d.code = '2.07' and d.measure = 'ngày'
    join staging.target_on(last) as n on n.code = '2.07' and n.measure = 'bài'
    join own as o
        on o.source = x.source and o.post_id <> x.post_id
       and o.day between x.post_day - d.value::integer and x.post_day
    group by x.post_id, x.id, n.value
    having count(*) >= n.value
)
select x.unit, x.day, 'against_median' as figure, '' as part, (x.engagement / u.middle)::double as num,
       null::double as den, 'post' as kind, x.post_id as id, x.title || ' – ' || x.document as label
from ours as x join usual as u on u.post_id = x.post_id and u.id = x.id
where u.middle > 0
union all
select unit, day, 'items', '', 1.0, null, 'post', post_id, title || ' – ' || document
from carried where social and not own
union all
select min(unit), min(day), 'engagement', f.part, max(f.num), null, 'post', post_id, any_value(title)
from (
    select unit, day, post_id, title,
           unnest([{'part': 'reactions', 'num': reactions}, {'part': 'comments', 'num': comments},
                   {'part': 'shares', 'num': shares}]) as f
    from ours
)
where f.num is not null
group by post_id, f.part;
