-- One row per story of the press and topic, per story most told of (ten), per topic that was not there before.
-- Stories in scope with an article of the period; comments, social posts and our own pages tell none.
-- The label of a story most told of: its first title, and three pairs of syllables that its titles have and
-- other titles of the period have not (tf·idf). fresh: topics of the period no story had in the stretch
-- of equal length before it; compared: the stories of that stretch, without which nothing is “new”.
create or replace macro mart.c4_03(first, last, known) as table
with articles as materialized (from main.press_articles(first, last, known)),
before as materialized (
    from main.press_articles(first::date - (last::date - first::date + 1)::integer, first::date - 1, known)
),
stories as (
    select story_id, min(day) as day, count(*) as articles,
           arg_min(title, {'at': first_seen, 'id': post_id}) as title
    from articles group by story_id
),
topics as materialized (
    select distinct a.story_id, a.topic
    from (select story_id, unnest(topics) as topic from articles) as a where a.topic <> 'off_topic'
),
top as materialized (from stories order by articles desc, day, story_id limit 10),
syllables as (
    select post_id, story_id,
           list_filter(string_split_regex(lower(title), '[^\p{L}]+'), lambda s: s <> '') as words
    from articles
),
little as materialized (
    select unnest(['và', 'của', 'các', 'những', 'là', 'cho', 'với', 'được', 'trong', 'tại', 'từ', 'một', 'khi', 'về',
                   'đã', 'vào', 'ở', 'do', 'để', 'bị', 'sẽ', 'đang', 'vì', 'nào', 'này', 'trên']) as word
),
pairs as materialized (
    from (
        select post_id, story_id,
               unnest(list_distinct(list_transform(range(1, len(words)), lambda k: [words[k], words[k + 1]]))) as pair
        from syllables
    )
    where pair[1] not in (from little) and pair[2] not in (from little)
),
usual as (select pair, count(*) as articles from pairs group by pair),
weighed as (
    select p.story_id, p.pair, count(*) * ln((select 1.0 + count(*) from articles) / any_value(u.articles)) as weight
    from pairs as p join top using (story_id) join usual as u using (pair)
    group by p.story_id, p.pair
    qualify row_number() over (partition by p.story_id order by weight desc, p.pair) <= 3
),
phrases as (
    select story_id, string_agg(array_to_string(pair, ' '), ', ' order by weight desc, pair) as words
    from weighed group by story_id
),
old as (select distinct unnest(topics) as topic from before)
select null::varchar as unit, s.day, 'topics' as figure, t.topic as part, 1.0::double as num,
       null::double as den, 'story' as kind, s.story_id as id, s.title as label
from stories as s join topics as t using (story_id)
union all
select null, t.day, 'stories', '', t.articles, null, 'story', t.story_id,
       t.title || coalesce(' (' || p.words || ')', '')
from top as t left join phrases as p using (story_id)
union all
select null, min(s.day), 'fresh', t.topic, 1.0, null, 'topic', t.topic, arg_min(s.title, (s.day, s.story_id))
from topics as t join stories as s using (story_id)
where t.topic not in (select topic from old) and (select count(*) from before) > 0
group by t.topic
union all
select null, first::date, 'compared', '', 1.0, null, 'story', b.story_id,
       strftime(b.day, '%d/%m/%Y') || ' ' || b.title
from (
    select story_id, min(day) as day, arg_min(title, {'at': first_seen, 'id': post_id}) as title
    from before group by story_id
) as b;
