-- One row per article that names the union and figure, unit named, topic; per story; what main.union_articles says.
-- Rows of by_unit carry the code of the unit, as it was called on that day; the others belong to the province.
-- syndication: a story's articles in the period over the one story.
create or replace macro mart.c4_02(first, last, known) as table
with articles as materialized (from main.union_articles(first, last, known)),
stories as (
    select story_id, min(day) as day, count(*) as articles,
           arg_min(title, {'at': first_seen, 'id': post_id}) as title
    from articles group by story_id
),
-- One spelling for all: the abbreviations, and no accents.
called as (
    select code, level, valid_from, coalesce(valid_to, date '9999-12-31') as valid_to,
           unnest(list_append(coalesce(also_known, []), name)) as name
    from staging.stg_unit
),
named as (
    select distinct code, level, valid_from, valid_to,
           replace(replace(staging.slug(name), 'lien-doan-lao-dong', 'ldld'), 'cong-doan-co-so', 'cdcs') as name
    from called
),
-- The words of each article from “công đoàn”, “LĐLĐ” … on: the register of units knows a commune's or an
-- industrial zone's union that no table of places names.
folded as (
    select a.post_id, a.revision, concat_ws(' . ', a.title, r.lead, r.body) as words, staging.folded(words) as folded
    from articles as a join measured_word as r using (post_id, revision)
),
spoken as (
    select post_id, revision, generate_subscripts(pieces, 1) as at, unnest(pieces) as words
    from (
        select post_id, revision,
               string_split(regexp_replace(
                   replace(replace('-' || case when staging.unplain(folded) then staging.slug(words)
                                               else trim(folded, '-') end || '-',
                                   'lien-doan-lao-dong', 'ldld'), 'cong-doan-co-so', 'cdcs'),
                   '\b(cong-doan|ldld|cdcs|nghiep-doan)\b', '|\1', 'g'), '|')[2:] as pieces
        from folded
    )
),
started as (
    select distinct a.post_id, a.day, a.title, s.at, n.code, n.name,
           substr(s.words, length(n.name) + 1) as behind
    from spoken as s
    join articles as a using (post_id)
    join named as n
        on array_to_string(string_split(n.name, '-')[:3], '-') = array_to_string(string_split(s.words, '-')[:3], '-')
       and starts_with(s.words || '-', n.name || '-') and a.day between n.valid_from and n.valid_to
    qualify length(n.name) = max(length(n.name)) over (partition by a.post_id, s.at)
),
mentions as (
    select distinct a.post_id, a.day, a.title, n.code
    from (select * exclude (union_units), unnest(union_units) as written from articles) as a
    join named as n
        on n.name = replace(replace(staging.slug(a.written), 'lien-doan-lao-dong', 'ldld'),
                            'cong-doan-co-so', 'cdcs')
       and a.day between n.valid_from and n.valid_to
    union
    -- Not “Công đoàn Viên chức Việt Nam”, nor what is called the same in another province.
    select post_id, day, title, code from started
    where not starts_with(behind, '-viet-nam-')
      and (not regexp_matches(behind, '^-(tinh|thanh-pho)-')
           or exists (select 1 from named as p where p.level = 'province'
                      and contains(p.name, regexp_extract(behind, '^-((?:tinh|thanh-pho)-[a-z0-9]+-[a-z0-9]+)', 1))))
)
select null::varchar as unit, day, 'articles' as figure, source_kind as part, 1.0::double as num,
       null::double as den, 'post' as kind, post_id as id, title as label
from articles
union all
select null, day, 'stories', '', 1.0, null, 'story', story_id, title from stories
union all
select null, day, 'syndication', '', articles, 1.0, 'story', story_id, title || ' (' || articles || ' bài)'
from stories
union all
select code, day, 'by_unit', code, 1.0, null, 'post', post_id, title from mentions
union all
select null, day, 'topics', topic, 1.0, null, 'post', post_id, title
from (select * exclude (topics), unnest(topics) as topic from articles) where topic <> 'off_topic'
union all
select null, day, 'prominence', place, 1.0, null, 'post', post_id, title from articles;
