-- One row per information report that was sent: by type, in which month, to how many.
-- By the Hà Nội day it was sent. A report issued again is the same report: it counts once, as the first one
-- that stands in the register; what was withdrawn or is a draft counts not at all.
create or replace macro mart.c1_12(first, last, known) as table
with sent as (
    select r.id, r.code, r.unit, r.type, r.title, r.recipients, r.reissue_of,
           ((r.sent_at at time zone 'UTC') + interval 7 hour)::date as day
    from staging.stg_info_report as r
    join staging.stg_register_row as w on w.register = 'info_reports' and w.id = r.id
    where r.status = 'sent' and r.sent_at <= known and w.recorded_at <= known
),
told as (
    select s.*,
           s.reissue_of is not null and exists (
               from sent as o where o.code = s.reissue_of and o.id <> s.id) as again
    from sent as s
    where s.day between first and last
)
select unit, day, 'reports' as figure, type as part, 1.0::double as num, null::double as den,
       'register.info_reports' as kind, id, title as label
from told where not again
union all
select unit, day, 'months', strftime(day, '%Y-%m'), 1.0, null, 'register.info_reports', id, title
from told where not again
union all
select unit, day, 'recipients', '', len(recipients), null, 'register.info_reports', id, title
from told where not again and len(recipients) > 0
union all
select unit, day, 'reissued', '', 1.0, null, 'register.info_reports', id, title from told where again;
