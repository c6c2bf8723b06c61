-- One row per question to any page of the union: in time or not (by form, by unit), hours, overdue now.
-- Comments and messages apart; Facebook and Zalo; as T3b otherwise (register of targets, code T6). What came by
-- telephone, letter or form is no matter of a page and is counted in 5.04.
create or replace macro mart.t6(first, last, known) as table
with asked as (
    select i.* from main.page_inquiries(known, main.asked_for('T6', '', last), last) as i
    where i.day between first and last
)
select unit, day, 'in_time' as figure, form as part, in_time::integer::double as num, 1.0::double as den,
       'inquiry' as kind, id, label
from asked where in_time is not null
union all
select unit, day, 'by_unit', coalesce(unit, ''), in_time::integer::double, 1.0, 'inquiry', id, label
from asked where in_time is not null
union all
select unit, day, 'hours', form, reply_hours, null, 'inquiry', id, label from asked where reply_hours is not null
union all
select unit, day, 'overdue', '', 1.0, null, 'inquiry', id, label from asked where overdue;
