-- One row per row of a register: when it was first recorded, when last changed, by whom, how often.
create or replace view staging.stg_register_row as
select kind.replace('register.', '') as register,
       id,
       min(happened_at) as recorded_at,
       max(happened_at) as changed_at,
       arg_min(said_by, happened_at) as recorded_by,
       arg_max(said_by, happened_at) as changed_by,
       count(*) - 1 as changes
from raw.event
where kind like 'register.%'
group by kind, id;
