-- One row per guidance document of a period, by the day it was signed: its row, what was read of it and when.
-- Known at a moment: the row recorded by then, the file read by then. Without a reading, and for a scan
-- without text, what stands in the words is null: unknown, not 0. says: what the machine found of a point;
-- where staff filled the checklist their word wins. checked: citations as of the day of signing.
create or replace macro main.measured_documents(first, last, known) as table
with read as (
    select id,
           arg_max(fields, {'at': happened_at, 'id': event_id}) filter (what = 'read') as file,
           arg_max(fields, {'at': happened_at, 'id': event_id}) filter (what = 'checked') as law,
           arg_max(fields, {'at': happened_at, 'id': event_id}) filter (what = 'compared') as held,
           arg_max(fields, {'at': happened_at, 'id': event_id}) filter (what = 'answers') as asked
    from raw.event
    where kind = 'document' and happened_at <= known
    group by id
)
select d.id, d.unit, d.type, d.title, d.signed_on as day, d.signed_on,
       coalesce(d.sent_on, d.signed_on) as sent_on, d.topics, d.occasion, d.to_press, d.origin_on,
       d.sent_on is not null as sent, d.corrected, d.corrects, d.reviewer, d.messages,
       nullif(concat_ws('/', d.number, d.symbol), '') as code,
       coalesce((r.file ->> 'readable')::boolean, false) as readable,
       (r.file ->> 'words')::double as words,
       (r.file ->> 'pages')::double as pages,
       (r.file ->> 'a_sentence')::double as a_sentence,
       (r.file ->> 'density')::double as density,
       {'who': d.says_who, 'what': d.says_what, 'when': d.says_when, 'where': d.says_where,
        'why': d.says_why, 'how': d.says_how, 'contact': d.says_contact, 'grounds': d.says_grounds} as staff,
       case when json_type(r.file, '$.says') = 'OBJECT' then from_json((r.file -> 'says'),
           '{"who": "boolean", "what": "boolean", "when": "boolean", "where": "boolean", "why": "boolean",
             "how": "boolean", "contact": "boolean", "grounds": "boolean"}') end as machine,
       from_json((r.law -> 'checked'),
           '[{"key": "varchar", "said": "varchar", "status": "varchar", "replaced_by": "varchar"}]') as checked,
       -- held against texts until its days were over, and in these very words
       (r.held ->> 'compared_sha256') = (r.file ->> 'sha256') as compared,
       (r.asked ->> 'groups')::integer as asked_groups,
       json_array_length((r.asked -> 'answers')) as asked_answered
from staging.stg_document as d
join staging.stg_register_row as w on w.register = 'documents' and w.id = d.id
left join read as r on r.id = d.id
where w.recorded_at <= known and d.signed_on between first and last;
