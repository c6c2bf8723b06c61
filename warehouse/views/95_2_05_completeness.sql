-- One row per document and point of the checklist (each), and per document (points, confirmed, density).
-- A point is as staff filled it in; where they did not, as the machine proposes; where neither knows it,
-- the document has no points. confirmed: all eight were filled in by staff.
create or replace macro mart.c2_05(first, last, known) as table
with documents as materialized (from main.measured_documents(first, last, known)),
listed as (
    select id, unit, day, title, density, unnest(['who', 'what', 'when', 'where', 'why', 'how', 'contact', 'grounds']) as part,
           unnest([staff.who, staff."what", staff."when", staff."where", staff.why, staff.how,
                   staff.contact, staff.grounds]) as person,
           unnest([machine.who, machine."what", machine."when", machine."where", machine.why, machine.how,
                   machine.contact, machine.grounds]) as proposed
    from documents
),
whole as (
    select id, any_value(unit) as unit, any_value(day) as day, any_value(title) as title,
           count(*) filter (coalesce(person, proposed)) as points,
           count(person) as filled, count(coalesce(person, proposed)) as told
    from listed group by id
)
select unit, day, 'points' as figure, '' as part, points::double as num, null::double as den,
       'register.documents' as kind, id, title || ' (' || points || '/8)' as label
from whole where told = 8
union all
select l.unit, l.day, 'each', l.part, coalesce(l.person, l.proposed)::integer, 1.0, 'register.documents', l.id,
       l.title || case when l.person is null then ' (máy đề xuất)' else '' end
from listed as l join whole as w on w.id = l.id where w.told = 8
union all
select unit, day, 'confirmed', '', (filled = 8)::integer, 1.0, 'register.documents', id, title
from whole where told = 8
union all
select unit, day, 'density', '', 100 * density, null, 'register.documents', id, title
from documents where density is not null;
