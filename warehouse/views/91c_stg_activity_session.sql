-- One row per session of an activity: its state now, from its events.
-- Written by docs/make_registers.py from langnghe/registers/kinds; history is in raw.event.
create or replace view staging.stg_activity_session as
select id,
       any_value(value ->> '$') filter (name = 'code') as code,
       (any_value(value ->> '$') filter (name = 'session'))::bigint as session,
       any_value(value ->> '$') filter (name = 'unit') as unit,
       any_value(value ->> '$') filter (name = 'name') as name,
       any_value(value ->> '$') filter (name = 'type') as type,
       from_json(any_value(value) filter (name = 'channel'), '["varchar"]') as channel,
       (any_value(value ->> '$') filter (name = 'starts_on'))::date as starts_on,
       (any_value(value ->> '$') filter (name = 'ends_on'))::date as ends_on,
       (any_value(value ->> '$') filter (name = 'held_on'))::date as held_on,
       any_value(value ->> '$') filter (name = 'status') as status,
       any_value(value ->> '$') filter (name = 'objective') as objective,
       from_json(any_value(value) filter (name = 'audience'), '["varchar"]') as audience,
       from_json(any_value(value) filter (name = 'target_topics'), '["varchar"]') as target_topics,
       from_json(any_value(value) filter (name = 'messages'), '["varchar"]') as messages,
       any_value(value ->> '$') filter (name = 'campaign') as campaign,
       (any_value(value ->> '$') filter (name = 'combined'))::boolean as combined,
       any_value(value ->> '$') filter (name = 'theme') as theme,
       (any_value(value ->> '$') filter (name = 'plays'))::bigint as plays,
       any_value(value ->> '$') filter (name = 'place') as place,
       (any_value(value ->> '$') filter (name = 'members'))::bigint as members,
       (any_value(value ->> '$') filter (name = 'officers'))::bigint as officers,
       (any_value(value ->> '$') filter (name = 'guests'))::bigint as guests,
       (any_value(value ->> '$') filter (name = 'reporters'))::bigint as reporters,
       (any_value(value ->> '$') filter (name = 'outlets'))::bigint as outlets,
       (any_value(value ->> '$') filter (name = 'questions'))::bigint as questions,
       (any_value(value ->> '$') filter (name = 'cost'))::double as cost,
       any_value(value ->> '$') filter (name = 'evidence') as evidence
from staging.last_written('register.activities')
group by id
having coalesce(any_value(value ->> '$') filter (name = 'withdrawn'), 'false') <> 'true';
