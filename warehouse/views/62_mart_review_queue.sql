-- One row per post that a person should read: why, how it was chosen, and its place in that part.
-- uncertain: the newest model's score of a task is below the stated floor and no person judged that
-- task; or the machine reads an edited wording otherwise than it and the person did before (edited).
-- random: a fixed fifth of the posts, drawn by id and never by score, so that nothing about a post
-- decides whether it is in it; only this part estimates overall accuracy. A post of that fifth is
-- asked for as random alone, or the sample would lose its hard posts to the other part.
-- Both parts come from what readers see: posts in scope, or whose scope is uncertain.
-- annotation_table, label_table: raw.annotation and staging.stg_label, or those of a few days.
create or replace macro mart.review_queue_of(annotation_table, label_table, floors) as table
with machine as (
    select post_id, task, list(label order by rank) as labels, arg_min(score, rank) as score,
           any_value(model) as model
    from (
        select a.* from query_table(annotation_table) as a
        semi join staging.stg_post as p on p.post_id = a.post_id and p.revision = a.revision
        where a.task in ('in_scope', 'topic', 'tone', 'stance_union', 'intent', 'risk')
          and not a.model ^@ 'person@' and a.model not like 'watchlist@%'
        qualify rank() over (
            partition by a.post_id, a.task order by a.made_at desc, a.model desc) = 1
    )
    group by post_id, task
),
judged as (
    select post_id, task, arg_max(revision, judged_at) as revision,
           arg_max(labels, judged_at) as labels, arg_max(machine, judged_at) as machine
    from raw.verdict
    group by post_id, task
),
asked as (
    select m.*,
           p.revision,
           l.in_scope,
           floors[m.task] as floor,
           m.task = 'in_scope' and j.task is null and m.score < floors['in_scope'] as scope_unsure,
           case when j.task is null and m.score < floors[m.task] then 'uncertain'
                when j.revision <> p.revision and m.labels <> j.labels and m.labels <> j.machine
                    then 'edited' end as why
    from machine as m
    join staging.stg_post as p on p.post_id = m.post_id
    join query_table(label_table) as l on l.post_id = m.post_id
    left join judged as j on j.post_id = m.post_id and j.task = m.task
),
posts as (
    select post_id,
           any_value(revision) as revision,
           any_value(model) filter (task = 'tone') as model,
           bool_or(in_scope) as in_scope,
           bool_or(scope_unsure) as scope_unsure,
           list({'task': task, 'labels': labels, 'score': score::double}) as machine,
           list({'task': task, 'why': why, 'score': score::double, 'floor': floor})
               -- out of scope there is no topic, stance or risk to be unsure of
               filter (why is not null and (in_scope or task in ('in_scope', 'tone', 'intent')))
               as doubts
    from asked
    group by post_id
),
chosen as (
    select p.*,
           exists (from raw.verdict as v where v.post_id = p.post_id) as seen,
           md5('random part ' || p.post_id) as lot
    from posts as p
    where (in_scope or scope_unsure or list_contains(list_transform(doubts, lambda d: d.why), 'edited'))
      and p.model is not null
),
parts as (
    select *,
           case when not seen and lot < '3333' then 'random'
                when doubts is not null then 'uncertain' end as chosen,
           coalesce(list_max(list_transform(doubts, lambda d:
               case when d.why = 'edited' then 1 else (d.floor - d.score) / d.floor end)), 0) as urgency
    from chosen
)
select post_id,
       revision,
       model,
       chosen,
       urgency,
       list_sort(doubts) as doubts,
       machine,
       row_number() over (
           partition by chosen
           order by case when chosen = 'random' then lot end, urgency desc, post_id) as place
from parts
where chosen is not null;

-- For notebooks: with `set variable review_floors = map {'tone': 0.55, …}`; without it, the random
-- part and edited wordings alone, because a floor belongs to a model and is stated with it.
create or replace view mart.review_queue as
from mart.review_queue_of('raw.annotation', 'staging.stg_label',
                          getvariable('review_floors')::map(varchar, double));
