-- One row per session of an activity whose attendance is known: how many came, and the class of the plan.
-- The bounds of the classes are rows of the targets (code T8), those in force on the day of the session.
create or replace view staging.stg_session_size as
with counted as (
    select id,
           coalesce(held_on, starts_on) as day,
           coalesce(members, 0) + coalesce(officers, 0) + coalesce(guests, 0)
               + coalesce(reporters, 0) as people
    from staging.stg_activity_session
    where coalesce(members, officers, guests, reporters) is not null
),
fitting as (
    select c.id, arg_min(t.name, t.value) as size_class
    from counted as c
    join staging.stg_target as t
        on t.code = 'T8'
        and c.day between t.valid_from and coalesce(t.valid_to, date '9999-12-31')
        and case t.rule when 'below' then c.people < t.value else c.people <= t.value end
    group by c.id
)
select c.id, c.day, c.people, coalesce(f.size_class, 'ngoài phân loại') as size_class
from counted as c
left join fitting as f on f.id = c.id;
