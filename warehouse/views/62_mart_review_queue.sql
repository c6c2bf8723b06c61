-- One row per post that a person should read: why, how it was chosen, and its place in that part.
-- uncertain: the newest model's score of a task is below the stated floor and no person judged that
-- task; or the machine reads an edited wording otherwise than it and the person did before (edited).
-- random: a fixed fifth of the posts, drawn by id and never by score, so that nothing about a post
-- decides whether it is in it; only this part estimates overall accuracy. A post of that fifth is
-- asked for as random alone, or the sample would lose its hard posts to the other part.
-- Both parts come from what readers see: posts in scope, or whose scope is uncertain.
-- post_table, annotation_table, label_table: staging.stg_post, raw.annotation and staging.stg_label,
-- or those of a few days.
create or replace macro mart.review_queue_of(post_table, annotation_table, label_table, floors) as table
with judged as (
    select post_id, task, arg_max(revision, judged_at) as revision,
           arg_max(labels, judged_at) as labels, arg_max(machine, judged_at) as machine
    from raw.verdict
    group by post_id, task
),
-- The main label of each task and how sure the newest model was, of the newest wording.
machine as (
    select a.post_id, a.task, any_value(p.revision) as revision,
           arg_max(a.score, {'at': a.made_at, 'model': a.model}) as score,
           arg_max(a.model, {'at': a.made_at, 'model': a.model}) as model
    from query_table(annotation_table) as a
    join query_table(post_table) as p on p.post_id = a.post_id and p.revision = a.revision
    where a.task in ('in_scope', 'topic', 'tone', 'stance_union', 'intent', 'risk') and a.rank = 0
      and not a.model ^@ 'person@' and not a.model ^@ 'watchlist@'
    group by a.post_id, a.task
),
-- Wordings that were edited after a person read them: what the machine says of the new one.
edited as (
    select m.post_id, m.task
    from machine as m
    join judged as j on j.post_id = m.post_id and j.task = m.task and j.revision <> m.revision
    join query_table(annotation_table) as a
        on a.post_id = m.post_id and a.task = m.task and a.revision = m.revision
           and a.model = m.model
    group by m.post_id, m.task, j.labels, j.machine
    having list(a.label order by a.rank) not in (j.labels, j.machine)
),
asked as (
    select m.*,
           l.in_scope,
           floors[m.task] as floor,
           case when e.task is not null then 'edited'
                when j.task is null and m.score < floors[m.task] then 'uncertain' end as why
    from machine as m
    join query_table(label_table) as l on l.post_id = m.post_id
    left join judged as j on j.post_id = m.post_id and j.task = m.task
    left join edited as e on e.post_id = m.post_id and e.task = m.task
),
posts as (
    select post_id,
           any_value(revision) as revision,
           any_value(model) filter (task = 'tone') as model,
           list({'task': task, 'why': why, 'score': score::double, 'floor': floor})
               -- out of scope there is no topic, stance or risk to be unsure of
               filter (why is not null and (in_scope or task in ('in_scope', 'tone', 'intent')))
               as doubts,
           coalesce(max(case when why = 'edited' then 1 else (floor - score) / floor end)
               filter (why is not null and (in_scope or task in ('in_scope', 'tone', 'intent'))), 0)
               as urgency
    from asked
    group by post_id
    having bool_or(in_scope) or bool_or(why = 'edited') or bool_or(task = 'in_scope' and why is not null)
),
parts as (
    select p.*,
           md5('random part ' || p.post_id) as lot,
           case when lot < '3333' and v.post_id is null then 'random'
                when doubts is not null then 'uncertain' end as chosen
    from posts as p
    left join (select distinct post_id from raw.verdict) as v on v.post_id = p.post_id
    where p.model is not null
)
select post_id,
       revision,
       model,
       chosen,
       urgency,
       list_sort(doubts) as doubts,
       row_number() over (
           partition by chosen
           order by case when chosen = 'random' then lot end, urgency desc, post_id) as place
from parts
where chosen is not null;

-- For notebooks: with `set variable review_floors = map {'tone': 0.55, …}`; without it, the random
-- part and edited wordings alone, because a floor belongs to a model and is stated with it.
create or replace view mart.review_queue as
from mart.review_queue_of('staging.stg_post', 'raw.annotation', 'staging.stg_label',
                          getvariable('review_floors')::map(varchar, double));
