-- One row per unit above the grassroots (units_met) and per occasion on which it made guidance (occasions).
-- An occasion is the documents of one unit, year and “Đợt”; without one, each document is its own. Copies and
-- corrections are no new occasion; agreements with the press and reports are no guidance. By the day of the
-- first. units_met counts from 1 January to the day asked; the work of a merged unit counts for its one successor.
create or replace macro mart.t5a(first, last, known) as table
with asked as (
    select main.day_asked(first, last, known) as day,
           main.asked_for('T5a', '', main.day_asked(first, last, known)) as enough
),
written as (
    select d.unit, year(d.signed_on) as year, coalesce(nullif(d.occasion, ''), d.id) as occasion,
           min(d.signed_on) as day, arg_min(d.id, d.signed_on) as id, arg_min(d.title, d.signed_on) as title,
           any_value(d.occasion) as named, count(*) as documents
    from staging.stg_document as d
    join staging.stg_register_row as w on w.register = 'documents' and w.id = d.id
    where w.recorded_at <= known and d.type not in ('agreement', 'report') and coalesce(d.corrects, '') = ''
    group by 1, 2, 3
),
done_by as (
    select h.heir as code, count(*) as done, count(*) filter (h.heir <> h.code) as taken_over
    from written as w
    join main.unit_heirs(main.day_asked(first, last, known)) as h on h.code = w.unit
    cross join asked as a
    where w.day between date_trunc('year', a.day)::date and a.day
    group by h.heir
),
handed_in as (
    select count(*) as n from staging.stg_register_day as r cross join asked as a
    where r.register = 'register.documents' and r.recorded_at <= known
      and r.day between date_trunc('year', a.day)::date and a.day
)
select u.code as unit, a.day, 'units_met' as figure, '' as part,
       (coalesce(d.done, 0) >= a.enough)::integer::double as num, 1.0::double as den,
       'unit' as kind, u.code as id,
       u.name || ': ' || coalesce(d.done, 0) || ' đợt'
           || case when d.taken_over > 0 then ' (' || d.taken_over || ' của đơn vị đã sáp nhập)' else '' end
           as label
from asked as a
cross join main.units_owing('T5a', main.day_asked(first, last, known)) as u
left join done_by as d on d.code = u.code
where a.enough is not null and (select n from handed_in) > 0
union all
select w.unit, w.day, 'occasions', w.unit, 1.0, null, 'register.documents', w.id,
       coalesce(w.named, w.title) || case when w.documents > 1 then ' (' || w.documents || ' văn bản)' else '' end
from written as w
join staging.stg_unit as u on u.code = w.unit and u.level = 'upper'
    and w.day between u.valid_from and coalesce(u.valid_to, date '9999-12-31')
where w.day between first and last;
