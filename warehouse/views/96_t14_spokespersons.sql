-- One row per unit that must have named who speaks for it (units_met) and per person of the roster in force (persons).
-- On the day asked. A spokesperson or a delegate; who is only in charge of communication is counted among the persons.
create or replace macro mart.t14(first, last, known) as table
with asked as (
    select main.day_asked(first, last, known) as day,
           main.asked_for('T14', '', main.day_asked(first, last, known)) as enough
),
roster as (
    select s.* from staging.spokesperson_on(main.day_asked(first, last, known)) as s
    join staging.stg_register_row as w on w.register = 'spokespersons' and w.id = s.id
    where w.recorded_at <= known
),
had as (
    select unit, count(*) as n, string_agg(name, ', ' order by name) as names from roster
    where authority in ('spokesperson', 'delegate') group by unit
),
said as (
    select count(*) as n from staging.stg_register_row where register = 'spokespersons' and recorded_at <= known
)
select u.code as unit, a.day, 'units_met' as figure, '' as part,
       (coalesce(h.n, 0) >= a.enough)::integer::double as num, 1.0::double as den, 'unit' as kind, u.code as id,
       u.name || ': ' || coalesce(h.names, 'chưa phân công') as label
from asked as a
cross join main.units_owing('T14', main.day_asked(first, last, known)) as u
left join had as h on h.unit = u.code
where a.enough is not null and (select n from said) > 0
union all
select r.unit, a.day, 'persons', r.authority, 1.0, null, 'register.spokespersons', r.id,
       r.name || ', ' || r.position
from roster as r cross join asked as a;
