-- One row per statement to the press, per article that quotes a person of the union, per request of the press.
-- Authorised: named (or by position) in the roster as spokesperson or delegate, in force on the day of the
-- statement, of the unit itself or of the province, for that topic where the roster names topics. Who is
-- merely in charge of communication is not. Statements by the six forms of 1669; a statement whose speaker
-- nobody wrote down is in neither count. Without any roster nothing can be judged.
-- quoted, proposed: a sentence of an article that has a title of the union, a unit of ours and a verb of
-- speaking; proposed: none of its sentences has a person of the roster. A machine's reading: a person confirms.
-- In a sentence the name decides, a position only where nobody is named. Articles whose labels name no union
-- are not read.
-- unauthorised, part alert: alerts of R2a, less those judged noise, duplicate or campaign.
create or replace macro mart.c3_06(first, last, known) as table
with roster as materialized (
    select s.id, s.unit, s.name, s.position, s.topics, s.valid_from,
           coalesce(s.valid_to, date '9999-12-31') as valid_to,
           staging.slug(s.name) as name_key, staging.slug(s.position) as position_key,
           lower(s.name) as name_words, lower(s.position) as position_words,
           exists (from staging.stg_unit as u where u.code = s.unit and u.level = 'province') as of_province
    from staging.stg_spokesperson as s
    join staging.stg_register_row as r on r.register = 'spokespersons' and r.id = s.id
    where s.authority in ('spokesperson', 'delegate') and r.recorded_at <= known
),
contacts as (
    select c.*,
           ((c.contacted_at at time zone 'UTC') + interval 7 hour)::date as day,
           ((coalesce(c.answered_at, c.contacted_at) at time zone 'UTC') + interval 7 hour)::date as said_on,
           staging.slug(c.spokesperson) as speaker_key
    from staging.stg_press_contact as c
    join staging.stg_register_row as r on r.register = 'press_contacts' and r.id = c.id
    where r.recorded_at <= known and c.contacted_at <= known
),
judged as (
    select c.*,
           exists (
               from roster as r
               where (r.unit = c.unit or r.of_province)
                 and c.said_on between r.valid_from and r.valid_to
                 and (contains('-' || c.speaker_key || '-', '-' || r.name_key || '-')
                      or c.speaker_key = r.position_key)
                 and (coalesce(len(r.topics), 0) = 0 or c.topic is null or list_contains(r.topics, c.topic))
           ) as authorised
    from contacts as c
    where c.day between first and last and c.statement is not null and c.speaker_key <> ''
      and exists (from roster)
),
names as materialized (
    select code, valid_from, coalesce(valid_to, date '9999-12-31') as valid_to, level,
           replace(lower(unnest(list_prepend(name, coalesce(also_known, [])))), 'liên đoàn lao động', 'lđlđ')
               as name
    from staging.stg_unit where level <> 'national'
),
articles as (
    select m.post_id, m.title, m.day, m.revision
    from measured_post as m
    where m.kind = 'article' and m.in_scope and len(m.union_units) > 0 and not m.own and m.source_type is distinct from 'union'
      and m.first_seen <= known and m.day between first and last
),
sentences as (
    select a.post_id, a.title, a.day,
           unnest(regexp_split_to_array(r.lead || E'\n' || r.body, '[.!?…][”"]?\s|\n')) as said
    from articles as a join measured_word as r on r.post_id = a.post_id and r.revision = a.revision
    where exists (from roster)
),
spoken as (
    select *, regexp_matches(said, '(ông|bà|chí|anh|chị|Ông|Bà|Anh|Chị)\s+\p{Lu}\p{L}*\s+\p{Lu}') as named
    from (select *, replace(lower(said), 'liên đoàn lao động', 'lđlđ') as words from sentences)
    where regexp_matches(words, '(cho biết|cho hay|khẳng định|phát biểu|chia sẻ|nhấn mạnh|nói|trả lời)')
      and regexp_matches(words, '(chủ tịch|trưởng ban|phó ban|cán bộ|lãnh đạo|đại diện|phát ngôn|chuyên viên|ủy viên|uỷ viên)[^,;:“”]{0,60}(lđlđ|công đoàn)')
),
quotes as (
    select s.post_id, any_value(s.title) as title, any_value(s.day) as day,
           arg_max(n.code, {'length': length(n.name), 'code': n.code}) as unit,
           bool_or(exists (
               from roster as r
               where (r.unit = n.code or r.of_province) and s.day between r.valid_from and r.valid_to
                 and (contains(s.words, r.name_words)
                      or (not s.named and r.unit = n.code and contains(s.words, r.position_words)
                          and not contains(s.words, 'phó ' || r.position_words))))) as authorised
    from spoken as s
    join names as n on contains(s.words, n.name) and s.day between n.valid_from and n.valid_to
    group by s.post_id
),
replies as (
    select * from contacts
    where direction = 'reactive' and requested_at is not null and day between first and last
)
select unit, day, 'statements' as figure, statement as part, 1.0::double as num, null::double as den,
       'register.press_contacts' as kind, id, outlet || ': ' || spokesperson as label
from judged where authorised
union all
select unit, day, 'unauthorised', 'register', 1.0, null, 'register.press_contacts', id,
       outlet || ': ' || spokesperson
from judged where not authorised
union all
select a.units[1], ((a.opened_at at time zone 'UTC') + interval 7 hour)::date as opened, 'unauthorised', 'alert',
       1.0, null, 'alert', a.id, coalesce(a.why, a.id)
from mart.alert as a
where a.risk = 'R2a' and a.status <> 'merged' and a.opened_at <= known
  and not (coalesce(a.verdict, 'đúng') in ('nhiễu', 'trùng', 'chiến dịch') and a.closed_at <= known)
  and ((a.opened_at at time zone 'UTC') + interval 7 hour)::date between first and last
union all
select unit, day, 'quoted', '', authorised::integer, 1.0, 'post', post_id, title from quotes
union all
select unit, day, 'proposed', '', 1.0, null, 'post', post_id, title from quotes where not authorised
union all
select unit, day, 'reply_hours', '', greatest(0, epoch(answered_at) - epoch(requested_at)) / 3600, null,
       'register.press_contacts', id, outlet || ': ' || left(content, 80)
from replies where answered_at <= known
union all
select unit, day, 'replied', '', coalesce(answered_at <= known, false)::integer, 1.0,
       'register.press_contacts', id, outlet || ': ' || left(content, 80)
from replies
union all
select unit, least(greatest(first, valid_from), last), 'roster',
       case when valid_from <= last and valid_to >= first then 'in_force' else 'ended' end, 1.0, null,
       'register.spokespersons', id, name || ', ' || position
from roster;
