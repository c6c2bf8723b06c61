-- One row per registered message: its state now, from its events.
-- Written by docs/make_registers.py from langnghe/registers/kinds; history is in raw.event.
create or replace view staging.stg_message as
select id,
       any_value(value ->> '$') filter (name = 'code') as code,
       any_value(value ->> '$') filter (name = 'text') as text,
       from_json(any_value(value) filter (name = 'variants'), '["varchar"]') as variants,
       from_json(any_value(value) filter (name = 'opposites'), '["varchar"]') as opposites,
       any_value(value ->> '$') filter (name = 'campaign') as campaign,
       any_value(value ->> '$') filter (name = 'unit') as unit,
       from_json(any_value(value) filter (name = 'audience'), '["varchar"]') as audience,
       from_json(any_value(value) filter (name = 'topics'), '["varchar"]') as topics,
       (any_value(value ->> '$') filter (name = 'valid_from'))::date as valid_from,
       (any_value(value ->> '$') filter (name = 'valid_to'))::date as valid_to
from staging.last_written('register.messages')
group by id
having coalesce(any_value(value ->> '$') filter (name = 'withdrawn'), 'false') <> 'true';

-- Those in force on a day.
create or replace macro staging.message_on(on_day) as table
select * from staging.stg_message
where valid_from <= on_day and coalesce(valid_to, date '9999-12-31') >= on_day;
