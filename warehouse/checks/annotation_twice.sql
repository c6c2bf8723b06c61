-- One rank of one task said twice in one breath by one model.
select post_id, revision, task, model, rank, made_at
from raw.annotation
group by all
having count(*) > 1;
