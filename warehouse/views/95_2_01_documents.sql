-- One row per document that was signed, per unit and month (unit_months), per upper union (units_met).
-- unit_months: the units that must hand in documents; a month on which a unit did not stand yet, or no
-- longer, is filled: nothing was to be written then. units_met: occasions of the calendar year up to the
-- last day of the period, copies of one occasion once, against target T5a of that day.
create or replace macro mart.c2_01(first, last, known) as table
with documents as materialized (from main.measured_documents(first, last, known)),
years as (
    select unit, count(distinct coalesce('đợt ' || occasion, id)) as occasions
    from main.measured_documents(date_trunc('year', last::date)::date, last, known)
    group by unit
),
stood as (
    select code, min(valid_from) as begins, max(coalesce(valid_to, date '9999-12-31')) as ends,
           arg_max(name, valid_from) as name
    from staging.stg_unit
    where level in ('province', 'upper')
    group by code
),
units as (select * from stood where begins <= last and ends >= first),
months as (
    select unnest(range(date_trunc('month', first::date), last::date + interval 1 day, interval 1 month))::date as month
),
enough as (
    select max(value) as value from staging.target_on(last) where code = 'T5a' and duty = 'must'
)
select unit, day, 'documents' as figure, type as part, 1.0::double as num, null::double as den,
       'register.documents' as kind, id, title as label
from documents
union all
select unit, day, 'by_unit', unit, 1.0, null, 'register.documents', id, title from documents
union all
select unit, day, 'months', strftime(day, '%Y-%m'), 1.0, null, 'register.documents', id, title
from documents
union all
select unit, day, 'unit_months', unit || '>' || strftime(day, '%Y-%m'), 1.0, null, 'register.documents', id, title
from documents
where unit in (select code from units)
union all
select code, greatest(first, begins), 'unit_months', code || '>', 0.0, null, 'unit', code, name
from units where exists (from documents)
union all
select u.code, greatest(first, u.begins), 'unit_months', u.code || '>' || strftime(m.month, '%Y-%m'), 1.0,
       null, 'unit', u.code, u.name || ': không phải là đơn vị trong tháng này'
from units as u, months as m
where exists (from documents) and (last_day(m.month) < u.begins or m.month > u.ends)
union all
select u.code, last, 'units_met', '', (coalesce(y.occasions, 0) >= e.value)::integer::double, 1.0, 'unit',
       u.code, u.name || ': ' || coalesce(y.occasions, 0) || ' đợt'
from staging.unit_on(last) as u
cross join enough as e
left join years as y on y.unit = u.code
where u.level = 'upper' and e.value is not null and exists (from years);
