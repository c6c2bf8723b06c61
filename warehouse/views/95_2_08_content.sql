-- One row per answer of a poll about a document (score), per question on a topic around it (repeated), per document (top_ten).
-- score: by the last day of the poll, each mark 1–5 a class. repeated: questions on a topic of the document
-- in the days before it was sent (base) and from that day on (now), equally many; only where both stretches
-- are over and questions had been taken down before the first began; a question stands once in each class,
-- however many documents it is near. top_ten: of documents sent when enough had been asked, those whose
-- words answer one of the questions asked most before.
create or replace macro mart.c2_08(first, last, known) as table
with answers as (
    select a.unit, coalesce(a.ends_on, a.starts_on) as day, a.id, a.score, a.n, a.question
    from staging.stg_survey_answer as a
    join staging.stg_register_row as w on w.register = 'surveys' and w.id = a.id
    where a.measures = 'usefulness' and a.score between 1 and 5 and w.recorded_at <= known
      and coalesce(a.ends_on, a.starts_on) between first and last
),
documents as materialized (from main.measured_documents(first, last, known)),
asked as materialized (
    select id, topic, question, ((received_at at time zone 'UTC') + interval 7 hour)::date as day
    from staging.stg_inquiry_brief
    where status <> 'invalid' and received_at <= known
),
watched as (
    select d.id, d.unit, d.day, d.title, d.topics, d.sent_on, t.value::integer as days
    from documents as d
    join staging.stg_target as t
        on t.code = '2.08' and t.measure = 'ngày'
       and d.sent_on between t.valid_from and coalesce(t.valid_to, date '9999-12-31')
    where d.sent and len(d.topics) > 0
      and d.sent_on + t.value::integer <= ((known::timestamptz at time zone 'UTC') + interval 7 hour)::date
      and d.sent_on - t.value::integer >= (select min(day) from asked)
),
near as (
    select case when a.day < w.sent_on then 'base' else 'now' end as part,
           a.id, any_value(a.question) as question, min(w.unit) as unit, min(w.day) as day
    from watched as w
    join asked as a
        on list_contains(w.topics, a.topic)
       and a.day >= w.sent_on - w.days and a.day < w.sent_on + w.days
    group by all
)
select unit, day, 'score' as figure, score::varchar as part, n::double as num, null::double as den,
       'register.surveys' as kind, id, question as label
from answers
union all
select unit, day, 'repeated', part, 1.0, null, 'inquiry', id, left(question, 80) from near
union all
select unit, day, 'top_ten', '', (asked_answered > 0)::integer, 1.0, 'register.documents', id, title
from documents where asked_groups > 0;
