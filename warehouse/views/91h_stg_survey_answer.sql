-- One row per answer of a survey: wave, unit, question, group and answer: its state now, from its events.
-- Written by docs/make_registers.py from langnghe/registers/kinds; history is in raw.event.
create or replace view staging.stg_survey_answer as
select id,
       any_value(value ->> '$') filter (name = 'wave') as wave,
       any_value(value ->> '$') filter (name = 'unit') as unit,
       (any_value(value ->> '$') filter (name = 'starts_on'))::date as starts_on,
       (any_value(value ->> '$') filter (name = 'ends_on'))::date as ends_on,
       any_value(value ->> '$') filter (name = 'method') as method,
       any_value(value ->> '$') filter (name = 'measures') as measures,
       any_value(value ->> '$') filter (name = 'question_code') as question_code,
       any_value(value ->> '$') filter (name = 'question') as question,
       any_value(value ->> '$') filter (name = 'document') as document,
       any_value(value ->> '$') filter (name = 'group') as "group",
       (any_value(value ->> '$') filter (name = 'population'))::bigint as population,
       any_value(value ->> '$') filter (name = 'answer') as answer,
       (any_value(value ->> '$') filter (name = 'score'))::bigint as score,
       (any_value(value ->> '$') filter (name = 'counts_as_yes'))::boolean as counts_as_yes,
       (any_value(value ->> '$') filter (name = 'n'))::bigint as n
from staging.last_written('register.surveys')
group by id
having coalesce(any_value(value ->> '$') filter (name = 'withdrawn'), 'false') <> 'true';
