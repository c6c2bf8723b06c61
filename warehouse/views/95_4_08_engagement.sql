-- One row per article that names the union, and figure: what the public visibly did under it. No reach.
-- Readable: comments under it were read, or its page of comments was reached (its address names the article's
-- number) and had none. An article whose comments nobody could read is in the share of what was readable
-- and in no median. own_links: reactions, comments and shares at seven days of an own post that links to it.
create or replace macro mart.c4_08(first, last, known) as table
with articles as materialized (from main.union_articles(first, last, known)),
comments as (
    select c.parent_id as post_id, count(distinct c.post_id) as comments
    from raw.post as c join articles as a on a.post_id = c.parent_id
    where c.kind = 'comment' and c.fetched_at <= known
    group by c.parent_id
),
asked as (
    select distinct source, unnest(regexp_extract_all(url, '\d{5,}')) as number
    from raw.visit
    where role = 'comments' and visited_at <= known
      and outcome not in ('failed', 'blocked', 'robots', 'layout_changed')
),
readable as materialized (
    select a.post_id, a.title, a.day, coalesce(c.comments, 0) as comments,
           c.comments is not null or n.number is not null as readable
    from articles as a
    left join comments as c using (post_id)
    left join asked as n on n.source = a.source and n.number = regexp_extract(a.url, '(\d{5,})\D*$', 1)
),
linked as (
    select o.post_id, o.day as own_day, unnest(regexp_extract_all(o.body, 'https?://[^\s)>”"]+')) as url,
           coalesce(o.reactions_7d, 0) + coalesce(o.comments_7d, 0) + coalesce(o.shares_7d, 0) as engagement
    from mart.own_post as o
    where o.day between first::date and last::date + 30 and o.first_seen <= known
      and coalesce(o.reactions_7d, o.comments_7d, o.shares_7d) is not null
),
shown as (
    select a.post_id, a.title, a.day, l.post_id as own_id, any_value(l.engagement) as engagement
    from linked as l
    join articles as a on rtrim(regexp_replace(a.url, '^https?://(www\.)?', ''), '/')
        = rtrim(regexp_replace(regexp_replace(l.url, '[.,;]+$', ''), '^https?://(www\.)?', ''), '/')
    group by all
),
sums as (
    select post_id, any_value(title) as title, any_value(day) as day, sum(engagement) as engagement
    from (select post_id, title, day, comments as engagement from readable where readable
          union all select post_id, title, day, engagement from shown)
    group by post_id
)
select null::varchar as unit, day, 'readable' as figure, '' as part, readable::integer::double as num,
       1.0::double as den, 'post' as kind, post_id as id, title as label
from readable
union all
select null, day, 'per_article', '', comments, null, 'post', post_id, title || ' (' || comments || ' bình luận)'
from readable where readable
union all
select null, day, 'engagement', 'comments', comments, null, 'post', post_id, title from readable where readable
union all
select null, day, 'engagement', 'own_links', engagement, null, 'post', own_id, 'dẫn lại: ' || title from shown
union all
select null, day, 'top', '', engagement, null, 'post', post_id, title
from (from sums where engagement > 0 order by engagement desc, day, post_id limit 5);
