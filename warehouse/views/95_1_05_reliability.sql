-- One row per story and figure: how far it may be trusted, after the Admiralty scale.
-- Letter: the best reliability of its outlets (A–D of the list of sources; F: none declared). Number: what
-- a person found counts most (verified 1, doubted 4, refuted 5; the last word before `known`); else 1 or 2 from
-- so many independent outlets on as the register of targets states (code 1.05), one outlet of A or B 3,
-- what cannot be judged 6. Cao: number 1 of a person's finding, or A, B with 1, 2; thấp: 4, 5, or D, F with 6.
create or replace macro mart.c1_05(first, last, known) as table
with words as (
    select id as story_id, arg_max(what, {'at': happened_at, 'id': event_id}) as word
    from raw.event
    where kind = 'story' and what in ('verified', 'doubted', 'refuted', 'reopened')
      and not said_by ^@ 'machine@' and happened_at <= known
    group by id
),
bounds as (
    select max(value) filter (name = 'Được nguồn khác xác nhận') as confirmed,
           max(value) filter (name = 'Có khả năng đúng') as probable
    from staging.target_on(last) where code = '1.05'
),
graded as materialized (
    select s.story_id, s.day, s.title, s.independent, s.grade, w.word,
           case w.word when 'verified' then 1 when 'refuted' then 5 when 'doubted' then 4
                else case when s.independent >= b.confirmed then 1
                          when s.independent >= b.probable then 2
                          when s.independent >= 1 and s.grade in ('A', 'B') then 3
                          else 6 end end as number
    from main.measured_stories(first, last, known) as s
    cross join bounds as b
    left join words as w on w.story_id = s.story_id
),
folded as (
    select *, case when word = 'verified' or (grade in ('A', 'B') and number <= 2) then 'high'
                   when number in (4, 5) or (number = 6 and grade in ('D', 'E', 'F')) then 'low'
                   else 'medium' end as class
    from graded
)
select null::varchar as unit, f.day, t.figure,
       case t.figure when 'classes' then f.class when 'admiralty' then f.grade || '>' || f.number
            else '' end as part,
       case t.figure when 'high' then (f.class = 'high')::integer
                     when 'verified' then (coalesce(f.word, '') in ('verified', 'refuted'))::integer
                     when 'sources' then f.independent
                     else 1 end::double as num,
       case when t.figure in ('high', 'verified') then 1.0 end::double as den,
       'story' as kind, f.story_id as id, f.title as label
from folded as f
cross join (values ('high'), ('classes'), ('admiralty'), ('sources'), ('verified')) as t(figure)
union all
select null, day, 'refuted', '', (word = 'refuted')::integer, null, 'story', story_id, title
from folded where word is not null;
