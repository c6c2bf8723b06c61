-- One row per form a reporter filled in: its state now, from its events.
-- Written by docs/make_registers.py from langnghe/registers/kinds; history is in raw.event.
create or replace view staging.stg_reporter_feedback as
select id,
       any_value(value ->> '$') filter (name = 'code') as code,
       (any_value(value ->> '$') filter (name = 'answered_on'))::date as answered_on,
       any_value(value ->> '$') filter (name = 'outlet') as outlet,
       any_value(value ->> '$') filter (name = 'contact') as contact,
       (any_value(value ->> '$') filter (name = 'timely'))::bigint as timely,
       (any_value(value ->> '$') filter (name = 'accurate'))::bigint as accurate,
       (any_value(value ->> '$') filter (name = 'usable'))::bigint as usable,
       any_value(value ->> '$') filter (name = 'comment') as comment
from staging.last_written('register.reporter_feedback')
group by id
having coalesce(any_value(value ->> '$') filter (name = 'withdrawn'), 'false') <> 'true';
