-- One row per comment under an own post by its stance towards the union, and per answer of a survey.
-- Comments of people, not our own, by their day; the model's label, a person's word first. Surveys as in
-- 5.01: trust by its mark 1 to 5, support by what counts as yes. Comments and surveys are never merged:
-- who comments is not who was asked.
create or replace macro mart.c5_02(first, last, known) as table
with said as (
    select coalesce(nullif(s.unit, ''), (
               select min(code) from staging.unit_on(last) where level = 'province')) as unit,
           c.day, c.post_id, left(c.body, 120) as words, l.stance_union as stance
    from mart.own_comment as c
    join measured_post as l on l.post_id = c.post_id
    left join raw.source as s on s.source = c.source
    where not c.ours and c.first_seen <= known and c.day between first and last
      and l.stance_union is not null
),
support as (
    from main.survey_waves('support', first, last, known)
)
select unit, day, 'comments' as figure, stance as part, 1.0::double as num, null::double as den,
       'post' as kind, post_id as id, words as label
from said
union all
select unit, day, 'trust', name || '>' || score, n, null, 'register.surveys', id,
       'đợt ' || wave || ', ' || strftime(began, '%d/%m/%Y') || ': ' || answer
from main.survey_waves('trust', first, last, known) where score is not null
union all
select unit, day, 'support', name || case part when '' then '' else '>' || part end,
       case when yes then n else 0 end, n, 'register.surveys', id,
       'đợt ' || wave || ', ' || strftime(began, '%d/%m/%Y') || ': ' || answer
from support where judged
union all
select unit, day, 'support', name || '>' || part || '>population', population, null, 'register.surveys', id,
       part || ': ' || population || ' người'
from support where judged and part <> '' and population is not null and first_of_group;
