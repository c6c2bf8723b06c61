-- One row per direct session that was held: its class by how many came (sizes), or that nobody wrote it down (unknown).
-- The classes stand in the register of targets (code T8), those in force on the day of the session.
create or replace macro mart.t8(first, last, known) as table
with held as (
    select d.id, d.unit, d.day, d.name, z.people, z.size_class
    from main.direct_sessions(known) as d
    left join staging.stg_session_size as z on z.id = d.id
    where d.day between first and last
)
select unit, day, 'sizes' as figure, size_class as part, 1.0::double as num, null::double as den,
       'register.activities' as kind, id, name || ': ' || people || ' người' as label
from held where size_class is not null
union all
select unit, day, 'unknown', '', 1.0, null, 'register.activities', id, name from held where size_class is null;
