-- One row per question, with the few fields that the watch asks for after every crawl.
-- staging.stg_inquiry folds them all, which takes seconds for thousands of questions; a test holds what
-- both say equal.
create or replace view staging.stg_inquiry_brief as
with told as (
    select id, fields,
           {'at': happened_at, 'later': what <> 'opened', 'last': what = 'closed', 'event': event_id} as turn,
           -- a second opening changes nothing but the clock
           what <> 'opened'
               or row_number() over (partition by id, what order by happened_at, event_id) = 1 as counts
    from raw.event
    where kind = 'inquiry'
),
folded as (
    select id,
           arg_max_null(fields ->> 'source', turn) filter (counts and json_exists(fields, '$.source')) as source,
           arg_max_null(fields ->> 'asker', turn) filter (counts and json_exists(fields, '$.asker')) as asker,
           arg_max_null(fields ->> 'topic', turn) filter (counts and json_exists(fields, '$.topic')) as topic,
           arg_max_null(fields ->> 'unit', turn) filter (counts and json_exists(fields, '$.unit')) as unit,
           arg_max_null(fields ->> 'post_id', turn) filter (counts and json_exists(fields, '$.post_id')) as post_id,
           arg_max_null(fields ->> 'question', turn) filter (counts and json_exists(fields, '$.question')) as question,
           arg_max_null(fields ->> 'status', turn) filter (counts and json_exists(fields, '$.status')) as status,
           (arg_max_null(fields ->> 'opened_at', turn) filter (counts and json_exists(fields, '$.opened_at')))::timestamptz as opened_at,
           (arg_max_null(fields ->> 'answered_at', turn) filter (counts and json_exists(fields, '$.answered_at')))::timestamptz as answered_at,
           (arg_max_null(fields ->> 'closed_at', turn) filter (counts and json_exists(fields, '$.closed_at')))::timestamptz as closed_at,
           (arg_max_null(fields ->> 'ignored_until', turn) filter (counts and json_exists(fields, '$.ignored_until')))::timestamptz as ignored_until,
           min((fields ->> 'received_at')::timestamptz) as received_at,
           list((fields ->> 'replied_at')::timestamptz) filter ((fields ->> 'replied_at') is not null)
               as replies
    from told
    group by id
    having bool_or(json_exists(fields, '$.opened_at'))
)
select * exclude (replies, ignored_until),
       list_min(list_filter(replies, lambda r: ignored_until is null or r > ignored_until))
           as first_reply_at
from folded;
