-- One row per text in scope and source, text and topic, and story: how many voices the news comes from.
-- Comments and our own pages are left out: who comments is no outlet, and we are no source of ours. Texts by the day of first_seen; what a story's
-- independent outlets are, main.measured_stories says.
create or replace macro mart.c1_04(first, last, known) as table
with seen as materialized (
    select post_id, title, source, topics, first_seen_day as day
    from measured_post
    where in_scope and not own and kind <> 'comment' and first_seen <= known
      and first_seen_day between first and last
)
select null::varchar as unit, day, 'sources' as figure, source as part, 1.0::double as num,
       null::double as den, 'post' as kind, post_id as id, title as label
from seen
union all
select null, day, 'topics', topic, 1.0, null, 'post', post_id, title
from (select * exclude (topics), unnest(topics) as topic from seen) where topic <> 'off_topic'
union all
select null, day, 'corroborated', '', (independent >= 2)::integer, 1.0, 'story', story_id, title
from main.measured_stories(first, last, known);
