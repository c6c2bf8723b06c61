-- One row per post, wording and task that two people judged: what the first and the second said.
-- Two people are two roles, or two reader codes of one role; each counts with the last word.
create or replace view mart.agreement as
with last_words as (
    select post_id, revision, task, role, reader,
           arg_max(labels, judged_at) as labels,
           max(judged_at) as judged_at
    from raw.verdict
    group by all
),
ordered as (
    select *, row_number() over (
        partition by post_id, revision, task order by judged_at, role, reader) as place
    from last_words
)
select a.post_id,
       a.revision,
       a.task,
       a.labels as first_labels,
       b.labels as second_labels,
       ((b.judged_at at time zone 'UTC') + interval 7 hour)::date as day
from ordered as a
join ordered as b
    on b.post_id = a.post_id and b.revision = a.revision and b.task = a.task
where a.place = 1 and b.place = 2;
