-- One row per group or page of a union: its state now, from its events.
-- Written by docs/make_registers.py from langnghe/registers/kinds; history is in raw.event.
create or replace view staging.stg_media_group as
select id,
       any_value(value ->> '$') filter (name = 'code') as code,
       any_value(value ->> '$') filter (name = 'name') as name,
       any_value(value ->> '$') filter (name = 'kind') as kind,
       any_value(value ->> '$') filter (name = 'platform') as platform,
       any_value(value ->> '$') filter (name = 'owner') as owner,
       (any_value(value ->> '$') filter (name = 'members'))::bigint as members,
       (any_value(value ->> '$') filter (name = 'active'))::boolean as active,
       (any_value(value ->> '$') filter (name = 'last_post_on'))::date as last_post_on,
       (any_value(value ->> '$') filter (name = 'attested_on'))::date as attested_on,
       any_value(value ->> '$') filter (name = 'attested_by') as attested_by,
       any_value(value ->> '$') filter (name = 'url') as url,
       any_value(value ->> '$') filter (name = 'purpose') as purpose,
       (any_value(value ->> '$') filter (name = 'valid_from'))::date as valid_from,
       (any_value(value ->> '$') filter (name = 'valid_to'))::date as valid_to
from staging.last_written('register.media_groups')
group by id
having coalesce(any_value(value ->> '$') filter (name = 'withdrawn'), 'false') <> 'true';
