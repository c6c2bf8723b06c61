-- One row per unit and half year that a report by the 5 criteria is owed for: sent, on time; how full it is (answered).
-- Of the half years that end in the period; owed by the units of the last day of each. A report for the year serves the second
-- half too. The due time is what the register says for the unit, else for another unit of that half year,
-- else so many days after its end (register of targets, code T7). Not sent before that is not late yet.
-- The first sending counts; a report issued again is the same. answered: questions with a figure in the file handed in.
create or replace macro mart.t7(first, last, known) as table
with halves as (
    select strftime(m, '%Y') || case month(m) when 6 then '-H1' else '-H2' end as half,
           strftime(m, '%Y') as year, last_day(m)::date as day
    from (select unnest(range(date_trunc('month', first::timestamp), last::timestamp + interval 1 day,
                              interval 1 month)) as m) as months
    where month(m) in (6, 12) and last_day(m) between first and last
),
sent as (
    select r.id, r.unit, r.period, r.title, r.due_at,
           case when r.status = 'sent' and r.sent_at <= known then r.sent_at end as sent_at
    from staging.stg_info_report as r
    join staging.stg_register_row as w on w.register = 'info_reports' and w.id = r.id
    where r.type = 'criteria' and w.recorded_at <= known and r.status <> 'withdrawn'
),
owed as (
    select h.half, h.year, h.day, u.code, u.name,
           (select value from staging.stg_target as t
            where t.code = 'T7' and t.duty = 'definition' and h.day >= t.valid_from
              and h.day <= coalesce(t.valid_to, date '9999-12-31')) as days_after
    from halves as h
    join staging.stg_unit as u
        on h.day between u.valid_from and coalesce(u.valid_to, date '9999-12-31')
    join staging.stg_target as t
        on t.code = 'T7' and t.duty = 'must' and t.applies_to in ('all', u.level)
        and u.level in ('province', 'upper')
        and h.day between t.valid_from and coalesce(t.valid_to, date '9999-12-31')
),
found as (
    select o.half, o.day, o.code, any_value(o.name) as name, min(s.sent_at) as sent_at,
           arg_min(s.id, s.sent_at) as report,
           coalesce(min(s.due_at),
                    (select max(d.due_at) from sent as d where d.period in (o.half) and d.unit <> o.code),
                    ((o.day + o.days_after::integer)::timestamp + interval 10 hour) at time zone 'UTC') as due_at
    from owed as o
    left join sent as s on s.unit = o.code
        and (s.period = o.half or (o.half like '%-H2' and s.period = o.year))
    group by o.half, o.day, o.code, o.days_after
),
judged as (
    select *, coalesce(sent_at <= due_at, false) as on_time,
           name || ', ' || half || ': '
               || case when sent_at is null then case when due_at <= known then 'chưa nộp' else 'chưa đến hạn' end
                       else 'nộp ' || strftime((sent_at at time zone 'UTC') + interval 7 hour, '%d/%m/%Y')
                            || case when sent_at <= due_at then '' else ', muộn' end end as label
    from found
    where sent_at is not null or due_at <= known
)
select code as unit, day, 'on_time' as figure, '' as part, on_time::integer::double as num, 1.0::double as den,
       'unit' as kind, code || '/' || half as id, label
from judged
union all
select code, day, 'submitted', '', (sent_at is not null)::integer::double, 1.0, 'unit', code || '/' || half, label
from judged
union all
select e.unit, h.day, 'answered', e.unit, e.answered, e.asked, 'report', e.id,
       e.answered::integer || '/' || e.asked::integer || ' câu hỏi'
from main.received_reports(known) as e
join halves as h on e.period = h.half or (h.half like '%-H2' and e.period = h.year);
