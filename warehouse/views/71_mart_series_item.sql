-- One row per series and post that counts in it; a post counts in every series it belongs to.
-- Series are named by what they hold, in one order: topic=strike|tone=negative|place=dong-nai.
-- Articles and public posts in scope make the topic, stance, commune and source series; comments have
-- their own, so that a loud thread is no burst of news. A text that names no province stands under
-- place=khong-ro, one that names more than five (a list) under place=nhieu-noi.
-- home: the office's province, whose communes have series of their own (none without it).
-- Comments under our own pages count whatever they speak of, but not what the union itself writes there;
-- by topic they count where they have one. Questions people ask us: mart.inquiry_items.
create or replace macro mart.series_items(item_table, home) as table
with items as materialized (
    select * from query_table(item_table) where not late
),
reports as (
    select post_id, story, voice, counted_at, source, topics, tone, stance_union, provinces, communes,
           case when len(provinces) = 0 then ['khong-ro']
                when len(provinces) > 5 then ['nhieu-noi']
                else list_transform(provinces, lambda p: staging.slug(p)) end as place_slugs
    from items
    where in_scope and kind <> 'comment'
),
by_topic as (
    select * exclude (topics), unnest(topics) as topic from reports
),
by_place as (
    select * exclude (place_slugs), unnest(place_slugs) as place from by_topic
),
comments as (
    select post_id, story, outlet as voice, counted_at, topics, tone, stance_union, own, in_scope
    from items where kind = 'comment' and not (own and author is not null)
),
own_by_topic as (
    select * exclude (topics), unnest(topics) as topic from comments where own
),
named as (
    select 'topic_tone' as family, 'topic=' || topic || '|tone=' || tone as series_id,
           post_id, story, voice, counted_at
    from by_topic
    union all
    select 'topic_tone_place', 'topic=' || topic || '|tone=' || tone || '|place=' || place,
           post_id, story, voice, counted_at
    from by_place
    union all
    select 'topic_stance_place', 'topic=' || topic || '|stance=' || stance_union || '|place=' || place,
           post_id, story, voice, counted_at
    from by_place where stance_union <> 'none'
    union all
    select 'full', 'topic=' || topic || '|tone=' || tone || '|stance=' || stance_union
                   || '|place=' || place,
           post_id, story, voice, counted_at
    from by_place
    union all
    -- communes of the office's own province: “xã Bum Nưa, Lai Châu”
    select 'commune', 'topic=' || topic || '|tone=' || tone || '|place=' || staging.slug(home)
                      || '|commune=' || staging.slug(left(commune, length(commune) - length(home) - 2)),
           post_id, story, voice, counted_at
    from (select * exclude (communes), unnest(communes) as commune from by_topic)
    where suffix(commune, ', ' || home)
    union all
    select 'source', 'source=' || source || '|tone=negative', post_id, story, voice, counted_at
    from reports where tone = 'negative'
    union all
    select 'own_comments', unnest(['comments=own', 'comments=own|tone=' || tone,
                                   'comments=own|stance=' || stance_union]),
           post_id, story, voice, counted_at
    from comments where own
    union all
    select 'own_comments_topic',
           unnest(['comments=own|topic=' || topic || '|tone=' || tone]
                  || case when stance_union = 'none' then []
                          else ['comments=own|topic=' || topic || '|stance=' || stance_union] end),
           post_id, story, voice, counted_at
    from own_by_topic where topic <> 'off_topic'
    union all
    select 'own_comments_full',
           'comments=own|topic=' || topic || '|tone=' || tone || '|stance=' || stance_union,
           post_id, story, voice, counted_at
    from own_by_topic where topic <> 'off_topic'
    union all
    select 'comments', 'comments=public|topic=' || topic || '|tone=' || tone,
           post_id, story, voice, counted_at
    from (select * exclude (topics), unnest(topics) as topic from comments where in_scope and not own)
)
select distinct family, series_id, post_id, story, voice, counted_at from named;

create or replace view mart.series_item as from mart.series_items('mart.watch_item', '');
