-- One row per answer of a survey's question, of the waves that a period has to tell.
-- The waves that began in the period, and beside them the one before (its rows on the first day of the
-- period): without a wave in the period there is none. Of several questions of one measure the first by
-- code counts, in every wave the same. Nobody is imputed: who gave no answer is among those asked. A wave's
-- name begins with its first day. judged: some answer of the wave says what counts as yes. first_of_group: the
-- one row of a unit's group whose population counts.
create or replace macro main.survey_waves(wanted, first, last, known) as table
with answers as (
    select a.*
    from staging.stg_survey_answer as a
    join staging.stg_register_row as r on r.register = 'surveys' and r.id = a.id
    where a.measures = wanted and a.starts_on <= last and r.recorded_at <= known
),
waves as (
    select wave, min(starts_on) as began from answers group by wave
),
ranked as (
    select *, began between first and last as inside,
           row_number() over (partition by began between first and last order by began desc, wave desc) as rank
    from waves
),
asked as (
    select *, case when inside then greatest(began, first) else first end as day,
           strftime(began, '%Y-%m-%d') || ' ' || replace(wave, '>', ' ') as name
    from ranked
    where (inside or (began < first and rank = 1)) and exists (from ranked where inside)
),
question as (
    select min(question_code) as code
    from answers where wave in (select wave from asked where inside)
)
select a.unit, w.day, w.wave, w.name, w.began, a.id, replace(coalesce(a."group", ''), '>', ' ') as part, a.population,
       a.answer, a.score, coalesce(a.counts_as_yes, false) as yes, a.n,
       bool_or(a.counts_as_yes) over (partition by a.wave) is not null as judged,
       row_number() over (
           partition by a.wave, a.unit, a."group" order by a.population is null, a.id) = 1 as first_of_group
from answers as a
join asked as w on w.wave = a.wave
where a.question_code = (select code from question);
