-- One row per row of a register that stands: whose it is, the Hà Nội day it is about, when it came.
create or replace view staging.stg_register_day as
with told as (
    select kind as register, id, min(happened_at) as recorded_at
    from raw.event where kind like 'register.%' group by kind, id
),
dated as (
    select 'register.documents' as register, id, unit, signed_on as day from staging.stg_document
    union all
    select 'register.activities', id, unit, coalesce(held_on, starts_on) from staging.stg_activity_session
    union all
    select 'register.outcomes', id, unit, month from staging.stg_outcome
    union all
    select 'register.surveys', id, unit, starts_on from staging.stg_survey_answer
    union all
    select 'register.press_contacts', id, unit,
           ((contacted_at at time zone 'UTC') + interval 7 hour)::date from staging.stg_press_contact
)
select d.register, d.id, d.unit, d.day, t.recorded_at
from dated as d
join told as t using (register, id);
