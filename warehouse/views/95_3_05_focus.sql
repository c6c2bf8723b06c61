-- One row per question written down in a session: was it about what the event was for.
-- By the day of the session. What the chair confirmed stands; otherwise the topic of the question among
-- the topics the activity aimed at. Where one of the two is missing nobody can tell: in no share.
create or replace macro mart.c3_05(first, last, known) as table
with questions as (
    select s.unit, coalesce(s.held_on, s.starts_on) as day, q.id, q.question, q.topic,
           q.on_focus as confirmed,
           coalesce(q.on_focus,
                    case when q.topic is not null and len(s.target_topics) > 0
                         then list_contains(s.target_topics, q.topic) end) as on_focus
    from staging.stg_activity_question as q
    join staging.stg_register_row as r on r.register = 'activity_questions' and r.id = q.id
    join staging.stg_activity_session as s on s.code = q.activity and s.session = q.session
    where s.status = 'done' and r.recorded_at <= known
      and coalesce(s.held_on, s.starts_on) between first and last
)
select unit, day, 'on_focus' as figure, '' as part, on_focus::integer::double as num, 1.0::double as den,
       'register.activity_questions' as kind, id, left(question, 120) as label
from questions where on_focus is not null
union all
select unit, day, 'confirmed', '', (confirmed is not null)::integer, 1.0, 'register.activity_questions', id,
       left(question, 120)
from questions
union all
select unit, day, 'off_focus', coalesce(topic, ''), 1.0, null, 'register.activity_questions', id,
       left(question, 120)
from questions where not on_focus;
