-- One row per planned event: its state now, from its events.
-- Written by docs/make_registers.py from langnghe/registers/kinds; history is in raw.event.
create or replace view staging.stg_planned_event as
select id,
       any_value(value ->> '$') filter (name = 'label') as label,
       any_value(value ->> '$') filter (name = 'kind') as kind,
       (any_value(value ->> '$') filter (name = 'date_from'))::date as date_from,
       (any_value(value ->> '$') filter (name = 'date_to'))::date as date_to,
       (any_value(value ->> '$') filter (name = 'factor'))::double as factor,
       any_value(value ->> '$') filter (name = 'unit') as unit,
       any_value(value ->> '$') filter (name = 'campaign') as campaign,
       any_value(value ->> '$') filter (name = 'note') as note
from staging.last_written('register.calendar')
group by id
having coalesce(any_value(value ->> '$') filter (name = 'withdrawn'), 'false') <> 'true';
