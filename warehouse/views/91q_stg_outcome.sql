-- One row per unit, month and campaign with figures of work done: its state now, from its events.
-- Written by docs/make_registers.py from langnghe/registers/kinds; history is in raw.event.
create or replace view staging.stg_outcome as
select id,
       (any_value(value ->> '$') filter (name = 'month'))::date as month,
       any_value(value ->> '$') filter (name = 'unit') as unit,
       any_value(value ->> '$') filter (name = 'campaign') as campaign,
       (any_value(value ->> '$') filter (name = 'new_members'))::bigint as new_members,
       (any_value(value ->> '$') filter (name = 'new_grassroots'))::bigint as new_grassroots,
       (any_value(value ->> '$') filter (name = 'agreements_signed'))::bigint as agreements_signed,
       (any_value(value ->> '$') filter (name = 'registrations'))::bigint as registrations,
       (any_value(value ->> '$') filter (name = 'contest_entries'))::bigint as contest_entries,
       (any_value(value ->> '$') filter (name = 'advice_requests'))::bigint as advice_requests,
       (any_value(value ->> '$') filter (name = 'dialogues'))::bigint as dialogues,
       (any_value(value ->> '$') filter (name = 'solved_jointly'))::bigint as solved_jointly,
       (any_value(value ->> '$') filter (name = 'contributions'))::bigint as contributions,
       (any_value(value ->> '$') filter (name = 'sharing_pages'))::bigint as sharing_pages,
       (any_value(value ->> '$') filter (name = 'members_total'))::bigint as members_total,
       (any_value(value ->> '$') filter (name = 'workers_total'))::bigint as workers_total
from staging.last_written('register.outcomes')
group by id
having coalesce(any_value(value ->> '$') filter (name = 'withdrawn'), 'false') <> 'true';
