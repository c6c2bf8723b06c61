-- One row per story and figure: how grave it is, 1–5, by rule; what a person set counts before it.
-- By rule: the mark of risk of its gravest text (0–3) and one more, one more again when it is a warning (risk 2
-- or 3) that so many independent outlets tell as the register of targets states (code 1.06); what its alert says
-- counts where that is graver. A person says it by an event of the story (severity) or by setting the level
-- of its alert. agreement: one row per story that a person set, part “máy>người”.
create or replace macro mart.c1_06(first, last, known) as table
with alerts as (
    select unnest(stories) as story_id, severity, pinned, peak
    from mart.alert
    where risk <> 'R0' and status <> 'merged' and opened_at <= known
),
alarmed as (
    select story_id, max(severity) as severity, max(pinned) as pinned from alerts group by story_id
),
said as (
    select id as story_id,
           arg_max((fields ->> 'severity')::integer, {'at': happened_at, 'id': event_id}) as severity
    from raw.event
    where kind = 'story' and what = 'severity' and not said_by ^@ 'machine@' and happened_at <= known
      and (fields ->> 'severity') is not null
    group by id
),
spread as (
    select max(value) as outlets from staging.target_on(last) where code = '1.06'
),
ruled as (
    select s.story_id, s.day, s.title,
           greatest(least(5, s.risk + 1
                             + (s.risk >= 2 and s.independent >= coalesce(p.outlets, 1000))::integer),
                    coalesce(a.severity, 0)) as machine,
           coalesce(w.severity, a.pinned) as person
    from main.measured_stories(first, last, known) as s
    cross join spread as p
    left join alarmed as a on a.story_id = s.story_id
    left join said as w on w.story_id = s.story_id
),
levels as materialized (
    select *, coalesce(person, machine) as level from ruled
)
select null::varchar as unit, day, 'levels' as figure, level::varchar as part, 1.0::double as num,
       null::double as den, 'story' as kind, story_id as id, title as label
from levels
union all
select null, day, 'severe', level::varchar, 1.0, null, 'story', story_id, title from levels where level >= 4
union all
select null, day, 'agreement', machine || '>' || person, 1.0, null, 'story', story_id, title
from levels where person is not null;
