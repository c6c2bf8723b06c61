-- One row per inquiry taken down on a form: its state now, from its events.
-- Written by docs/make_registers.py from langnghe/registers/kinds; history is in raw.event.
create or replace view staging.stg_inquiry_form as
select id,
       any_value(value ->> '$') filter (name = 'code') as code,
       (any_value(value ->> '$') filter (name = 'received_at'))::timestamptz as received_at,
       any_value(value ->> '$') filter (name = 'channel') as channel,
       any_value(value ->> '$') filter (name = 'unit') as unit,
       any_value(value ->> '$') filter (name = 'question') as question,
       any_value(value ->> '$') filter (name = 'topic') as topic,
       any_value(value ->> '$') filter (name = 'intent') as intent,
       any_value(value ->> '$') filter (name = 'state') as state,
       (any_value(value ->> '$') filter (name = 'interim_at'))::timestamptz as interim_at,
       (any_value(value ->> '$') filter (name = 'first_reply_at'))::timestamptz as first_reply_at,
       (any_value(value ->> '$') filter (name = 'answered_at'))::timestamptz as answered_at,
       (any_value(value ->> '$') filter (name = 'closed_at'))::timestamptz as closed_at,
       any_value(value ->> '$') filter (name = 'answered_by') as answered_by,
       any_value(value ->> '$') filter (name = 'answer') as answer,
       any_value(value ->> '$') filter (name = 'invalid_why') as invalid_why,
       (any_value(value ->> '$') filter (name = 'asked_first'))::boolean as asked_first,
       (any_value(value ->> '$') filter (name = 'csat'))::bigint as csat
from staging.last_written('register.inquiries')
group by id
having coalesce(any_value(value ->> '$') filter (name = 'withdrawn'), 'false') <> 'true';
