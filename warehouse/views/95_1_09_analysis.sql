-- One row per text, verdict and story: what was labelled, checked by a person, chosen for the digest, left unread.
-- Texts by the day of first_seen, verdicts by the day they were given (of a text and task the last word before
-- `known`). f1_…: only the part drawn at random, part “máy>người” of the most central label. selected: stories in
-- scope that an edition has shown; only where there is an edition. unread: stories of the level and age that
-- the register of targets states (code 1.09) that nobody judged, acknowledged, took in hand or coded.
create or replace macro mart.c1_09(first, last, known) as table
with verdicts as (
    select post_id, task, labels, machine, chosen, judged_at,
           ((judged_at at time zone 'UTC') + interval 7 hour)::date as day
    from raw.verdict
    where judged_at <= known
    qualify row_number() over (
        partition by post_id, task order by judged_at desc, role desc) = 1
),
judged as materialized (
    select v.*, p.title from verdicts as v
    left join (select post_id, arg_max(title, {'at': fetched_at, 'id': revision}) as title from raw.post
               where post_id in (select post_id from raw.verdict) group by post_id) as p
        on p.post_id = v.post_id
    where v.day between first and last
),
shown as (
    select distinct coalesce(m.story_id, e.post_id) as story_id
    from raw.edition_item as e
    left join raw.story_member as m on m.post_id = e.post_id
    where e.made_at <= known
),
editions as (
    select count(*) as n from raw.edition_item
    where edition_day between first and last::date + 1 and made_at <= known
),
bounds as (
    select max(value) filter (measure = 'mức') as least_level, max(value) filter (measure = 'giờ') as hours
    from staging.target_on(last) where code = '1.09'
),
stories as materialized (
    select s.story_id, s.day, s.title, s.first_seen from main.measured_stories(first, last, known) as s
),
graded as (
    select id as story_id, max(part::integer) as level from mart.c1_06(first, last, known)
    where figure = 'levels' group by id
),
read_stories as (
    select coalesce(m.story_id, v.post_id) as story_id
    from verdicts as v left join raw.story_member as m on m.post_id = v.post_id
    union
    select id from raw.event
    where kind = 'story' and not said_by ^@ 'machine@' and happened_at <= known
    union
    select unnest(stories) from mart.alert
    where acknowledged_at <= known or (closed_at <= known and not closed_by ^@ 'machine@')
       or case_id is not null
)
select null::varchar as unit, first_seen_day as day, 'labelled' as figure, '' as part,
       labelled::integer::double as num, 1.0::double as den, 'post' as kind, post_id as id, title as label
from measured_post where first_seen <= known and first_seen_day between first and last
union all
select null, day, 'checked', '', 1.0, null, 'post', post_id, title from judged
union all
select null, day, case task when 'topic' then 'f1_topic' when 'tone' then 'f1_tone' else 'f1_stance' end,
       machine[1] || '>' || labels[1], 1.0, null, 'post', post_id, title
from judged where chosen = 'random' and task in ('topic', 'tone', 'stance_union')
union all
select null, day, 'overridden', task,
       (labels[1] <> machine[1] or list_sort(labels) <> list_sort(machine))::integer, 1.0, 'post', post_id, title
from judged
union all
select null, s.day, 'selected', '', (h.story_id is not null)::integer, 1.0, 'story', s.story_id, s.title
from stories as s left join shown as h on h.story_id = s.story_id
where (select n from editions) > 0
union all
select null, s.day, 'unread', '', 1.0, null, 'story', s.story_id, s.title
from stories as s
join graded as g on g.story_id = s.story_id
cross join bounds as b
where g.level >= b.least_level and s.first_seen <= known - to_seconds(b.hours * 3600)
  and s.story_id not in (select story_id from read_stories where story_id is not null);
