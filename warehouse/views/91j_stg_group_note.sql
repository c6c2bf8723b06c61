-- One row per note an admin handed over of a group: its state now, from its events.
-- Written by docs/make_registers.py from langnghe/registers/kinds; history is in raw.event.
create or replace view staging.stg_group_note as
select id,
       any_value(value ->> '$') filter (name = 'group') as "group",
       (any_value(value ->> '$') filter (name = 'noted_on'))::date as noted_on,
       any_value(value ->> '$') filter (name = 'note') as note,
       any_value(value ->> '$') filter (name = 'topic') as topic,
       (any_value(value ->> '$') filter (name = 'people'))::bigint as people,
       any_value(value ->> '$') filter (name = 'handed_by') as handed_by
from staging.last_written('register.group_notes')
group by id
having coalesce(any_value(value ->> '$') filter (name = 'withdrawn'), 'false') <> 'true';
