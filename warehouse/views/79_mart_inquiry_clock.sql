-- One row per valid question: how long its first human reply took, as of now. For T3b, T6 and 5.04.
-- Without names, keys and texts: what a reader may see. within is how long an answer may take, of the
-- office's inquiries.toml; 24:00:00 is in time. in_time null: not answered and time is left.
-- langnghe.cases.clock says the same to programs; a test holds the two equal.
create or replace macro mart.inquiry_clock_at(as_of, within) as table
select id,
       channel,
       case when channel = 'comment' then 'comment'
            when channel in ('facebook', 'zalo') then 'message' else 'other' end as form,
       source,
       unit,
       topic,
       role,
       status,
       received_at,
       ((received_at at time zone 'UTC') + interval 7 hour)::date as day,
       received_at + within as due_at,
       first_reply_at,
       case when first_reply_at is not null
            then greatest(0, epoch(first_reply_at) - epoch(received_at)) / 3600 end as reply_hours,
       case when answered_at is not null
            then greatest(0, epoch(answered_at) - epoch(received_at)) / 3600 end as answer_hours,
       case when first_reply_at is null then null
            when epoch(first_reply_at) - epoch(received_at) <= 3600 then '≤1'
            when epoch(first_reply_at) - epoch(received_at) <= 4 * 3600 then '1–4'
            when epoch(first_reply_at) - epoch(received_at) <= 8 * 3600 then '4–8'
            when epoch(first_reply_at) - epoch(received_at) <= 24 * 3600 then '8–24'
            else '>24' end as bucket,
       case when first_reply_at is not null then first_reply_at <= received_at + within
            when as_of > received_at + within then false end as in_time,
       first_reply_at is null and as_of > received_at + within as overdue,
       auto_replies,
       reopened,
       answers,
       first_channel,
       csat,
       nullif(reaction, '') as reaction
from mart.inquiry
where status <> 'invalid' and received_at <= as_of;

create or replace view mart.inquiry_clock
as from mart.inquiry_clock_at(now()::timestamptz, interval 24 hour);
