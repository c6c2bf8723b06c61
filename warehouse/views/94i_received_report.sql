-- One row per unit and period whose report by the 5 criteria was handed in as a file: how many questions it answers.
-- The last file of a unit and period known at a moment.
create or replace macro main.received_reports(known) as table
select id, fields ->> 'unit' as unit, fields ->> 'period' as period,
       (fields ->> 'answered')::double as answered, (fields ->> 'total')::double as asked
from raw.event
where kind = 'report' and what = 'received' and happened_at <= known
qualify row_number() over (partition by id order by happened_at desc, event_id desc) = 1;
