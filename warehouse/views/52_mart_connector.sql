-- One row per source with a connector that has looked: its last look, and since when it is in vain.
create or replace view mart.connector as
select l.source,
       l.connector,
       l.looked_at,
       l.outcome,
       l.reached,
       l.reason,
       l.quota_left,
       l.quota_limit,
       l.quota_reset,
       l.quota_says,
       l.token_expires,
       l.retry_at,
       l.cannot_see,
       h.last_success,
       h.in_vain_since,
       h.looks_in_vain
from mart.connector_look as l
join (
    select source,
           max(looked_at) filter (reached) as last_success,
           min(looked_at) filter (not reached and looked_at > coalesce(last_reached, '-infinity'))
               as in_vain_since,
           count(*) filter (not reached and looked_at > coalesce(last_reached, '-infinity'))
               as looks_in_vain
    from (
        select *, max(looked_at) filter (reached) over (partition by source) as last_reached
        from mart.connector_look
    )
    group by source
) as h using (source)
qualify row_number() over (partition by l.source order by l.looked_at desc, l.event_id desc) = 1;
