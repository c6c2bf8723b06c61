-- One row per row of a register that stands: whose it is, the Hà Nội days it is about, when it came.
-- day is the first of them and until the last; a row about one day has it twice.
create or replace view staging.stg_register_day as
with told as (
    select kind as register, id, min(happened_at) as recorded_at
    from raw.event where kind like 'register.%' group by kind, id
),
dated as (
    select 'register.documents' as register, id, unit, signed_on as day, signed_on as until
    from staging.stg_document
    union all
    select 'register.activities', id, unit, coalesce(held_on, starts_on), coalesce(held_on, starts_on)
    from staging.stg_activity_session
    union all
    select 'register.outcomes', id, unit, month, month from staging.stg_outcome
    union all
    select 'register.surveys', id, unit, starts_on, coalesce(ends_on, starts_on)
    from staging.stg_survey_answer
    union all
    select 'register.press_contacts', id, unit,
           ((contacted_at at time zone 'UTC') + interval 7 hour)::date as day, day
    from staging.stg_press_contact
    union all
    select 'register.inquiries', id, unit,
           ((received_at at time zone 'UTC') + interval 7 hour)::date as day, day
    from staging.stg_inquiry_form
    union all
    select 'register.info_reports', id, unit,
           ((coalesce(sent_at, due_at) at time zone 'UTC') + interval 7 hour)::date as day, day
    from staging.stg_info_report
    union all
    select 'register.clippings', id, unit, day, day from staging.stg_clipping
    union all
    select 'register.reporter_feedback', id, null, answered_on, answered_on
    from staging.stg_reporter_feedback
    union all
    -- A group is attested, from then on until it is dissolved; a roster and a message are in force.
    select 'register.media_groups', id, owner, attested_on,
           coalesce(valid_to, date '9999-12-31') from staging.stg_media_group
    union all
    select 'register.spokespersons', id, unit, valid_from, coalesce(valid_to, date '9999-12-31')
    from staging.stg_spokesperson
    union all
    select 'register.messages', id, unit, valid_from, coalesce(valid_to, date '9999-12-31')
    from staging.stg_message
)
select d.register, d.id, d.unit, d.day, d.until, t.recorded_at
from dated as d
join told as t using (register, id);
