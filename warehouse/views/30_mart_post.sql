-- One row per post: what readers may see of it, with its labels and its story; no author key.
-- As a macro over a table of posts and one of labels, so that a digest can ask it of a few posts only.
create or replace macro mart.posts_from(post_table, label_table) as table
select p.post_id,
       p.revision,
       p.source,
       coalesce(s.name, p.source) as source_name,
       s."group" as source_group,
       s.type as source_type,
       coalesce(s.declared, false) as source_declared,
       p.kind,
       p.url,
       p.title,
       p.lead,
       p.body,
       p.author,
       p.native_id,
       p.parent_id,
       p.section,
       p.method,
       p.published_at,
       p.first_seen,
       p.last_seen,
       p.revisions,
       p.day,
       p.first_seen_day,
       p.undated,
       l.post_id is not null as labelled,
       coalesce(l.in_scope, false) as in_scope,
       coalesce(l.in_scope_score, 0) as in_scope_score,
       coalesce(l.topics, []) as topics,
       l.tone,
       l.stance_union,
       l.intent,
       coalesce(l.risk, 0) as risk,
       coalesce(l.risk_score, 0) as risk_score,
       coalesce(l.places, []) as places,
       coalesce(l.communes, []) as communes,
       coalesce(l.union_units, []) as union_units,
       coalesce(l.enterprises, []) as enterprises,
       coalesce(l.roles, []) as roles,
       coalesce(l.watch, []) as watch,
       l.least_score,
       l.model,
       coalesce(l.reviewed, false) as reviewed,
       m.story_id
from query_table(post_table) as p
left join query_table(label_table) as l using (post_id)
left join raw.story_member as m using (post_id)
left join raw.source as s on s.source = p.source;

create or replace macro mart.posts_with(label_table) as table
from mart.posts_from('staging.stg_post', label_table);

create or replace view mart.post as from mart.posts_with('staging.stg_label');
