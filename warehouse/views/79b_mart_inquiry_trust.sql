-- One row per Hà Nội month: whether people come to the union first, how content they are, who returns.
-- For 5.04 (union_first of known) and 5.05 (returning: askers of the month, known by a keyed hash of one
-- source, who had asked before). csat: mean of 1–5 over csat_n; thanks and reproach as labelled.
create or replace view mart.inquiry_trust as
with asked as (
    select *, date_trunc('month', (received_at at time zone 'UTC') + interval 7 hour)::date as month,
           min(received_at) over (partition by source, asker) as first_asked_at
    from staging.stg_inquiry
    where status <> 'invalid'
)
select month,
       count(*) as n,
       count(*) filter (first_channel is not null and first_channel <> 'unknown') as known,
       count(*) filter (first_channel = 'union') as union_first,
       count(csat) as csat_n,
       avg(csat) as csat,
       count(*) filter (reaction = 'thanks') as thanks,
       count(*) filter (reaction = 'reproach') as reproach,
       count(distinct source || asker) filter (asker <> '') as askers,
       count(distinct source || asker) filter (asker <> '' and first_asked_at < received_at) as returning
from asked
group by month;
