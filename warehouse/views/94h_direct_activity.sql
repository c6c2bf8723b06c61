-- One row per direct activity that was held, known at a moment: of one unit, all its sessions together.
-- Direct is face to face: with a group, by a person of trust or a speaker, and dialogues, trainings, talks;
-- not loudspeakers, boards and posts; a campaign is not one of its sessions. By the day it began.
create or replace macro main.direct_sessions(known) as table
select s.id, s.unit, s.name, coalesce(s.code, s.id) as activity, s.starts_on,
       coalesce(s.held_on, s.starts_on) as day, coalesce(s.combined, false) as combined,
       coalesce(s.evidence, '') <> '' as evidenced
from staging.stg_activity_session as s
join staging.stg_register_row as w on w.register = 'activities' and w.id = s.id
where s.status = 'done' and s.type <> 'campaign' and w.recorded_at <= known
  and (list_has_any(s.channel, ['direct_group', 'respected', 'reporter'])
       or s.type in ('dialogue', 'training', 'group_talk'));

create or replace macro main.direct_activities(known) as table
select unit, activity, min(name) as name, min(starts_on) as day, bool_or(combined) as combined,
       bool_or(evidenced) as evidenced, count(*) as sessions
from main.direct_sessions(known)
group by unit, activity;
