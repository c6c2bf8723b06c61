-- One row per source and look of its connector: how it ended, what the platform said of quota and access.
create or replace view mart.connector_look as
select id as source,
       happened_at as looked_at,
       ((happened_at at time zone 'UTC') + interval 7 hour)::date as day,
       fields ->> 'connector' as connector,
       what as outcome,              -- looked, partial, quota, expired, refused, failed
       what in ('looked', 'partial') as reached,
       coalesce(fields ->> 'reason', '') as reason,
       (fields ->> 'posts')::integer as posts,
       (fields ->> 'quota_left')::bigint as quota_left,
       (fields ->> 'quota_limit')::bigint as quota_limit,
       (fields ->> 'quota_reset')::timestamptz as quota_reset,
       coalesce(fields ->> 'quota_says', '') as quota_says,
       (fields ->> 'token_expires')::timestamptz as token_expires,
       (fields ->> 'retry_at')::timestamptz as retry_at,
       coalesce(fields ->> 'cannot_see', '') as cannot_see,
       event_id
from raw.event
where kind = 'connector';
