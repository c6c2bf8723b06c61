-- One row per unit above the grassroots (units_met: has it enough live groups) and per live group (groups).
-- What a live group is: as in T2a.
create or replace macro mart.t2b(first, last, known) as table
with asked as (
    select main.day_asked(first, last, known) as day,
           main.asked_for('T2b', '', main.day_asked(first, last, known)) as enough
),
live as (
    select g.* from main.live_groups(main.day_asked(first, last, known), known) as g
    where g.live and g.kind in ('closed_group', 'open_group')
),
had as (
    select owner, count(*) as n from live group by owner
),
said as (
    select count(*) as n from raw.event where kind = 'register.media_groups' and happened_at <= known
)
select u.code as unit, a.day, 'units_met' as figure, '' as part,
       (coalesce(h.n, 0) >= a.enough)::integer::double as num, 1.0::double as den,
       'unit' as kind, u.code as id, u.name || ': ' || coalesce(h.n, 0) || ' nhóm' as label
from asked as a
cross join main.units_owing('T2b', main.day_asked(first, last, known)) as u
left join had as h on h.owner = u.code
where a.enough is not null and (select n from said) > 0
union all
select g.owner, a.day, 'groups', g.owner, 1.0, null, 'register.media_groups', g.id,
       g.name || ' (xác nhận ' || strftime(g.attested_on, '%d/%m/%Y') || ')'
from live as g
join main.units_owing('T2b', main.day_asked(first, last, known)) as u on u.code = g.owner
cross join asked as a;
