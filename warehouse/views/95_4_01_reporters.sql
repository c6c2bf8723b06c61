-- One row per mark a reporter gave, per form, and per contact after which a form was sent (answered or not).
-- Forms by the day they were answered, of the unit of the contact they name; contacts by their own day.
-- What was not answered is not filled in.
create or replace macro mart.c4_01(first, last, known) as table
with told as (
    select register, id from staging.stg_register_row
    where register in ('reporter_feedback', 'press_contacts') and recorded_at <= known
),
contacts as (
    select c.id, c.code, c.unit, c.outlet, c.content, c.feedback_asked,
           ((c.contacted_at at time zone 'UTC') + interval 7 hour)::date as day
    from staging.stg_press_contact as c
    join told as t on t.register = 'press_contacts' and t.id = c.id
),
forms as materialized (
    select f.*, c.unit, f.outlet || coalesce(': ' || f.comment, '') as label
    from staging.stg_reporter_feedback as f
    join told as t on t.register = 'reporter_feedback' and t.id = f.id
    left join (select code, any_value(unit) as unit from contacts where code is not null group by code) as c
        on c.code = f.contact
),
marks as (
    select id, unit, answered_on, label, figure,
           case figure when 'timely' then timely when 'accurate' then accurate else usable end as mark
    from forms cross join (values ('timely'), ('accurate'), ('usable')) as f(figure)
)
select unit, answered_on as day, figure, mark::varchar as part, 1.0::double as num, null::double as den,
       'register.reporter_feedback' as kind, id, label
from marks where mark is not null and answered_on between first and last
union all
select unit, answered_on, 'forms', '', 1.0, null, 'register.reporter_feedback', id, label
from forms where answered_on between first and last
union all
select unit, answered_on, 'comments', '', 1.0, null, 'register.reporter_feedback', id, label
from forms where answered_on between first and last and trim(coalesce(comment, '')) <> ''
union all
select c.unit, c.day, 'response', '', (c.code in (select contact from forms where contact is not null))::integer,
       1.0, 'register.press_contacts', c.id, c.outlet || ': ' || c.content
from contacts as c
where c.feedback_asked and c.code is not null and c.day between first and last;
