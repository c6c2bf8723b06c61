-- One row per document and text that carries its words within the days after it was sent (target 2.06).
-- By runs of five words (proposed by the machine, unless a person refused), or by a registered message of
-- the document found in the text. The settings are those of the day it was sent.
create or replace macro main.carried_documents(first, last, known) as table
with pairs as (
    select id,
           max(fields ->> 'document') as document,
           max(fields ->> 'message') as message,
           max(fields ->> 'post_id') as post_id,
           max(fields ->> 'relation') as relation,
           arg_max((fields ->> 'containment')::double, {'at': happened_at, 'id': event_id})
               filter ((fields ->> 'containment') is not null) as containment,
           arg_max(what, {'at': happened_at, 'id': event_id})
               filter (what in ('proposed', 'sampled', 'confirmed', 'refused')) as state
    from raw.event
    where kind = 'carriage' and happened_at <= known
    group by id
),
setting as (
    select d.id, d.sent_on,
           max(t.value) filter (t.measure = 'ngày') as days,
           max(t.value) filter (t.measure = '%') as least
    from main.measured_documents(first, last, known) as d
    join staging.stg_target as t
        on t.code = '2.06' and d.sent_on between t.valid_from and coalesce(t.valid_to, date '9999-12-31')
    group by all
),
documents as (
    select d.*, s.days, s.least from main.measured_documents(first, last, known) as d join setting as s on s.id = d.id
),
found as (
    select d.id, c.post_id
    from documents as d
    join pairs as c on c.document = d.id
    where c.state <> 'refused' and (c.state = 'confirmed' or 100 * c.containment >= d.least)
    union
    select d.id, c.post_id
    from documents as d
    join pairs as c on list_contains(d.messages, c.message)
    where c.document is null and c.relation = 'carries' and c.state in ('proposed', 'confirmed')
)
select d.id, d.unit, d.day, d.title as document, d.to_press, d.sent_on,
       p.post_id, p.source, p.title, p.kind, p.published_at, p.day as post_day,
       coalesce(s.own, false) as own,
       coalesce(s.type in ('social', 'forum'), false) or p.kind <> 'article' as social,
       coalesce(nullif(s."group", ''), p.source) as outlet
from found as f
join documents as d on d.id = f.id
join staging.stg_post as p on p.post_id = f.post_id
left join raw.source as s on s.source = p.source
where p.first_seen <= known
  and p.day between d.sent_on and d.sent_on + d.days::integer;
