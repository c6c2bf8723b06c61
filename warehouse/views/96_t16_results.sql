-- One row per row of the three figures behind the plan's results: known (5.01), timely (1.07), statements (3.06); and per training.
-- The rows are those of the questions themselves. trainings, trained: sessions that were held, and who came.
create or replace macro mart.t16(first, last, known) as table
with held as (
    select s.id, s.unit, s.name, coalesce(s.held_on, s.starts_on) as day,
           case when coalesce(s.members, s.officers, s.guests) is not null
                then coalesce(s.members, 0) + coalesce(s.officers, 0) + coalesce(s.guests, 0) end as people
    from staging.stg_activity_session as s
    join staging.stg_register_row as w on w.register = 'activities' and w.id = s.id
    where s.type = 'training' and s.status = 'done' and w.recorded_at <= known
)
select unit, day, 'known' as figure, part, num, den, kind, id, label
from mart.c5_01(first, last, known) where figure = 'ours'
union all
select unit, day, 'timely', part, num, den, kind, id, label
from mart.c1_07(first, last, known) where figure = 'lag'
union all
select unit, day, 'statements', part, num, den, kind, id, label
from mart.c3_06(first, last, known) where figure = 'statements'
union all
select unit, day, 'trainings', '', 1.0, null, 'register.activities', id, name from held where day between first and last
union all
select unit, day, 'trained', '', people::double, null, 'register.activities', id, name || ': ' || people || ' người'
from held where people is not null and day between first and last;
