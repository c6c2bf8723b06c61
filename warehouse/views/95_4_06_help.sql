-- One row per story that raises a matter, and figure: was the union's word quoted, was the matter closed, did it help.
-- A story raises a matter when one of its press articles is at least at the mark of risk that the register of
-- targets states (code 4.06). explained: one sentence of an article has the union, or one of its
-- offices, say something. solved: of stories with a case (opened of an alert on them), those whose case is
-- closed. help: what a person coded last, before `known`.
create or replace macro mart.c4_06(first, last, known) as table
with bounds as (select max(value) as risk from staging.target_on(last) where code = '4.06'),
raised as materialized (
    select a.story_id, min(a.day) as day, arg_min(a.title, {'at': a.first_seen, 'id': a.post_id}) as title
    from main.press_articles(first, last, known) as a cross join bounds as b
    group by a.story_id having max(a.risk) >= any_value(b.risk)
),
said as (
    select a.story_id,
           bool_or(regexp_matches(lower(r.title || '. ' || r.lead || E'\n' || r.body),
               '(công đoàn|lđlđ|liên đoàn lao động|cđcs)[^.!?\n]{0,140}'
               '(cho biết|cho hay|khẳng định|giải thích|thông tin thêm|trao đổi|trả lời|chia sẻ|nói|nêu rõ|nhấn mạnh|phát biểu)\b'
               '|(theo|nói với|lời)[^.!?\n]{0,40}(công đoàn|lđlđ|liên đoàn lao động|cđcs)[^.!?\n]{0,60}[,:]'
               '|[”"][^.!?\n]{0,60}(công đoàn|lđlđ|liên đoàn lao động|cđcs)[^.!?\n]{0,60}(nói|cho biết|khẳng định)'))
               as explained
    from main.press_articles(first, last, known) as a
    join raised using (story_id)
    join measured_word as r using (post_id, revision)
    group by a.story_id
),
cases as (
    select story_id, c.id as case_id, c.status = 'closed' and c.closed_at <= known as closed
    from (select unnest(stories) as story_id, case_id from mart.alert where opened_at <= known) as a
    join mart.case_ as c on c.id = a.case_id and c.opened_at <= known
),
followed as (select story_id, bool_and(closed) as closed from cases group by story_id),
coded as (
    select id as story_id, arg_max((fields ->> 'helped')::integer, {'at': happened_at, 'id': event_id}) as helped
    from raw.event
    where kind = 'story' and what = 'helped' and not said_by ^@ 'machine@' and happened_at <= known
    group by id
)
select null::varchar as unit, r.day, 'explained' as figure, '' as part,
       coalesce(s.explained, false)::integer::double as num, 1.0::double as den, 'story' as kind,
       r.story_id as id, r.title as label
from raised as r left join said as s using (story_id)
union all
select null, r.day, 'solved', '', f.closed::integer, 1.0, 'story', r.story_id, r.title
from raised as r join followed as f using (story_id)
union all
select null, r.day, 'help', c.helped::varchar, 1.0, null, 'story', r.story_id, r.title
from raised as r join coded as c using (story_id);
