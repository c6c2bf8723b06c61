-- Members of stories that are no posts.
select post_id, story_id
from raw.story_member
anti join raw.post using (post_id);
