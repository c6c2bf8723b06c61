-- One row per source with a connector and Hà Nội day on which it looked: "0 tin" is not "không thu được".
create or replace view mart.connector_day as
select source,
       day,
       count(*) as looks,
       count(*) filter (reached) as looks_reached,
       count(*) filter (outcome = 'partial') as looks_partial,
       count(*) filter (outcome = 'quota') as looks_quota,
       count(*) filter (outcome = 'expired') as looks_expired,
       count(*) filter (outcome = 'refused') as looks_refused,
       count(*) filter (outcome = 'failed') as looks_failed,
       sum(posts)::bigint as posts,
       bool_or(reached) as heard,
       min(quota_left) as least_quota_left,
       arg_max(reason, looked_at) filter (reason <> '') as last_reason
from mart.connector_look
group by source, day;
