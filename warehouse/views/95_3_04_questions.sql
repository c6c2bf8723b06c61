-- One row per session of an activity: how many questions were asked, and of how many people.
-- By the day of the session. What staff counted, or the questions written down where these are more; a
-- session with neither is in no figure. per_hundred: only where the attendance is known too.
create or replace macro mart.c3_04(first, last, known) as table
with written as (
    select q.activity, q.session, count(*) as n
    from staging.stg_activity_question as q
    join staging.stg_register_row as r on r.register = 'activity_questions' and r.id = q.id
    where r.recorded_at <= known
    group by q.activity, q.session
),
sessions as (
    select s.unit, coalesce(s.held_on, s.starts_on) as day, s.id, s.name,
           greatest(s.questions, w.n) as questions, z.people
    from staging.stg_activity_session as s
    join staging.stg_register_row as r on r.register = 'activities' and r.id = s.id
    left join written as w on w.activity = s.code and w.session = s.session
    left join staging.stg_session_size as z on z.id = s.id
    where s.status = 'done' and r.recorded_at <= known
      and coalesce(s.held_on, s.starts_on) between first and last
)
select unit, day, 'questions' as figure, '' as part, questions::double as num, null::double as den,
       'register.activities' as kind, id, name || ': ' || questions || ' câu' as label
from sessions where questions is not null
union all
select unit, day, 'per_hundred', '', questions, people, 'register.activities', id,
       name || ': ' || questions || ' câu, ' || people || ' người'
from sessions where questions is not null and people > 0;
