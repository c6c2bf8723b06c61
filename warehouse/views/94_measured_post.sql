-- One row per post, as the criteria count it: mart.post without its words, whose source it is, its outlet.
-- Macros of the criteria name it without a schema. While a report is made, warehouse.measured.prepared puts
-- a temporary table of this name before it, worked out once for the period and what is near it: labels
-- of a year's posts are folded once, not forty times. Who needs words joins raw.post by post_id, revision;
-- who needs other years asks mart.post.
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

create or replace macro main.measured_posts(post_table) as table
select p.* exclude (lead, body, author, section),
       coalesce(nullif(p.source_group, ''), p.source) as outlet,
       coalesce(s.own, false) as own,
       s.unit as source_unit,
       s.reliability,
       coalesce(k.source_kind, 'other') as source_kind
from query_table(post_table) as p
left join raw.source as s on s.source = p.source
left join main.source_kinds() as k on k.source = p.source;

create or replace view main.measured_post as from main.measured_posts('mart.post');
