-- One row per unit with a loudspeaker and week (weeks_met: had it a theme), per theme (themes), per theme and week (plays).
-- Weeks run Monday to Sunday, lie in the period and are over. A unit counts from the week of its first theme until it
-- ends: who never had one is not known to have a loudspeaker. A broadcast of several weeks fills each of them; its
-- plays are of the week it began.
create or replace macro mart.t9(first, last, known) as table
with played as (
    select s.id, s.unit, s.theme, coalesce(s.held_on, s.starts_on) as day,
           greatest(coalesce(s.ends_on, s.starts_on), coalesce(s.held_on, s.starts_on)) as until, s.plays
    from staging.stg_activity_session as s
    join staging.stg_register_row as w on w.register = 'activities' and w.id = s.id
    where coalesce(s.theme, '') <> '' and s.status in ('done', 'running') and w.recorded_at <= known
),
weeks as (
    select m::date as monday, m::date + 6 as sunday
    from (select unnest(range(date_trunc('week', first::timestamp), last::timestamp, interval 7 day)) as m) as x
    where m::date >= first and m::date + 6 <= last
      and m::date + 6 < ((known at time zone 'UTC') + interval 7 hour)::date
),
taking_part as (
    select p.unit, date_trunc('week', min(p.day))::date as since from played as p group by p.unit
),
grid as (
    select t.unit, any_value(u.name) as name, w.monday, w.sunday
    from taking_part as t
    join weeks as w on w.monday >= t.since
    join staging.stg_unit as u on u.code = t.unit
        and w.sunday between u.valid_from and coalesce(u.valid_to, date '9999-12-31')
    group by t.unit, w.monday, w.sunday
),
filled as (
    select g.unit, g.name, g.monday, g.sunday, list_sort(list(distinct p.theme) filter (p.theme is not null)) as themes
    from grid as g
    left join played as p on p.unit = g.unit and p.day <= g.sunday and p.until >= g.monday
    group by all
)
select unit, sunday as day, 'weeks_met' as figure, '' as part,
       (coalesce(len(themes), 0)
            >= main.asked_for('T9', '', main.day_asked(first, last, known)))::integer::double as num,
       1.0::double as den, 'week' as kind, unit || '/' || monday as id,
       name || ', tuần ' || strftime(monday, '%d/%m/%Y') || ': '
           || coalesce(array_to_string(themes, ', '), 'không có chủ đề') as label
from filled
union all
select unit, day, 'themes', '', 1.0, null, 'theme', lower(theme), theme from played where day between first and last
union all
select unit, min(day), 'plays', '', sum(plays), 1.0, 'theme', unit || '/' || date_trunc('week', day)::date || '/' || lower(theme),
       min(theme) || ': ' || sum(plays) || ' lượt'
from played where day between first and last and plays is not null
group by unit, date_trunc('week', day), lower(theme);
