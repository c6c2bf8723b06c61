-- One row per own post and mark (1, 7, 30 days after publication) that was measured: its figures then.
-- A figure the platform does not give is null, never 0. on_time: late by at most a quarter of its mark;
-- what was measured later says how late it is and is left out of comparisons.
create or replace view mart.own_metric as
select id as post_id,
       fields ->> 'source' as source,
       (fields ->> 'mark')::integer as mark,
       (fields ->> 'due_at')::timestamptz as due_at,
       (fields ->> 'measured_at')::timestamptz as measured_at,
       (fields ->> 'late_hours')::double as late_hours,
       (fields ->> 'late_hours')::double <= 6 * (fields ->> 'mark')::integer as on_time,
       (fields ->> 'reactions')::bigint as reactions,
       (fields ->> 'comments')::bigint as comments,
       (fields ->> 'shares')::bigint as shares,
       (fields ->> 'views')::bigint as views,
       (fields ->> 'reach')::bigint as reach,
       (fields ->> 'clicks')::bigint as clicks
from raw.event
where kind = 'metric' and what = 'measured'
qualify row_number() over (
    partition by id, (fields ->> 'mark')::integer order by happened_at, event_id) = 1;
