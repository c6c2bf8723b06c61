-- One row per agreement in force (agreements), story in a partner's outlet (stories, weeks) and campaign of the province (peaks).
-- Partners are the outlets of the province's agreements, matched to sources by name; what staff clipped of a partner counts
-- where no machine has it. A campaign has a peak when partners' stories per day in it were so many times those of the days
-- before (register of targets, code T13).
create or replace macro mart.t13(first, last, known) as table
with province as (
    select min(code) as code from staging.unit_on(last) where level = 'province'
),
asked as (
    select main.day_asked(first, last, known) as day,
           main.asked_for('T13', 'Đợt cao điểm: số tin mỗi ngày gấp', last) as times,
           main.asked_for('T13', 'Đợt cao điểm: so với trước đó', last)::integer as before_days
),
agreed as (
    select d.id, d.unit, d.partner, d.title, d.signed_on, coalesce(d.valid_to, date '9999-12-31') as until,
           staging.slug(d.partner) as slug
    from staging.stg_document as d
    join staging.stg_register_row as w on w.register = 'documents' and w.id = d.id
    where d.type = 'agreement' and coalesce(d.partner, '') <> '' and w.recorded_at <= known
),
outlets as (
    select distinct a.slug, coalesce(s.source, a.partner) as outlet, s.source, a.partner
    from agreed as a cross join asked as q
    left join raw.source as s
        on not coalesce(s.own, false)
        and (contains(a.slug, staging.slug(s.name)) or contains(staging.slug(s.name), a.slug))
    where a.signed_on <= last and a.until >= first
),
told as (
    select o.outlet, coalesce(m.story_id, m.post_id) as story, m.first_seen_day as day, m.title, m.topics
    from measured_post as m
    join outlets as o on o.source = m.source
    where m.in_scope and m.kind <> 'comment' and m.first_seen <= known
    union all
    select o.outlet, c.id, c.day, c.title, []
    from staging.stg_clipping as c
    join staging.stg_register_row as w on w.register = 'clippings' and w.id = c.id
    join outlets as o on staging.slug(c.source) = o.slug or staging.slug(c.source) = staging.slug(o.outlet)
    where c.post_id is null and w.recorded_at <= known
),
campaigns as (
    select coalesce(s.code, s.id) as id, min(s.name) as name, min(s.unit) as unit,
           min(s.starts_on) as starts_on, max(coalesce(s.ends_on, s.held_on, s.starts_on)) as ends_on
    from staging.stg_activity_session as s
    join staging.stg_register_row as w on w.register = 'activities' and w.id = s.id
    join staging.unit_on(last) as u on u.code = s.unit and u.level = 'province'
    where s.type = 'campaign' and s.status = 'done' and w.recorded_at <= known
    group by coalesce(s.code, s.id)
),
rates as (
    select c.id, c.name, c.unit, c.starts_on, c.ends_on - c.starts_on + 1 as days, c.reach, c.times,
           count(distinct t.story) filter (t.day >= c.starts_on) as during,
           count(distinct t.story) filter (t.day < c.starts_on) as before
    from (select k.*, q.before_days as reach, q.times from campaigns as k cross join asked as q) as c
    left join told as t on t.day between c.starts_on - c.reach and c.ends_on
    where c.starts_on between first and last and (select count(*) from outlets) > 0
    group by c.id, c.name, c.unit, c.starts_on, c.ends_on, c.reach, c.times
)
select g.unit, q.day, 'agreements' as figure, '' as part, 1.0::double as num, null::double as den,
       'register.documents' as kind, g.slug as id,
       g.partner || case when g.until < date '9999-01-01' then ' (đến ' || strftime(g.until, '%d/%m/%Y') || ')' else '' end
           as label
from agreed as g cross join asked as q
where q.day between g.signed_on and g.until
qualify row_number() over (partition by g.slug order by g.signed_on desc) = 1
union all
select (select code from province), min(day), 'stories', outlet, 1.0, null, 'story', story, min(title)
from told where day between first and last group by outlet, story
union all
select (select code from province), first, 'weeks', outlet || '>', 0.0, null, 'outlet', outlet, 'Có chương trình phối hợp' from outlets
union all
select (select code from province), day, 'weeks', outlet || '>' || strftime(day, '%G-W%V'), 1.0, null, 'story', story, title
from told where day between first and last
union all
select unit, starts_on, 'peaks', '',
       (during > 0 and during / days >= times * before / reach)::integer::double, 1.0, 'register.activities', id,
       name || ': ' || during || ' tin trong ' || days || ' ngày, ' || before || ' tin trong ' || reach || ' ngày trước'
from rates;
