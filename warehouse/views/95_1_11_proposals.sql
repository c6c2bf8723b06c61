-- One row per alert and proposal: was there a plan of what to answer, how soon, was it approved, whose was it.
-- Alerts by the day they were opened, that people were told of at the level the register of targets states
-- (code 1.11); not those judged noise, a duplicate or a planned campaign, nor merged ones, nor R0: they
-- need no answer. The first proposal of the alert's case before `known` counts; hours from the opening of the alert.
create or replace macro mart.c1_11(first, last, known) as table
with bounds as (
    select max(value) as least_level from staging.target_on(last) where code = '1.11'
),
proposed as (
    select id as case_id, min(happened_at) as proposed_at,
           arg_min(fields ->> 'proposed_by', happened_at) as proposed_by, arg_min(said_by, happened_at) as said_by
    from raw.event
    where kind = 'case' and what = 'proposed' and happened_at <= known
    group by id
),
approved as (
    select id as case_id, min(happened_at) as approved_at from raw.event
    where kind = 'case' and what = 'approved' and happened_at <= known
    group by id
),
answered as (
    select a.id, coalesce(a.why, a.id) as why, a.opened_at,
           ((a.opened_at at time zone 'UTC') + interval 7 hour)::date as day,
           p.case_id, p.proposed_at, coalesce(p.proposed_by, p.said_by) as proposed_by, y.approved_at
    from mart.alert as a
    cross join bounds as b
    left join proposed as p on p.case_id = a.case_id
    left join approved as y on y.case_id = a.case_id
    where a.risk <> 'R0' and a.status <> 'merged' and a.rung >= b.least_level and a.opened_at <= known
      and not (coalesce(a.verdict, 'đúng') in ('nhiễu', 'trùng', 'chiến dịch') and a.closed_at <= known)
)
select null::varchar as unit, day, 'proposed' as figure, '' as part,
       (proposed_at is not null)::integer::double as num, 1.0::double as den, 'alert' as kind, id, why as label
from answered where day between first and last
union all
select null, day, 'hours', '', greatest(0, epoch(proposed_at) - epoch(opened_at)) / 3600, null, 'alert', id, why
from answered where proposed_at is not null and day between first and last
union all
select null, min(day), 'approved', '', max((approved_at is not null)::integer), 1.0, 'case', case_id, min(why)
from answered where proposed_at is not null and day between first and last group by case_id
union all
select null, min(day), 'by_whom', proposed_by, 1.0, null, 'case', case_id, min(why)
from answered where proposed_at is not null and day between first and last group by case_id, proposed_by;
