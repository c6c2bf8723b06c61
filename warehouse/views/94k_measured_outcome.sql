-- One row per unit, month and campaign of a period with figures of work done, as the criteria count them.
-- A unit tells what it does itself; of a grassroots union whose upper union has a row for the month nothing
-- is added, for that row has it already.
create or replace macro main.measured_outcomes(first, last, known) as table
with told as (
    select o.*, last_day(o.month) as until
    from staging.stg_outcome as o
    join staging.stg_register_row as r on r.register = 'outcomes' and r.id = o.id
    where r.recorded_at <= known and o.month between first and last
)
select t.*, 'tháng ' || strftime(t.month, '%m/%Y') || coalesce(', ' || t.campaign, '') as label
from told as t
left join staging.stg_unit as u
    on u.code = t.unit and u.level = 'grassroots'
    and t.until between u.valid_from and coalesce(u.valid_to, date '9999-12-31')
where u.code is null
   or not exists (from told as p where p.unit = u.parent and p.month = t.month);
