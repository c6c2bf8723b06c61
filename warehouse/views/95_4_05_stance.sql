-- One row per article that names the union and label the machine (or a person) gave it: stance, tone.
-- Parts are labels, by group of outlets or by topic “group>label”: the figures correct them by what the
-- model confuses. “none” is a text that names the union and says nothing of it.
create or replace macro mart.c4_05(first, last, known) as table
with articles as materialized (
    select *, coalesce(stance_union, 'none') as stance from main.union_articles(first, last, known)
)
select null::varchar as unit, day, f.figure,
       case f.figure when 'stance' then stance when 'tone' then coalesce(tone, 'neutral')
            else source_kind || '>' || stance end as part,
       1.0::double as num, null::double as den, 'post' as kind, post_id as id, title as label
from articles cross join (values ('stance'), ('tone'), ('net_group')) as f(figure)
union all
select null, day, 'net_topic', topic || '>' || stance, 1.0, null, 'post', post_id, title
from (select * exclude (topics), unnest(topics) as topic from articles) where topic <> 'off_topic';
