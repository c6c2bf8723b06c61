-- One row per information report: its state now, from its events.
-- Written by docs/make_registers.py from langnghe/registers/kinds; history is in raw.event.
create or replace view staging.stg_info_report as
select id,
       any_value(value ->> '$') filter (name = 'code') as code,
       any_value(value ->> '$') filter (name = 'unit') as unit,
       any_value(value ->> '$') filter (name = 'type') as type,
       any_value(value ->> '$') filter (name = 'title') as title,
       any_value(value ->> '$') filter (name = 'period') as period,
       (any_value(value ->> '$') filter (name = 'due_at'))::timestamptz as due_at,
       (any_value(value ->> '$') filter (name = 'sent_at'))::timestamptz as sent_at,
       any_value(value ->> '$') filter (name = 'status') as status,
       from_json(any_value(value) filter (name = 'recipients'), '["varchar"]') as recipients,
       any_value(value ->> '$') filter (name = 'reissue_of') as reissue_of,
       any_value(value ->> '$') filter (name = 'file') as file
from staging.last_written('register.info_reports')
group by id
having coalesce(any_value(value ->> '$') filter (name = 'withdrawn'), 'false') <> 'true';
