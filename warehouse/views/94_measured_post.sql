-- One row per post, as the criteria count it: mart.post without its words, whose source it is, its outlet.
-- Macros of the criteria name it without a schema. While a report is made, warehouse.measured.prepared puts
-- a temporary table of this name before it, worked out once for the period and what is near it: labels
-- of a year's posts are folded once, not forty times. Who needs words joins raw.post by post_id, revision;
-- who needs other years asks mart.post.
-- Of a text that is out of scope, not of our own pages and not said under a post of ours only that is told:
-- no topic, tone, stance, risk, place. Most texts are such, and folding what machines said of them would be
-- most of the work of a report.
-- outlet: the publishing house, for copies inside one are not independent. source_kind: the groups of 1.03.
create or replace macro main.source_kinds() as table
select source,
       case when not declared then 'undeclared'
            else case type
                when 'news' then 'press_central'
                when 'local_press' then 'press_local'
                when 'labour_press' then 'press_union'
                when 'union' then 'portal'
                when 'government' then 'portal'
                when 'forum' then 'forum'
                when 'social' then 'social_page'
                else 'other' end end as source_kind
from raw.source;

-- Posts of our own channels, by what the connectors told of them.
create or replace macro main.own_ids() as table
select distinct id from raw.event where kind = 'metric' and what in ('described', 'removed');

create or replace macro main.measured_posts(post_table) as table
select p.* exclude (lead, body, author, section, in_scope_score, topics, tone, stance_union, intent, risk,
                    risk_score, places, communes, union_units, enterprises, roles, watch, least_score, model),
       in_scope or coalesce(s.own, false) or o.id is not null or u.id is not null as told,
       case when told then in_scope_score end as in_scope_score,
       case when told then topics else [] end as topics,
       case when told then tone end as tone,
       case when told then stance_union end as stance_union,
       case when told then intent end as intent,
       case when told then risk else 0 end as risk,
       case when told then risk_score end as risk_score,
       case when told then places else [] end as places,
       case when told then communes else [] end as communes,
       case when told then union_units else [] end as union_units,
       case when told then enterprises else [] end as enterprises,
       case when told then roles else [] end as roles,
       case when told then watch else [] end as watch,
       case when told then least_score end as least_score,
       case when told then model end as model,
       coalesce(nullif(p.source_group, ''), p.source) as outlet,
       coalesce(s.own, false) as own,
       s.unit as source_unit,
       s.reliability,
       coalesce(k.source_kind, 'other') as source_kind
from query_table(post_table) as p
left join raw.source as s on s.source = p.source
left join main.source_kinds() as k on k.source = p.source
left join main.own_ids() as o on o.id = p.post_id
left join main.own_ids() as u on u.id = p.parent_id;

create or replace view main.measured_post as from main.measured_posts('mart.post');
