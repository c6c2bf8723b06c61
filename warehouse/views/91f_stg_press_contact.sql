-- One row per contact with the press: its state now, from its events.
-- Written by docs/make_registers.py from langnghe/registers/kinds; history is in raw.event.
create or replace view staging.stg_press_contact as
select id,
       any_value(value ->> '$') filter (name = 'code') as code,
       (any_value(value ->> '$') filter (name = 'contacted_at'))::timestamptz as contacted_at,
       any_value(value ->> '$') filter (name = 'outlet') as outlet,
       any_value(value ->> '$') filter (name = 'direction') as direction,
       any_value(value ->> '$') filter (name = 'form') as form,
       any_value(value ->> '$') filter (name = 'unit') as unit,
       any_value(value ->> '$') filter (name = 'content') as content,
       any_value(value ->> '$') filter (name = 'topic') as topic,
       any_value(value ->> '$') filter (name = 'statement') as statement,
       any_value(value ->> '$') filter (name = 'spokesperson') as spokesperson,
       (any_value(value ->> '$') filter (name = 'requested_at'))::timestamptz as requested_at,
       (any_value(value ->> '$') filter (name = 'answered_at'))::timestamptz as answered_at,
       any_value(value ->> '$') filter (name = 'result') as result,
       any_value(value ->> '$') filter (name = 'article_url') as article_url,
       any_value(value ->> '$') filter (name = 'document') as document,
       (any_value(value ->> '$') filter (name = 'feedback_asked'))::boolean as feedback_asked
from staging.last_written('register.press_contacts')
group by id
having coalesce(any_value(value ->> '$') filter (name = 'withdrawn'), 'false') <> 'true';
