-- Posts whose finding was never counted.
select distinct post_id
from raw.post
anti join raw.visit using (post_id);
