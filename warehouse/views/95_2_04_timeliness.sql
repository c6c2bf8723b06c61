-- One row per document with a trigger and a day of sending (lag, in days), and per document that was read (repealed).
-- repealed: cites at least one text that was no longer in force when it was signed, of those that cite any
-- text the list has.
create or replace macro mart.c2_04(first, last, known) as table
with documents as materialized (from main.measured_documents(first, last, known))
select unit, day, 'lag' as figure, '' as part, (sent_on - origin_on)::double as num, null::double as den,
       'register.documents' as kind, id, title || ' (' || (sent_on - origin_on) || ' ngày)' as label
from documents
where sent and origin_on is not null
union all
select unit, day, 'repealed', '', (len(list_filter(checked, lambda c: c.status = 'repealed')) > 0)::integer,
       1.0, 'register.documents', id, title
from documents
where len(list_filter(checked, lambda c: c.status <> 'unknown')) > 0;
