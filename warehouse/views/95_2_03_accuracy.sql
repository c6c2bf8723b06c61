-- One row per legal text a document cites (in_force, failed, unlisted), and per document (corrected, reviewed).
-- In force on the day of signing, by the list laws.toml as it stood when last checked. What the list does
-- not have is neither right nor wrong: unlisted, for a person to look up. Id: document and law.
-- corrected: staff said so, or another document of the unit's that is known corrects it.
create or replace macro mart.c2_03(first, last, known) as table
with far as materialized (
    from main.measured_documents(first, greatest(last::date, (known::timestamptz at time zone 'UTC')::date + 1), known)
),
documents as (from far where day between first and last),
cited as (
    select d.unit, d.day, d.id, d.title, unnest(d.checked) as law from documents as d
)
select unit, day, 'in_force' as figure, '' as part, (law.status = 'in_force')::integer::double as num,
       1.0::double as den, 'document' as kind, id || '#' || law.key as id,
       law.said || ' – ' || title as label
from cited where law.status <> 'unknown'
union all
select unit, day, 'failed', case when law.status in ('repealed', 'not_yet') then law.status else '' end,
       (law.status in ('repealed', 'not_yet'))::integer, null, 'document', id || '#' || law.key,
       law.said || coalesce(', thay bằng ' || nullif(law.replaced_by, ''), '') || ' – ' || title
from cited
union all
select unit, day, 'unlisted', '', (law.status = 'unknown')::integer, null, 'document', id || '#' || law.key,
       law.said || ' – ' || title
from cited
union all
select d.unit, d.day, 'corrected', '',
       (coalesce(d.corrected, false) or exists (
           from far as o where o.unit = d.unit and o.id <> d.id and o.corrects = d.code))::integer,
       1.0, 'register.documents', d.id, d.title
from documents as d
union all
select unit, day, 'reviewed', '', (reviewer is not null)::integer, 1.0, 'register.documents', id, title
from documents;
