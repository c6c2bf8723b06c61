-- One row per valid question: did its asker come to the union first, how content, what was said afterwards.
-- By the day of receipt. union_first: only where it is known where the asker went first; of paper forms the
-- form itself says so, “no” too. seen: these and the public texts of elsewhere (comments, posts) that ask or
-- complain and name a place, unit or enterprise that is watched: an issue that did not come to us first.
-- csat: the mark 1 to 5 after an answer. Nobody's silence is a mark. thanks: in messages, also in one that was
-- turned down because it asked nothing, and in comments under own posts.
create or replace macro mart.c5_04(first, last, known) as table
with asked as (
    select i.id, i.source, i.first_channel, i.csat, i.status, i.post_id, nullif(i.reaction, '') as reaction,
           left(i.question, 120) as question,
           coalesce(nullif(i.unit, ''), nullif(s.unit, ''), (
               select min(code) from staging.unit_on(last) where level = 'province')) as unit,
           ((i.received_at at time zone 'UTC') + interval 7 hour)::date as day
    from staging.stg_inquiry as i left join raw.source as s on s.source = i.source
    where i.opened_at <= known
),
inquiries as (
    select * from asked where day between first and last and status <> 'invalid'
),
first_asked as (
    select unit, day, 'inquiry' as kind, id, question as label, first_channel = 'union' as ours
    from inquiries
    where source <> 'so-hoi-dap' and coalesce(first_channel, 'unknown') <> 'unknown'
    union all
    select f.unit, ((f.received_at at time zone 'UTC') + interval 7 hour)::date as day, 'register.inquiries', f.id,
           left(f.question, 120), f.asked_first
    from staging.stg_inquiry_form as f
    join staging.stg_register_row as r on r.register = 'inquiries' and r.id = f.id
    where r.recorded_at <= known and coalesce(f.state, 'new') <> 'invalid' and f.asked_first is not null
      and ((f.received_at at time zone 'UTC') + interval 7 hour)::date between first and last
),
-- Read as the inbox reads what is said to us: praise is thanks, a complaint against the union reproach.
comments as (
    select coalesce(nullif(s.unit, ''), (
               select min(code) from staging.unit_on(last) where level = 'province')) as unit,
           c.day, c.post_id, left(c.body, 120) as words, l.intent = 'praise' as thanked
    from mart.own_comment as c
    join measured_post as l on l.post_id = c.post_id
    left join raw.source as s on s.source = c.source
    where not c.ours and c.first_seen <= known and c.day between first and last
      and (l.intent = 'praise' or (l.intent = 'complain' and l.stance_union = 'negative'))
      and c.post_id not in (select post_id from asked where post_id is not null and reaction is not null)
),
public as (
    select m.post_id, m.day, coalesce(nullif(m.title, ''), left(r.body, 120)) as label
    from measured_post as m
    join measured_word as r on r.post_id = m.post_id and r.revision = m.revision
    where m.kind in ('comment', 'post') and not m.own and m.in_scope and m.intent in ('ask', 'complain')
      and len(m.places) + len(m.communes) + len(m.union_units) + len(m.enterprises) > 0
      and m.first_seen <= known and m.day between first and last
      and m.post_id not in (select post_id from staging.stg_inquiry where post_id is not null)
)
select unit, day, 'union_first' as figure, '' as part, ours::integer::double as num, 1.0::double as den,
       kind, id, label
from first_asked
union all
select unit, day, 'seen', 'inbox', ours::integer, 1.0, kind, id, label from first_asked
union all
select null, day, 'seen', 'public', 0, 1.0, 'post', post_id, label from public
union all
select unit, day, 'csat', csat::varchar, 1.0, null, 'inquiry', id, question from inquiries where csat is not null
union all
select unit, day, 'thanks', '', (reaction = 'thanks')::integer, 1.0, 'inquiry', id, question
from asked where reaction in ('thanks', 'reproach') and day between first and last
union all
select unit, day, 'thanks', '', thanked::integer, 1.0, 'post', post_id, words from comments;
