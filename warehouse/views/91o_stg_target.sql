-- One row per version of a target, threshold or definition: its state now, from its events.
-- Written by docs/make_registers.py from langnghe/registers/kinds; history is in raw.event.
create or replace view staging.stg_target as
select id,
       any_value(value ->> '$') filter (name = 'programme') as programme,
       any_value(value ->> '$') filter (name = 'code') as code,
       any_value(value ->> '$') filter (name = 'name') as name,
       any_value(value ->> '$') filter (name = 'applies_to') as applies_to,
       any_value(value ->> '$') filter (name = 'rule') as rule,
       (any_value(value ->> '$') filter (name = 'value'))::double as value,
       any_value(value ->> '$') filter (name = 'measure') as measure,
       any_value(value ->> '$') filter (name = 'period') as period,
       any_value(value ->> '$') filter (name = 'duty') as duty,
       (any_value(value ->> '$') filter (name = 'window_from'))::date as window_from,
       (any_value(value ->> '$') filter (name = 'window_to'))::date as window_to,
       (any_value(value ->> '$') filter (name = 'baseline_from'))::date as baseline_from,
       (any_value(value ->> '$') filter (name = 'baseline_to'))::date as baseline_to,
       any_value(value ->> '$') filter (name = 'basis') as basis,
       (any_value(value ->> '$') filter (name = 'valid_from'))::date as valid_from,
       (any_value(value ->> '$') filter (name = 'valid_to'))::date as valid_to
from staging.last_written('register.targets')
group by id
having coalesce(any_value(value ->> '$') filter (name = 'withdrawn'), 'false') <> 'true';

-- Those in force on a day.
create or replace macro staging.target_on(on_day) as table
select * from staging.stg_target
where valid_from <= on_day and coalesce(valid_to, date '9999-12-31') >= on_day;
