-- One row per session and kind of people that came, and per session by the class of its size.
-- By the day of the session; only of activities that were carried out. A session whose attendance nobody
-- wrote down is in no figure. The bounds of the classes are targets (T8), as of the day of the session.
create or replace macro mart.c3_03(first, last, known) as table
with sessions as (
    select s.*, coalesce(s.held_on, s.starts_on) as day
    from staging.stg_activity_session as s
    join staging.stg_register_row as r on r.register = 'activities' and r.id = s.id
    where s.status = 'done' and r.recorded_at <= known
      and coalesce(s.held_on, s.starts_on) between first and last
),
people as (
    select unit, day, id, name, unnest(['members', 'officers', 'guests', 'reporters']) as part,
           unnest([members, officers, guests, reporters]) as came
    from sessions
)
select unit, day, 'people' as figure, part, came::double as num, null::double as den,
       'register.activities' as kind, id, name as label
from people where came is not null
union all
select unit, day, 'outlets', '', outlets, null, 'register.activities', id, name
from sessions where outlets is not null
union all
select s.unit, s.day, 'sizes', z.size_class, 1.0, null, 'register.activities', s.id,
       s.name || ': ' || z.people || ' người'
from sessions as s join staging.stg_session_size as z on z.id = s.id;
