-- One row per answer of a survey's question on awareness or benefits, and per question about basic rights.
-- Waves as main.survey_waves has them. How many people a group has stands in a row “population”, once per unit
-- and group.
-- basic_rights, by proxy: valid questions with a topic, whether it is rights, pay or the employer's duties.
create or replace macro mart.c5_01(first, last, known) as table
with answers as (
    select *, 'ours' as figure from main.survey_waves('awareness', first, last, known)
    union all by name
    select *, 'benefits' as figure from main.survey_waves('benefits', first, last, known)
),
asked as (
    select i.id, i.topic, left(i.question, 120) as question,
           coalesce(nullif(i.unit, ''), nullif(s.unit, ''), (
               select min(code) from staging.unit_on(last) where level = 'province')) as unit,
           ((i.received_at at time zone 'UTC') + interval 7 hour)::date as day
    from staging.stg_inquiry as i left join raw.source as s on s.source = i.source
    where i.status <> 'invalid' and i.opened_at <= known and coalesce(i.topic, '') <> ''
)
select unit, day, figure, name || case part when '' then '' else '>' || part end as part,
       case when yes then n else 0 end::double as num, n::double as den, 'register.surveys' as kind, id,
       'đợt ' || wave || ', ' || strftime(began, '%d/%m/%Y') || ': ' || answer as label
from answers where judged
union all
select unit, day, figure, name || '>' || part || '>population', population, null, 'register.surveys', id,
       part || ': ' || population || ' người'
from answers where judged and part <> '' and population is not null and first_of_group
union all
select unit, day, 'basic_rights', '',
       (topic in ('rights_protection', 'employer_violation', 'company_policy', 'state_policy'))::integer, 1.0,
       'inquiry', id, question
from asked where day between first and last;
