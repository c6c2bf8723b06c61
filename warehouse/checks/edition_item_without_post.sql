-- Items shown in an edition that are no posts.
select edition_day, post_id
from raw.edition_item
anti join raw.post using (post_id);
