-- Marks of an own post that were measured more than once: figures would be counted twice.
select id, fields ->> 'mark' as mark
from raw.event
where kind = 'metric' and what = 'measured'
group by all
having count(*) > 1;
