-- One row per clipping of staff: its state now, from its events.
-- Written by docs/make_registers.py from langnghe/registers/kinds; history is in raw.event.
create or replace view staging.stg_clipping as
select id,
       (any_value(value ->> '$') filter (name = 'day'))::date as day,
       any_value(value ->> '$') filter (name = 'source') as source,
       any_value(value ->> '$') filter (name = 'medium') as medium,
       any_value(value ->> '$') filter (name = 'title') as title,
       any_value(value ->> '$') filter (name = 'url') as url,
       any_value(value ->> '$') filter (name = 'lead') as lead,
       any_value(value ->> '$') filter (name = 'topic') as topic,
       any_value(value ->> '$') filter (name = 'unit') as unit,
       (any_value(value ->> '$') filter (name = 'sample'))::boolean as sample,
       (any_value(value ->> '$') filter (name = 'sample_week'))::date as sample_week,
       any_value(value ->> '$') filter (name = 'found_by') as found_by,
       any_value(value ->> '$') filter (name = 'entered_by') as entered_by,
       any_value(value ->> '$') filter (name = 'post_id') as post_id
from staging.last_written('register.clippings')
group by id
having coalesce(any_value(value ->> '$') filter (name = 'withdrawn'), 'false') <> 'true';
