-- One row per post that was labelled: the word that counts for each task. A person's word wins,
-- then the newest model's; a watch-list hit brings a text into scope unless a person says no.
create or replace view staging.stg_label as
with ranked as (
    select post_id, task, label, score, model, rank,
           case when model like 'person:%' then 1 else 0 end as person,
           made_at
    from raw.annotation
    where model not like 'watchlist@%' or task = 'watch'
    qualify rank() over (partition by post_id, task order by person desc, made_at desc, model desc) = 1
),
watch_scope as (
    select a.post_id
    from raw.annotation as a
    join ranked as r on r.post_id = a.post_id and r.task = 'watch' and r.model = a.model
    where a.task = 'in_scope' and a.label = '1'
)
select r.post_id,
       case when bool_or(task = 'in_scope' and person = 1)
            then bool_or(task = 'in_scope' and label = '1')
            else bool_or(task = 'in_scope' and label = '1') or bool_or(w.post_id is not null)
       end as in_scope,
       coalesce(max(score) filter (task = 'in_scope'), 0) as in_scope_score,
       coalesce(list(label order by rank) filter (task = 'topic'), []) as topics,
       coalesce(any_value(label) filter (task = 'tone'), 'neutral') as tone,
       coalesce(any_value(label) filter (task = 'stance_union'), 'none') as stance_union,
       coalesce(any_value(label) filter (task = 'intent'), 'inform') as intent,
       coalesce(max(label::tinyint) filter (task = 'risk'), 0) as risk,
       coalesce(max(score) filter (task = 'risk'), 0) as risk_score,
       coalesce(list(label order by rank) filter (task = 'place'), []) as places,
       coalesce(list(label order by rank) filter (task = 'watch' and label <> '-'), []) as watch,
       coalesce(min(score) filter (task in ('in_scope', 'tone', 'stance_union', 'intent', 'risk')), 0)
           as least_score,
       any_value(model) filter (task = 'tone') as model,
       bool_or(person = 1) as reviewed
from ranked as r
left join watch_scope as w on w.post_id = r.post_id
group by r.post_id;
