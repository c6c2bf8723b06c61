-- One row per own post (visual: has it a picture or film; formats) and per poll and contest that was held (polls, contests).
-- As the platform describes a post; of unknown format is not counted. Several sessions of a poll or contest are one.
create or replace macro mart.t11(first, last, known) as table
with held as (
    select s.unit, s.type, coalesce(s.code, s.id) as id, min(s.name) as name, min(s.starts_on) as day
    from staging.stg_activity_session as s
    join staging.stg_register_row as w on w.register = 'activities' and w.id = s.id
    where s.type in ('poll', 'contest') and s.status in ('done', 'running') and w.recorded_at <= known
    group by s.unit, s.type, coalesce(s.code, s.id)
)
select unit, day, 'visual' as figure, '' as part,
       (format in ('photo', 'infographic', 'video', 'short_video', 'livestream'))::integer::double as num,
       1.0::double as den, 'post' as kind, post_id as id, title as label
from main.own_contents(first, last, known)
union all
select unit, day, 'formats', format, 1.0, null, 'post', post_id, title from main.own_contents(first, last, known)
union all
select unit, day, case type when 'poll' then 'polls' else 'contests' end, '', 1.0, null, 'register.activities', id, name
from held where day between first and last and type in ('poll', 'contest');
