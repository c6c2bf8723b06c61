-- One row per text in scope (by group of sources, by source) and per declared source (active or silent).
-- Texts by the day of first_seen; what readers wrote under press articles, and
-- under our own posts, are groups of their own. Clippings
-- of staff that no machine found stand in the group of the source of that name, else by their medium;
-- letters, hotline, reports from below, meetings are “khác”. What our own pages published is no source. Sources as they are declared now; a silent one
-- was read but gave nothing (read), could not be read (unread), or was never asked (unasked).
create or replace macro mart.c1_03(first, last, known) as table
with seen as materialized (
    select post_id, title, source, source_name, first_seen_day as day,
           in_scope and not (own and kind <> 'comment') as found,
           case when kind = 'comment' and own then 'own_talk'
                when kind = 'comment' and source_kind not in ('social_page', 'forum') then 'readers'
                else source_kind end as part
    from measured_post
    where first_seen <= known and first_seen_day between first and last
),
kinds as (
    select lower(s.name) as name, any_value(k.source_kind) as source_kind
    from raw.source as s
    join main.source_kinds() as k on k.source = s.source
    where s.declared group by lower(s.name)
),
clippings as (
    select c.id, c.title, c.day,
           coalesce(k.source_kind, case
               when c.medium in ('letter', 'hotline', 'grassroots_report', 'meeting', 'other')
                   then 'other>' || c.medium
               when c.medium in ('radio', 'television') then 'broadcast'
               when c.medium in ('print', 'online') then 'press_other'
               when c.medium = 'union_press' then 'press_union'
               else c.medium end) as part
    from staging.stg_clipping as c
    join staging.stg_register_row as r on r.register = 'clippings' and r.id = c.id
    left join kinds as k on k.name = lower(c.source)
    where r.recorded_at <= known and c.day between first and last
      and not exists (from raw.post as p where p.post_id = c.post_id)
),
gave as (
    select source, count(*) as items from seen group by source
),
asked as (
    select source,
           bool_or(outcome not in ('failed', 'blocked', 'robots', 'layout_changed')) as read_once
    from raw.visit
    where visited_at <= known
      and ((visited_at at time zone 'UTC') + interval 7 hour)::date between first and last
    group by source
),
declared as (
    select s.source, s.name, coalesce(g.items, 0) as items,
           case when a.source is null then 'unasked' when a.read_once then 'read' else 'unread' end as heard
    from raw.source as s
    left join gave as g on g.source = s.source
    left join asked as a on a.source = s.source
    where s.declared and s.enabled
)
select null::varchar as unit, day, 'groups' as figure, part, 1.0::double as num, null::double as den,
       'post' as kind, post_id as id, title as label
from seen where found
union all
select null, day, 'groups', part, 1.0, null, 'register.clippings', id, title from clippings
union all
select null, day, 'sources', source, 1.0, null, 'post', post_id, title from seen where found
union all
select null, last::date, 'active', '', (items > 0)::integer, 1.0, 'source', source, name || ': ' || items || ' mục'
from declared
union all
select null, last::date, 'silent', heard, 1.0, null, 'source', source, name from declared where items = 0;
