-- One row per document whose words could be read, and figure: words, pages, words a sentence, its rank.
-- rank: how many of the unit's own documents of the months before (target 2.02) were no longer, in percent;
-- only where there were enough of them. No norm is assumed. pages also of scans; unread: those without words.
create or replace macro mart.c2_02(first, last, known) as table
with far as materialized (
    from main.measured_documents((first::date - interval 5 year)::date, last, known)
),
documents as (from far where day between first and last),
setting as (
    select max(value) filter (measure = 'trang') as short,
           max(value) filter (measure = 'tháng') as months,
           max(value) filter (measure = 'văn bản') as least
    from staging.target_on(last) where code = '2.02'
),
ranked as (
    select d.id, 100.0 * count(*) filter (o.words <= d.words) / count(*) as rank, count(*) as others
    from documents as d
    cross join setting as s
    join far as o
        on o.unit = d.unit and o.id <> d.id and o.words is not null
       and o.day <= d.day and o.day >= d.day - to_months(s.months::integer)
    where d.words is not null
    group by d.id, s.least
    having count(*) >= s.least
)
select unit, day, 'words' as figure, '' as part, words as num, null::double as den,
       'register.documents' as kind, id, title as label
from documents where words is not null
union all
select unit, day, 'pages', '', pages, null, 'register.documents', id, title
from documents where pages is not null
union all
select unit, day, 'sentence', '', a_sentence, null, 'register.documents', id, title
from documents where a_sentence is not null
union all
select d.unit, d.day, 'one_page', '', (d.pages <= s.short)::integer, 1.0, 'register.documents', d.id, d.title
from documents as d, setting as s where d.pages is not null and s.short is not null
union all
select d.unit, d.day, 'rank', '', r.rank, null, 'register.documents', d.id,
       d.title || ' (so với ' || r.others || ' văn bản)'
from documents as d join ranked as r on r.id = d.id
union all
select unit, day, 'unread', '', (words is null)::integer, null, 'register.documents', id, title
from documents;
