-- One row per public comment that asks and is no question of ours yet: a person confirms or turns it down.
-- The model's intent label (a person's word wins). Which sources are our own, the caller knows.
create or replace view mart.inquiry_proposal as
select p.post_id,
       p.source,
       p.parent_id,
       p.url,
       p.body as text,
       coalesce(p.published_at, p.first_seen) as asked_at,
       p.first_seen,
       p.topics,
       p.places,
       p.least_score,
       p.reviewed
from mart.post as p
where p.kind = 'comment'
  and p.intent = 'ask'
  and not exists (from mart.inquiry as i where i.post_id = p.post_id);
