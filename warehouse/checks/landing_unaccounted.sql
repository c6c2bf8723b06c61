-- Landing files of which a line or an input is missing in the tables, or stands there twice.
with stored as (
    select file_id, count(*) as posts from raw.post group by file_id
), counted as (
    select file_id, count(*) as inputs,
           count(*) filter (outcome in ('stored', 'revision')) as new_wordings
    from raw.visit group by file_id
), refused as (
    select file_id, count(*) as quarantined from raw.quarantine group by file_id
), judged as (
    select file_id, count(*) as verdicts from raw.verdict group by file_id
), happened as (
    select file_id, count(*) as events from raw.event group by file_id
)
select f.file_id
from raw.landing_file as f
left join stored as s using (file_id)
left join counted as c using (file_id)
left join refused as r using (file_id)
left join judged as j using (file_id)
left join happened as h using (file_id)
where f.inputs is not null           -- null: loaded before files were counted
  and f.copy_of is null              -- a copy adds no row
  and (f.lines <> f.posts + f.visits + f.quarantined + coalesce(f.verdicts, 0)
                  + coalesce(f.events, 0)
       or f.inputs <> coalesce(c.inputs, 0)
       or f.quarantined <> coalesce(r.quarantined, 0)
       or coalesce(f.verdicts, 0) <> coalesce(j.verdicts, 0)
       or coalesce(f.new_events, 0) <> coalesce(h.events, 0)
       or coalesce(s.posts, 0) <> coalesce(c.new_wordings, 0))
union all
select file_id
from (select file_id from stored union select file_id from counted
      union select file_id from refused union select file_id from judged
      union select file_id from happened)
anti join raw.landing_file using (file_id);
