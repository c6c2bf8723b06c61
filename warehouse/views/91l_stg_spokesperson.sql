-- One row per person authorised to speak for a unit, and term: its state now, from its events.
-- Written by docs/make_registers.py from langnghe/registers/kinds; history is in raw.event.
create or replace view staging.stg_spokesperson as
select id,
       any_value(value ->> '$') filter (name = 'unit') as unit,
       any_value(value ->> '$') filter (name = 'name') as name,
       any_value(value ->> '$') filter (name = 'position') as position,
       any_value(value ->> '$') filter (name = 'authority') as authority,
       any_value(value ->> '$') filter (name = 'basis') as basis,
       from_json(any_value(value) filter (name = 'topics'), '["varchar"]') as topics,
       (any_value(value ->> '$') filter (name = 'valid_from'))::date as valid_from,
       (any_value(value ->> '$') filter (name = 'valid_to'))::date as valid_to
from staging.last_written('register.spokespersons')
group by id
having coalesce(any_value(value ->> '$') filter (name = 'withdrawn'), 'false') <> 'true';

-- Those in force on a day.
create or replace macro staging.spokesperson_on(on_day) as table
select * from staging.stg_spokesperson
where valid_from <= on_day and coalesce(valid_to, date '9999-12-31') >= on_day;
