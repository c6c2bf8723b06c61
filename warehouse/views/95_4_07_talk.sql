-- One row per story that names the union and cell of before and after: what was said on social media around it.
-- Seven Hà Nội days before the day of its first press article, and the seven from that day on: texts in
-- scope of pages, groups and forums that share a topic with the story (union), and those that share none
-- (other). Not our own posts; comments under press articles neither, for there are none before the article.
-- volume counts them; negative: of those that name the union, how many blame it. A story counts when its fourteen
-- days are over and something of social media could be heard on each. An association, no cause.
create or replace macro mart.c4_07(first, last, known) as table
with first_told as (
    select story_id, min(day) as day, arg_min(title, {'at': first_seen, 'id': post_id}) as title,
           list_sort(list_distinct(list_filter(flatten(list(topics)), lambda t: t <> 'off_topic'))) as topics
    from main.union_articles(first, last, known)
    where story_id not in (
        select story_id from main.press_articles(first::date - 62, first::date - 1, known))
    group by story_id
),
stories as materialized (
    from first_told
    where len(topics) > 0 and day + 6 < ((known at time zone 'UTC') + interval 7 hour)::date
),
talk as materialized (
    select p.day, p.topics, count(*) as texts,
           count(*) filter (coalesce(p.stance_union, 'none') <> 'none') as on_union,
           count(*) filter (p.stance_union = 'negative') as blame
    from measured_post as p
    -- the condition stands inside: joined on "own" too, DuckDB pairs every text with every post
    left join (
        select a.post_id, a.revision, a.author
        from raw.post as a join raw.source as s on s.source = a.source where s.own
    ) as r on r.post_id = p.post_id and r.revision = p.revision
    where p.in_scope and p.first_seen <= known and p.source_type in ('forum', 'social')
      -- on our own pages only what others say; what is ours has an author
      and (not p.own or (p.kind = 'comment' and r.author is null))
      and p.day between first::date - 7 and last::date + 6
    group by p.day, p.topics
),
heard as (
    select h.bucket::date as day from mart.source_heard as h
    join raw.source as s on s.source = h.source and s.type in ('forum', 'social')
    union
    select day from talk
),
days as (
    select distinct s.topics, s.day + k::integer as day
    from stories as s, range(-7, 7) as r(k)
),
-- Worked out by set of topics and day, not by story: stories are many, sets of topics few.
cells as materialized (
    select d.topics, d.day, h.day is not null as heard,
           coalesce(sum(t.texts) filter (list_has_any(t.topics, d.topics)), 0) as union_texts,
           coalesce(sum(t.on_union) filter (list_has_any(t.topics, d.topics)), 0) as union_named,
           coalesce(sum(t.blame) filter (list_has_any(t.topics, d.topics)), 0) as union_blame,
           coalesce(sum(t.texts) filter (not list_has_any(t.topics, d.topics)), 0) as other_texts,
           coalesce(sum(t.on_union) filter (not list_has_any(t.topics, d.topics)), 0) as other_named,
           coalesce(sum(t.blame) filter (not list_has_any(t.topics, d.topics)), 0) as other_blame
    from days as d
    left join (select distinct day from heard) as h on h.day = d.day
    left join talk as t on t.day = d.day
    group by d.topics, d.day, h.day
),
sides as (
    select s.story_id, any_value(s.day) as day, any_value(s.title) as title,
           case when c.day < s.day then 'before' else 'after' end as side,
           count(*) filter (c.heard) as heard,
           sum(union_texts) as union_texts, sum(union_named) as union_named, sum(union_blame) as union_blame,
           sum(other_texts) as other_texts, sum(other_named) as other_named, sum(other_blame) as other_blame
    -- day by day: a join on equal days alone does not pair each story with the whole period
    from (select story_id, day, title, topics, day + k::integer as at_day from stories, range(-7, 7) as r(k)) as s
    join cells as c on c.topics = s.topics and c.day = s.at_day
    group by s.story_id, side
),
whole as (
    from sides qualify sum(heard) over (partition by story_id) = 14
)
select null::varchar as unit, day, f.figure, story_id || '>' || f.who || '>' || side as part,
       case when f.figure = 'volume' then if(f.who = 'union', union_texts, other_texts)
            else if(f.who = 'union', union_blame, other_blame) end::double as num,
       case when f.figure = 'negative' then if(f.who = 'union', union_named, other_named) end::double as den,
       'story' as kind, story_id as id, title as label
from whole
cross join (values ('volume', 'union'), ('volume', 'other'), ('negative', 'union'), ('negative', 'other'))
    as f(figure, who);
