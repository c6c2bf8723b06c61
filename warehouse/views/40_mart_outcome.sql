-- One row per source, Hà Nội day of the visit, role and outcome: how many inputs ended that way.
create or replace view mart.outcome_day as
select source,
       ((visited_at at time zone 'UTC') + interval 7 hour)::date as day,
       role,
       outcome,
       count(*) as inputs,
       sum(items) as items,
       sum(new_items) as new_items,
       any_value(reason) filter (reason <> '') as example_reason
from raw.visit
group by all;
