-- Labels of a wording that is not in the warehouse.
select post_id, revision, task, model
from raw.annotation
anti join raw.post using (post_id, revision);
