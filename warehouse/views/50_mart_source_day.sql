-- One row per source and day of visit: was it reached, and what did it give.
-- As a macro over visits, so that a digest can ask it of a few weeks only.
create or replace macro mart.source_days(visit_table) as table
select source,
       ((visited_at at time zone 'UTC') + interval 7 hour)::date as day,
       count(*) filter (role in ('feed', 'section', 'sitemap')) as lists_asked,
       count(*) filter (role in ('feed', 'section', 'sitemap')
                        and outcome not in ('failed', 'blocked', 'robots')) as lists_reached,
       count(*) filter (outcome = 'stored') as stored,
       count(*) filter (outcome = 'revision') as revisions,
       count(*) filter (outcome = 'known') as known,
       count(*) filter (outcome = 'blocked') as blocked,
       count(*) filter (outcome = 'robots') as robots,
       count(*) filter (outcome = 'failed') as failed,
       count(*) filter (outcome = 'layout_changed') as layout_changed,
       count(*) filter (outcome = 'not_article') as not_article,
       max(visited_at) filter (outcome in ('stored', 'revision', 'known')) as last_success,
       arg_max(reason, visited_at) filter (outcome in ('failed', 'blocked', 'robots') and reason <> '')
           as last_reason
from query_table(visit_table)
group by all;

create or replace view mart.source_day as from mart.source_days('raw.visit');
