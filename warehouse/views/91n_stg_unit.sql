-- One row per version of a union unit: its state now, from its events.
-- Written by docs/make_registers.py from langnghe/registers/kinds; history is in raw.event.
create or replace view staging.stg_unit as
select id,
       any_value(value ->> '$') filter (name = 'code') as code,
       any_value(value ->> '$') filter (name = 'name') as name,
       from_json(any_value(value) filter (name = 'also_known'), '["varchar"]') as also_known,
       any_value(value ->> '$') filter (name = 'level') as level,
       any_value(value ->> '$') filter (name = 'kind') as kind,
       any_value(value ->> '$') filter (name = 'parent') as parent,
       any_value(value ->> '$') filter (name = 'place') as place,
       (any_value(value ->> '$') filter (name = 'members'))::bigint as members,
       (any_value(value ->> '$') filter (name = 'workers'))::bigint as workers,
       any_value(value ->> '$') filter (name = 'page_url') as page_url,
       (any_value(value ->> '$') filter (name = 'valid_from'))::date as valid_from,
       (any_value(value ->> '$') filter (name = 'valid_to'))::date as valid_to,
       from_json(any_value(value) filter (name = 'successors'), '["varchar"]') as successors
from staging.last_written('register.units')
group by id
having coalesce(any_value(value ->> '$') filter (name = 'withdrawn'), 'false') <> 'true';

-- Those in force on a day.
create or replace macro staging.unit_on(on_day) as table
select * from staging.stg_unit
where valid_from <= on_day and coalesce(valid_to, date '9999-12-31') >= on_day;
