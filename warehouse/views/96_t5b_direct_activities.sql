-- One row per unit above the grassroots (units_met) and per direct activity it held (activities, combined, evidenced).
-- An activity of several sessions is one. What was held within another event counts and is shown (combined). units_met
-- counts from 1 January to the day asked; the work of a merged unit counts for its one successor.
create or replace macro mart.t5b(first, last, known) as table
with asked as (
    select main.day_asked(first, last, known) as day,
           main.asked_for('T5b', '', main.day_asked(first, last, known)) as enough
),
held as (
    select d.* from main.direct_activities(known) as d
    join staging.stg_unit as u on u.code = d.unit and u.level = 'upper'
        and d.day between u.valid_from and coalesce(u.valid_to, date '9999-12-31')
),
done_by as (
    select h.heir as code, count(*) as done, count(*) filter (h.heir <> h.code) as taken_over
    from held as d
    join main.unit_heirs(main.day_asked(first, last, known)) as h on h.code = d.unit
    cross join asked as a
    where d.day between date_trunc('year', a.day)::date and a.day
    group by h.heir
),
handed_in as (
    select count(*) as n from staging.stg_register_day as r cross join asked as a
    where r.register = 'register.activities' and r.recorded_at <= known
      and r.day between date_trunc('year', a.day)::date and a.day
)
select u.code as unit, a.day, 'units_met' as figure, '' as part,
       (coalesce(d.done, 0) >= a.enough)::integer::double as num, 1.0::double as den,
       'unit' as kind, u.code as id,
       u.name || ': ' || coalesce(d.done, 0) || ' hoạt động'
           || case when d.taken_over > 0 then ' (' || d.taken_over || ' của đơn vị đã sáp nhập)' else '' end
           as label
from asked as a
cross join main.units_owing('T5b', main.day_asked(first, last, known)) as u
left join done_by as d on d.code = u.code
where a.enough is not null and (select n from handed_in) > 0
union all
select unit, day, 'activities', unit, 1.0, null, 'register.activities', activity,
       name || case when sessions > 1 then ' (' || sessions || ' buổi)' else '' end
from held where day between first and last
union all
select unit, day, 'combined', '', combined::integer::double, 1.0, 'register.activities', activity, name
from held where day between first and last
union all
select unit, day, 'evidenced', '', evidenced::integer::double, 1.0, 'register.activities', activity, name
from held where day between first and last;
