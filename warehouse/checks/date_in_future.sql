-- Texts found or visits made later than now, and texts published after they were found.
-- A day of grace: outlets announce, clocks differ.
select 'post' as what, post_id as which, coalesce(published_at, fetched_at) as moment
from raw.post
where fetched_at > now() + interval 1 day
   or published_at > fetched_at + interval 1 day
union all
select 'visit', url, visited_at
from raw.visit
where visited_at > now() + interval 1 day;
