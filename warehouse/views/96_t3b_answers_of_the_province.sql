-- One row per question to the Facebook page of the province: in time or not, hours, bucket, overdue now.
-- Messages and comments; by the day received. The hours stand in the register of targets (code T3b). A
-- question still within them and unanswered is in no figure yet. An automatic reply is none, spam is no
-- question, “đang chuyển chuyên môn” is a first reply; solved_hours is the time to the full answer.
create or replace macro mart.t3b(first, last, known) as table
with asked as (
    select i.* from main.page_inquiries(known, main.asked_for('T3b', '', last), last) as i
    where i.day between first and last and i.channel in ('facebook', 'comment')
      and coalesce(i.unit, '') in ('', (select min(code) from staging.unit_on(last) where level = 'province'))
)
select unit, day, 'in_time' as figure, '' as part, in_time::integer::double as num, 1.0::double as den,
       'inquiry' as kind, id, label
from asked where in_time is not null
union all
select unit, day, 'hours', '', reply_hours, null, 'inquiry', id, label from asked where reply_hours is not null
union all
select unit, day, 'buckets', bucket, 1.0, null, 'inquiry', id, label from asked where bucket is not null
union all
select unit, day, 'overdue', '', 1.0, null, 'inquiry', id, label from asked where overdue
union all
select unit, day, 'solved_hours', '', answer_hours, null, 'inquiry', id, label
from asked where answer_hours is not null;
