-- One row per question asked in a session: its state now, from its events.
-- Written by docs/make_registers.py from langnghe/registers/kinds; history is in raw.event.
create or replace view staging.stg_activity_question as
select id,
       any_value(value ->> '$') filter (name = 'activity') as activity,
       (any_value(value ->> '$') filter (name = 'session'))::bigint as session,
       any_value(value ->> '$') filter (name = 'question') as question,
       any_value(value ->> '$') filter (name = 'topic') as topic,
       (any_value(value ->> '$') filter (name = 'on_focus'))::boolean as on_focus
from staging.last_written('register.activity_questions')
group by id
having coalesce(any_value(value ->> '$') filter (name = 'withdrawn'), 'false') <> 'true';
