-- Verdicts of people whose word does not stand among the annotations, or not for this wording.
select v.post_id, v.revision, v.task, v.role, v.judged_at
from raw.verdict as v
anti join raw.annotation as a
    on a.post_id = v.post_id and a.revision = v.revision and a.task = v.task
    and a.model = 'person@' || v.role and a.made_at = v.judged_at;
