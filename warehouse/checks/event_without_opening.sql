-- Alerts, cases and questions of which something is told, but not that they were opened.
select kind, id
from raw.event
where kind in ('alert', 'case', 'inquiry')
group by kind, id
having count(*) filter (what = 'opened') = 0;
