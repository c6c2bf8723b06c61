-- One row per post of the union's own channels (pages, official account, website), gone ones too: what
-- kind it is, whether it is shared from elsewhere, edited or taken down, and its figures at 1, 7, 30 days.
-- format: photo, video, link, article, text, other (warehouse.channels.FORMAT_VI).
create or replace view mart.own_post as
with told as (
    select id as post_id,
           arg_max(fields ->> 'format', happened_at) filter (what = 'described') as format,
           arg_max((fields ->> 'shared')::boolean, happened_at) filter (what = 'described') as shared,
           arg_max((fields ->> 'gone')::boolean, happened_at)
               filter (what in ('described', 'removed')) as gone,
           max(happened_at) filter (what = 'removed') as gone_seen_at
    from raw.event
    where kind = 'metric' and what in ('described', 'removed')
    group by id
), figures as (
    select post_id,
           max(reactions) filter (mark = 1) as reactions_1d,
           max(comments) filter (mark = 1) as comments_1d,
           max(shares) filter (mark = 1) as shares_1d,
           max(views) filter (mark = 1) as views_1d,
           max(reactions) filter (mark = 7) as reactions_7d,
           max(comments) filter (mark = 7) as comments_7d,
           max(shares) filter (mark = 7) as shares_7d,
           max(views) filter (mark = 7) as views_7d,
           max(reactions) filter (mark = 30) as reactions_30d,
           max(comments) filter (mark = 30) as comments_30d,
           max(shares) filter (mark = 30) as shares_30d,
           max(views) filter (mark = 30) as views_30d
    from mart.own_metric
    where on_time
    group by post_id
)
select p.post_id,
       p.source,
       coalesce(s.name, p.source) as source_name,
       p.kind,
       p.url,
       p.title,
       p.lead,
       p.body,
       p.published_at,
       p.first_seen,
       p.day,
       -- Hà Nội has had no daylight saving since 1975: seven hours is exact.
       hour((coalesce(p.published_at, p.first_seen) at time zone 'UTC') + interval 7 hour) as hour,
       isodow(p.day) as weekday,     -- 1 Monday … 7 Sunday
       p.undated,
       p.revisions > 1 as edited,
       p.last_seen,
       t.format,
       coalesce(t.shared, false) as shared,
       coalesce(t.gone, false) as gone,
       case when t.gone then t.gone_seen_at end as gone_seen_at,
       f.* exclude (post_id)
from told as t
join staging.posts_of('staging.stg_own_wording') as p using (post_id)
left join figures as f using (post_id)
left join raw.source as s on s.source = p.source
where t.format is not null;
