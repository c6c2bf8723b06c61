-- One row per unit and month with texts and pictures sent to the portal (contributions, months) and per text the portal ran (published).
-- As units told it month by month; an empty cell is not 0. Every unit above the grassroots is in months, also one that never sent any.
create or replace macro mart.t15(first, last, known) as table
with sent as (
    select o.id, o.unit, o.month, sum(o.contributions) over (partition by o.unit, o.month) as month_sum, o.contributions
    from staging.stg_outcome as o
    join staging.stg_register_row as w on w.register = 'outcomes' and w.id = o.id
    where o.contributions is not null and o.month between first and last and w.recorded_at <= known
)
select unit, month as day, 'contributions' as figure, unit as part, contributions::double as num, null::double as den,
       'register.outcomes' as kind, id, strftime(month, '%m/%Y') || ': ' || contributions || ' tin bài' as label
from sent
union all
select unit, month, 'months', unit || '>' || strftime(month, '%Y-%m'), contributions::double, null,
       'register.outcomes', id, strftime(month, '%m/%Y') || ': ' || contributions || ' tin bài'
from sent
union all
select u.code, first, 'months', u.code || '>', 0.0, null, 'unit', u.code, u.name
from staging.unit_on(main.day_asked(first, last, known)) as u
where u.level = 'upper' and (select count(*) from sent) > 0
union all
select null, m.first_seen_day, 'published', '', 1.0, null, 'post', m.post_id, m.title
from measured_post as m
join raw.source as s on s.source = m.source and s.type = 'union'
where m.kind = 'article' and m.first_seen <= known and m.first_seen_day between first and last;
