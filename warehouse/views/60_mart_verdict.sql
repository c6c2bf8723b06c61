-- One row per verdict: what a person judged of one task of one wording, whether it changed the
-- machine's label, and whether it is the one that counts. No reader code.
create or replace view mart.verdict as
select post_id,
       revision,
       task,
       labels,
       machine,
       machine_model,
       'person@' || role as said_by,
       chosen,
       judged_at,
       ((judged_at at time zone 'UTC') + interval 7 hour)::date as day,
       -- the order of the second and third topic is no change
       labels[1] <> machine[1] or list_sort(labels) <> list_sort(machine) as changed,
       -- a post is counted once, by the last word on it
       row_number() over (partition by post_id, task order by judged_at desc, said_by desc) = 1
           as counts
from raw.verdict;
