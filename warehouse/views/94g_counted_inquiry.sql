-- One row per valid question to a page of the union, as known at a moment: how long its first human reply took.
-- hours: how long an answer may take; exactly so many hours is in time. Wall clock, nights and Tết included.
-- fate known: answered, or out of time. What was said after `known` is not known yet. unit: whose page it is.
create or replace macro main.page_inquiries(known, hours, on_day) as table
with asked as (
    select i.id, i.channel, i.source, i.topic,
           coalesce(nullif(i.unit, ''), p.unit,
                    (select min(code) from staging.unit_on(on_day) where level = 'province')) as unit,
           i.received_at,
           ((i.received_at at time zone 'UTC') + interval 7 hour)::date as day,
           case when i.first_reply_at <= known then epoch(i.first_reply_at) - epoch(i.received_at) end as reply_s,
           case when i.answered_at <= known then epoch(i.answered_at) - epoch(i.received_at) end as answer_s,
           epoch(known) - epoch(i.received_at) as age_s
    from mart.inquiry as i
    left join main.own_pages(on_day) as p on p.source = i.source
    where i.status <> 'invalid' and i.received_at <= known and i.channel in ('facebook', 'zalo', 'comment')
)
select id, channel, case channel when 'comment' then 'comment' else 'message' end as form, source, topic, unit,
       received_at, day,
       case when reply_s is not null then greatest(0, reply_s) / 3600 end as reply_hours,
       case when answer_s is not null then greatest(0, answer_s) / 3600 end as answer_hours,
       case when reply_s is not null then reply_s <= hours * 3600
            when age_s > hours * 3600 then false end as in_time,
       reply_s is null and age_s > hours * 3600 as overdue,
       case when reply_s is null then null
            when reply_s <= 3600 then '≤1' when reply_s <= 4 * 3600 then '1–4'
            when reply_s <= 8 * 3600 then '4–8' when reply_s <= 24 * 3600 then '8–24' else '>24' end as bucket,
       strftime((received_at at time zone 'UTC') + interval 7 hour, 'Nhận %H:%M ngày %d/%m/%Y')
           || case when reply_s is not null
                   then ', trả lời sau ' || replace(round(greatest(0, reply_s) / 3600, 1)::varchar, '.', ',') || ' giờ'
                   else ', chưa trả lời' end as label
from asked;
