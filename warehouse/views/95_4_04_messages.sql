-- One row per press article of a campaign and figure, per article and message it carries, per pair a person judged.
-- An article is of a campaign when it names the union, has a topic of a message in force that day, and was held
-- against that message; or when the message was found in it. What was never held against a message is in no share.
-- carried: a person found that it carries one, or the machine did and nobody refused it. distorted: of articles
-- a person judged. pending: distortions the machine proposes, which nobody has judged. agreement: “machine>person”.
create or replace macro mart.c4_04(first, last, known) as table
with messages as (
    select m.* from staging.stg_message as m
    join staging.stg_register_row as r on r.register = 'messages' and r.id = m.id
    where r.recorded_at <= known
),
found as materialized (
    select c.id, c.message, c.post_id, c.relation, if(c.decided_at <= known, c.person, null) as person,
           p.title, p.day, p.source, m.text
    from mart.carriage as c
    join main.press_articles(first, last, known) as p on p.post_id = c.post_id
    join messages as m on m.code = c.message
    where c.proposed_at <= known
),
judged as materialized (
    select *, coalesce(person, relation) as word from found
),
near as (
    select distinct a.post_id, a.title, a.day
    from main.union_articles(first, last, known) as a
    join messages as m
        on list_has_any(m.topics, a.topics)
       and a.day between m.valid_from and coalesce(m.valid_to, date '9999-12-31')
    join mart.carriage_look as l
        on l.message = m.code and a.day between l.first and l.last
       and l.looked_at <= known and l.looked_at >= a.first_seen
),
articles as (
    select post_id, title, day from near
    union
    select post_id, title, day from judged where word <> 'none'
)
select null::varchar as unit, a.day, 'carried' as figure, '' as part,
       (a.post_id in (select post_id from judged where word = 'carries'))::integer::double as num,
       1.0::double as den, 'post' as kind, a.post_id as id, a.title as label
from articles as a
union all
select null, day, 'distorted', '', max((person in ('distorts', 'contradicts'))::integer), 1.0, 'post', post_id,
       any_value(title)
from judged where person is not null and relation <> 'none' group by post_id, day
union all
select null, day, 'pending', '', 1.0, null, 'carriage', id, message || ': ' || title
from judged where person is null and relation in ('distorts', 'contradicts')
union all
select null, day, 'by_message', message || ': ' || left(text, 80), 1.0, null, 'post', post_id, title
from judged where word = 'carries'
union all
select null, day, 'grid', message || '>' || source, 1.0, null, 'post', post_id, title
from judged where word = 'carries'
union all
select null, day, 'agreement',
       if(relation = 'contradicts', 'distorts', relation) || '>' || if(person = 'contradicts', 'distorts', person),
       1.0, null, 'carriage', id, message || ': ' || title
from judged where person is not null;
