-- One row per source, Hà Nội day of the visit, role and outcome: how many inputs ended that way.
-- As a macro over visits, so that a digest can ask it of a few weeks only.
create or replace macro mart.outcome_days(visit_table) as table
select source,
       ((visited_at at time zone 'UTC') + interval 7 hour)::date as day,
       role,
       outcome,
       count(*) as inputs,
       sum(items) as items,
       sum(new_items) as new_items,
       any_value(reason) filter (reason <> '') as example_reason
from query_table(visit_table)
group by all;

create or replace view mart.outcome_day as from mart.outcome_days('raw.visit');
