-- One row per kind of interaction of an own post, per message, and per comment or question by its content.
-- Posts by the day of publication, with what they had seven days later: only what was measured in time, so
-- that every post is seen at one age; a post without it is in no figure. What a page shares is none.
-- content: people's comments under own posts by the model's label, forms by what staff ticked, other
-- questions as questions. A comment that asks and was taken down as a question is counted as the comment.
-- answered: the first reply of a person (what a machine says and a greeting are none); in_time: within the
-- hours of target T6, its last second too, a question whose time is not up is not counted yet. What was
-- turned down with a reason (spam) is in no figure but `excluded`; of it only a reproach, which asked nothing,
-- is a complaint among the contents.
create or replace macro mart.c3_02(first, last, known) as table
with province as (
    select min(code) as code from staging.unit_on(last) where level = 'province'
),
posts as (
    select coalesce(nullif(s.unit, ''), p.code) as unit, o.day, o.post_id, o.title,
           m.reactions, m.comments, m.shares
    from mart.own_post as o
    join mart.own_metric as m on m.post_id = o.post_id and m.mark = 7 and m.on_time
    left join raw.source as s on s.source = o.source
    cross join province as p
    where not o.shared and o.day between first and last and m.measured_at <= known
      and coalesce(m.reactions, m.comments, m.shares) is not null
),
asked as materialized (
    select i.id, i.source, i.status, i.question, i.conversation, i.post_id, i.reaction, i.first_reply_at,
           i.received_at,
           coalesce(nullif(i.reason, ''), 'không ghi lý do') as reason,
           coalesce(nullif(i.unit, ''), nullif(s.unit, ''), p.code) as unit,
           ((i.received_at at time zone 'UTC') + interval 7 hour)::date as day
    from staging.stg_inquiry as i
    left join raw.source as s on s.source = i.source
    cross join province as p
    where i.opened_at <= known
),
questions as (
    select a.*, a.received_at + to_seconds(3600 * (
               select min(t.value) from staging.stg_target as t
               where t.code = 'T6' and t.measure = 'giờ' and t.duty = 'must'
                 and a.day between t.valid_from and coalesce(t.valid_to, date '9999-12-31'))) as due_at
    from asked as a
    where a.day between first and last
),
-- A conversation in which nothing was ever asked but spam.
junk as (
    select source, conversation from asked where coalesce(conversation, '') <> ''
    group by source, conversation having bool_and(status = 'invalid' and coalesce(reaction, '') <> 'reproach')
),
messages as (
    select coalesce(nullif(s.unit, ''), p.code) as unit, e.id, e.fields ->> 'platform' as platform,
           ((e.happened_at at time zone 'UTC') + interval 7 hour)::date as day
    from raw.event as e
    left join raw.source as s on s.source = (e.fields ->> 'source')
    cross join province as p
    where e.kind = 'message' and e.what = 'sent' and e.happened_at <= known
      and not coalesce((e.fields ->> 'ours')::boolean, false)
      and not exists (
          from junk as j
          where j.source = (e.fields ->> 'source') and j.conversation = (e.fields ->> 'conversation'))
),
said as (
    select coalesce(nullif(s.unit, ''), p.code) as unit, c.day, c.post_id, left(c.body, 120) as words,
           case when list_contains(l.topics, 'misinformation') then 'false_news'
                when l.intent in ('ask', 'complain', 'suggest', 'praise') then l.intent
                when l.stance_union = 'negative' then 'object'
                else 'other' end as content
    from mart.own_comment as c
    join measured_post as l on l.post_id = c.post_id
    left join raw.source as s on s.source = c.source
    cross join province as p
    where not c.ours and c.first_seen <= known and c.day between first and last and l.intent is not null
),
forms as (
    select f.unit, f.id, f.question, coalesce(f.intent, 'ask') as intent,
           ((f.received_at at time zone 'UTC') + interval 7 hour)::date as day
    from staging.stg_inquiry_form as f
    join staging.stg_register_row as r on r.register = 'inquiries' and r.id = f.id
    where r.recorded_at <= known and coalesce(f.state, 'new') <> 'invalid'
)
select unit, day, 'interactions' as figure, unnest(['reactions', 'comments', 'shares']) as part,
       unnest([coalesce(reactions, 0), coalesce(comments, 0), coalesce(shares, 0)])::double as num,
       null::double as den, 'post' as kind, post_id as id, title as label
from posts
union all
select unit, day, 'interactions', 'messages', 1.0, null, 'message', id, platform
from messages where day between first and last
union all
select unit, day, 'per_post', '', coalesce(reactions, 0) + coalesce(comments, 0) + coalesce(shares, 0), null,
       'post', post_id, title
from posts
union all
select unit, day, 'content', content, 1.0, null, 'post', post_id, words from said
union all
select unit, day, 'content', intent, 1.0, null, 'register.inquiries', id, left(question, 120)
from forms where day between first and last
union all
select unit, day, 'content', case status when 'invalid' then 'complain' else 'ask' end, 1.0, null, 'inquiry', id,
       left(question, 120)
from questions
where (status <> 'invalid' or reaction = 'reproach') and source <> 'so-hoi-dap'
  and (coalesce(post_id, '') = '' or post_id not in (select post_id from said))
union all
select unit, day, 'answered', '', coalesce(first_reply_at <= known, false)::integer, 1.0, 'inquiry', id,
       left(question, 120)
from questions where status <> 'invalid'
union all
select unit, day, 'in_time', '', coalesce(first_reply_at <= due_at, false)::integer, 1.0, 'inquiry', id,
       left(question, 120)
from questions where status <> 'invalid' and (first_reply_at <= known or known > due_at)
union all
select unit, day, 'excluded', replace(reason, '>', ' '), 1.0, null, 'inquiry', id, left(question, 120)
from questions where status = 'invalid';
