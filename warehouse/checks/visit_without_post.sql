-- Visits that say a post was stored, known or edited, where there is no such post.
select source, url, visited_at, outcome
from raw.visit
anti join raw.post using (post_id)
where outcome in ('stored', 'revision')
   or (outcome = 'known' and post_id is not null);
