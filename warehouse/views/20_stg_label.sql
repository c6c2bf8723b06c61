-- One row per post that was labelled: the word that counts for each task. A person's word wins.
-- Of people the latest word wins, whoever said it; without one, the newest model's. A watch-list hit
-- brings a text into scope unless a person says no; what a person puts out of scope has, by the guide,
-- no topic, no stance and no risk.
-- A person's word belongs to the wording that was read and carries over to later wordings: neither an
-- outlet's edit nor a newer model may silently undo a decision. When a machine reads an edited wording
-- otherwise than it and the person did before, mart.review_queue asks again.
-- Entities (place, commune, union_unit, enterprise, role) are said together, so the newest reading counts
-- for all of them; place '-' is a text that names none.
-- model is the machine that said the rest, the newest if several did; null when people said it all.
-- As a macro over a table of annotations, so that a digest can ask it of a few posts only.
create or replace macro staging.labels_of(source_table) as table
with ranked as materialized (
    select post_id, task, label, score, model, rank, made_at,
           model ^@ 'person@' as person
    from query_table(source_table)
    where model not like 'watchlist@%' or task = 'watch'
    qualify rank() over (
        partition by post_id,
            case when task in ('place', 'commune', 'union_unit', 'enterprise', 'role') then 'entity'
                 else task end
        order by person desc, made_at desc, model desc) = 1
),
watch_scope as (
    select distinct a.post_id
    from query_table(source_table) as a
    join ranked as r on r.post_id = a.post_id and r.task = 'watch' and r.model = a.model
    where a.task = 'in_scope' and a.label = '1'
),
-- Sorting small lists is many times cheaper than an ordered aggregate over all rows.
gathered as (
    select post_id,
           bool_or(person) filter (task = 'in_scope') as scope_by_person,
           bool_or(label = '1') filter (task = 'in_scope') as scope,
           max(score) filter (task = 'in_scope') as in_scope_score,
           list({'rank': rank, 'label': label}) filter (task = 'topic') as topics,
           any_value(label) filter (task = 'tone') as tone,
           any_value(label) filter (task = 'stance_union') as stance_union,
           any_value(label) filter (task = 'intent') as intent,
           max(try_cast(label as tinyint)) filter (task = 'risk') as risk,
           max(score) filter (task = 'risk') as risk_score,
           list({'rank': rank, 'label': label}) filter (task = 'place' and label <> '-') as places,
           list({'task': task, 'rank': rank, 'label': label})
               filter (task in ('commune', 'union_unit', 'enterprise', 'role')) as named,
           list({'rank': rank, 'label': label}) filter (task = 'watch' and label <> '-') as watch,
           min(score) filter (task in ('in_scope', 'tone', 'stance_union', 'intent', 'risk'))
               as least_score,
           arg_max(model, made_at) filter (
               not person and task in ('tone', 'intent', 'in_scope', 'stance_union', 'risk', 'topic')
           ) as model,
           bool_or(person) as reviewed
    from ranked
    group by post_id
),
decided as (
    select *, coalesce(scope_by_person and not scope, false) as ruled_out from gathered
)
select g.post_id,
       not ruled_out and (coalesce(scope, false) or w.post_id is not null) as in_scope,
       coalesce(in_scope_score, 0) as in_scope_score,
       case when ruled_out then ['off_topic']
            else coalesce(list_transform(list_sort(topics), lambda x: x.label), []) end as topics,
       coalesce(tone, 'neutral') as tone,
       case when ruled_out then 'none' else coalesce(stance_union, 'none') end as stance_union,
       coalesce(intent, 'inform') as intent,
       case when ruled_out then 0 else coalesce(risk, 0) end as risk,
       case when ruled_out then 1 else coalesce(risk_score, 0) end as risk_score,
       coalesce(list_transform(list_sort(places), lambda x: x.label), []) as places,
       coalesce([x.label for x in list_sort(named) if x.task = 'commune'], []) as communes,
       coalesce([x.label for x in list_sort(named) if x.task = 'union_unit'], []) as union_units,
       coalesce([x.label for x in list_sort(named) if x.task = 'enterprise'], []) as enterprises,
       coalesce([x.label for x in list_sort(named) if x.task = 'role'], []) as roles,
       coalesce(list_transform(list_sort(watch), lambda x: x.label), []) as watch,
       coalesce(least_score, 0) as least_score,
       model,
       reviewed
from decided as g
left join watch_scope as w on w.post_id = g.post_id;

create or replace view staging.stg_label as from staging.labels_of('raw.annotation');
