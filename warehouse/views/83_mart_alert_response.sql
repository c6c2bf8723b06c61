-- One row per alert that people were told of (levels 3–5): how it was answered, for criterion 1.11.
-- Hours from the alert to the first proposal of its case and to the approval; null: not yet.
create or replace view mart.alert_response as
with proposed as (
    select id as case_id, min(happened_at) as proposed_at from raw.event
    where kind = 'case' and what = 'proposed' group by id
)
select a.id,
       a.risk,
       a.origin,
       a.peak,
       ((a.opened_at at time zone 'UTC') + interval 7 hour)::date as day,
       a.acknowledged_at,
       a.verdict,
       c.id as case_id,
       c.status as case_status,
       (epoch(a.acknowledged_at) - epoch(a.opened_at)) / 3600 as hours_to_acknowledge,
       (epoch(p.proposed_at) - epoch(a.opened_at)) / 3600 as hours_to_proposal,
       (epoch(c.approved_at) - epoch(a.opened_at)) / 3600 as hours_to_approval,
       c.proposed_by
from mart.alert as a
left join mart.case_ as c on c.id = a.case_id
left join proposed as p on p.case_id = c.id
where a.rung >= 3 and a.risk <> 'R0';
