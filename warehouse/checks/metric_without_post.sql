-- Figures and descriptions of posts that are not here.
select distinct id
from raw.event
where kind = 'metric' and id not in (select post_id from raw.post);
