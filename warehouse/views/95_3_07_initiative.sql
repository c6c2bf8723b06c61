-- One row per contact with the press, and per story that both the union and the press outside it told.
-- Contacts by their day. Stories by the day of the first publication of either, as the outlets date it; the
-- union's side: own pages and sources of the union (what a page shares of others is none), the other:
-- articles of everybody else. ahead: ours came first by more than nothing; at the same moment neither
-- did. Texts without a date of publication prove nothing.
create or replace macro mart.c3_07(first, last, known) as table
with contacts as (
    select c.unit, c.id, c.direction, c.outlet || ': ' || left(c.content, 80) as label,
           ((c.contacted_at at time zone 'UTC') + interval 7 hour)::date as day
    from staging.stg_press_contact as c
    join staging.stg_register_row as r on r.register = 'press_contacts' and r.id = c.id
    where r.recorded_at <= known and c.contacted_at <= known
),
told as (
    select m.story_id, m.post_id, m.title, m.published_at, m.day, m.source_unit,
           m.own or m.source_type is not distinct from 'union' as ours
    from measured_post as m
    where m.story_id is not null and m.published_at is not null and not m.undated
      and m.first_seen <= known and m.kind <> 'comment'
      and (m.own or m.kind = 'article')
      and not exists (from mart.own_post as o where o.post_id = m.post_id and o.shared)
),
stories as (
    select story_id, min(day) as day,
           arg_min(title, {'at': published_at, 'id': post_id}) as title,
           arg_min(nullif(source_unit, ''), published_at) filter (ours) as unit,
           min(published_at) filter (ours) as we_said,
           min(published_at) filter (not ours) as they_said
    from told group by story_id
    having we_said is not null and they_said is not null
),
dated as (
    select coalesce(s.unit, (select min(code) from staging.unit_on(last) where level = 'province')) as unit,
           s.day, s.story_id, s.title, we_said < they_said as ahead, they_said < we_said as behind
    from stories as s where s.day between first and last
)
select unit, day, 'proactive' as figure, '' as part, (direction = 'proactive')::integer::double as num,
       1.0::double as den, 'register.press_contacts' as kind, id, label
from contacts where day between first and last
union all
select unit, day, 'contacts', direction, 1.0, null, 'register.press_contacts', id, label
from contacts where day between first and last
union all
select unit, day, 'ahead', '', ahead::integer, 1.0, 'story', story_id, title from dated
union all
select unit, day, 'behind', '', 1.0, null, 'story', story_id, title from dated where behind;
