-- One row per question somebody asked: its state now, folded from its events field by field.
-- langnghe.cases.inquiry.fold_inquiries gives the same to programs; a test holds the two equal.
-- Of the clock's moments the least wins, whatever comes later: received_at over all that were told,
-- first_reply_at over the replies after ignored_until. A second opening changes nothing else.
create or replace view staging.stg_inquiry as
with told as (
    select id, happened_at, event_id, what, fields
    from raw.event
    where kind = 'inquiry'
    qualify what <> 'opened'
        or row_number() over (partition by id, what order by happened_at, event_id) = 1
),
written as (
    select id, happened_at, event_id, what, fields, unnest(json_keys(fields)) as name from told
),
-- last write wins; of one moment the opening is first and the closing last
last_one as (
    select id, name, json_extract(fields, '$.' || name) as value
    from written
    where regexp_full_match(name, '[a-z_]+')
    qualify row_number() over (
        partition by id, name
        order by happened_at desc, what <> 'opened' desc, what = 'closed' desc, event_id desc) = 1
),
came as (
    select id, min((fields ->> 'received_at')::timestamptz) as received_at
    from raw.event where kind = 'inquiry' group by id
),
folded as (
    select id,
           any_value(value ->> '$') filter (name = 'channel') as channel,
           any_value(value ->> '$') filter (name = 'source') as source,
           (any_value(value ->> '$') filter (name = 'opened_at'))::timestamptz as opened_at,
           any_value(value ->> '$') filter (name = 'opened_by') as opened_by,
           any_value(value ->> '$') filter (name = 'question') as question,
           any_value(value ->> '$') filter (name = 'status') as status,
           any_value(value ->> '$') filter (name = 'topic') as topic,
           any_value(value ->> '$') filter (name = 'unit') as unit,
           any_value(value ->> '$') filter (name = 'role') as role,
           any_value(value ->> '$') filter (name = 'first_channel') as first_channel,
           any_value(value ->> '$') filter (name = 'conversation') as conversation,
           any_value(value ->> '$') filter (name = 'asker') as asker,
           any_value(value ->> '$') filter (name = 'post_id') as post_id,
           any_value(value ->> '$') filter (name = 'after') as after,
           from_json(any_value(value) filter (name = 'heard'), '["varchar"]') as heard,
           (any_value(value ->> '$') filter (name = 'last_heard_at'))::timestamptz as last_heard_at,
           (any_value(value ->> '$') filter (name = 'auto_replies'))::integer as auto_replies,
           (any_value(value ->> '$') filter (name = 'ignored_until'))::timestamptz as ignored_until,
           (any_value(value ->> '$') filter (name = 'taken_at'))::timestamptz as taken_at,
           (any_value(value ->> '$') filter (name = 'passed_at'))::timestamptz as passed_at,
           any_value(value ->> '$') filter (name = 'draft') as draft,
           from_json(any_value(value) filter (name = 'answers'), '["varchar"]') as answers,
           any_value(value ->> '$') filter (name = 'grounds') as grounds,
           any_value(value ->> '$') filter (name = 'drafted_by') as drafted_by,
           any_value(value ->> '$') filter (name = 'returned_why') as returned_why,
           (any_value(value ->> '$') filter (name = 'answered_at'))::timestamptz as answered_at,
           any_value(value ->> '$') filter (name = 'answered_by') as answered_by,
           (any_value(value ->> '$') filter (name = 'closed_at'))::timestamptz as closed_at,
           any_value(value ->> '$') filter (name = 'reason') as reason,
           (any_value(value ->> '$') filter (name = 'reopened'))::integer as reopened,
           (any_value(value ->> '$') filter (name = 'stage'))::double as stage,
           (any_value(value ->> '$') filter (name = 'csat'))::integer as csat,
           any_value(value ->> '$') filter (name = 'reaction') as reaction
    from last_one
    group by id
    having count(*) filter (name = 'opened_at') > 0
),
replied as (
    select e.id, min((e.fields ->> 'replied_at')::timestamptz) as first_reply_at
    from raw.event as e
    join folded as f using (id)
    where e.kind = 'inquiry'
      and (f.ignored_until is null or (e.fields ->> 'replied_at')::timestamptz > f.ignored_until)
    group by e.id
)
select f.*, c.received_at, r.first_reply_at
from folded as f
join came as c using (id)
left join replied as r using (id);
