-- One row per unit and month of what was done together, per dialogue, per unit's sharing pages, per asker.
-- Months as in 5.03. Dialogues: what the register of outcomes says; for a unit and month it is silent on,
-- the dialogues of the register of activities, never both. sharing: a page is the same page next month, so
-- of a unit the month with most counts. returning: askers of one source, known by a keyed hash that stays here,
-- one row each under their first question of the period; had they asked before, ever.
create or replace macro mart.c5_05(first, last, known) as table
with told as materialized (from main.measured_outcomes(first, last, known)),
dialogues as (
    select unit, coalesce(code, id) as code, min(id) as id, min(starts_on) as day, arg_min(name, session) as name
    from staging.stg_activity_session as s
    where s.type = 'dialogue' and s.status = 'done' and s.starts_on between first and last
      and exists (from staging.stg_register_row as r
                  where r.register = 'activities' and r.id = s.id and r.recorded_at <= known)
    group by unit, coalesce(code, id)
),
asked as (
    select i.id, i.source, i.asker, i.received_at, left(i.question, 120) as question,
           coalesce(nullif(i.unit, ''), nullif(s.unit, ''), (
               select min(code) from staging.unit_on(last) where level = 'province')) as unit,
           ((i.received_at at time zone 'UTC') + interval 7 hour)::date as day,
           min(i.received_at) over (partition by i.source, i.asker) < i.received_at as again
    from staging.stg_inquiry as i left join raw.source as s on s.source = i.source
    where i.status <> 'invalid' and i.opened_at <= known and coalesce(i.asker, '') <> ''
),
askers as (
    select * from asked where day between first and last
    qualify row_number() over (partition by source, asker order by received_at, id) = 1
)
select unit, month as day, 'dialogues' as figure, '' as part, dialogues::double as num, null::double as den,
       'register.outcomes' as kind, id, label
from told where dialogues is not null
union all
select d.unit, d.day, 'dialogues', '', 1.0, null, 'register.activities', d.id, d.name
from dialogues as d
where not exists (
    from told as t
    where t.unit = d.unit and t.month = date_trunc('month', d.day) and t.dialogues is not null)
union all
select unit, month, 'solved', '', solved_jointly, null, 'register.outcomes', id, label
from told where solved_jointly is not null
union all
select unit, month, 'agreements', '', agreements_signed, null, 'register.outcomes', id, label
from told where agreements_signed is not null
union all
select unit, month, 'sharing', '', sharing_pages, null, 'register.outcomes', id, label
from (
    from told where sharing_pages is not null
    qualify row_number() over (partition by unit order by sharing_pages desc, month, id) = 1
)
union all
select unit, day, 'returning', '', again::integer, 1.0, 'inquiry', id, question from askers;
