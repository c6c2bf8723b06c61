-- One row per unit of the day asked (units_met), campaign that counts (campaigns) or lacks proof (lacking), burst (candidates).
-- A campaign of several rows is one, by its code. It counts when it is done and has an objective, a message,
-- enough channels and evidence; it belongs to the year it began in, or ended in, as the register of targets
-- says (code T1). units_met counts from 1 January of the year to the day asked, so that half a year shows how
-- far the year has come; the work of a unit that was merged counts for its one successor.
-- candidates: own posts of a page on one topic, day after day, where no campaign was recorded. Never counted.
create or replace macro mart.t1(first, last, known) as table
with asked as (
    select main.day_asked(first, last, known) as day,
           main.asked_for('T1', '', main.day_asked(first, last, known)) as enough,
           main.asked_for('T1', 'Kênh tối thiểu để tính là chiến dịch', main.day_asked(first, last, known))
               as channels,
           main.asked_for('T1', 'Đợt bài: kéo dài từ', main.day_asked(first, last, known)) as burst_days,
           main.asked_for('T1', 'Đợt bài: cách nhau không quá', main.day_asked(first, last, known)) as pause,
           (select any_value(measure) from staging.target_on(last)
            where code = 'T1' and name = 'Chiến dịch vắt qua 31/12 tính vào') as year_of
),
sessions as (
    select s.*, coalesce(s.code, s.id) as campaign_id
    from staging.stg_activity_session as s
    join staging.stg_register_row as w on w.register = 'activities' and w.id = s.id
    where s.type = 'campaign' and s.status = 'done' and w.recorded_at <= known
),
whole as (
    select unit, campaign_id, min(name) as name,
           min(starts_on) as starts_on, max(coalesce(ends_on, held_on, starts_on)) as ends_on,
           bool_or(coalesce(objective, '') <> '') as has_objective,
           bool_or(len(messages) > 0) as has_message,
           len(list_distinct(flatten(list(channel)))) as channels,
           bool_or(coalesce(evidence, '') <> '') as has_evidence,
           list_distinct(flatten(list(coalesce(target_topics, [])))) as topics
    from sessions group by unit, campaign_id
),
judged as (
    select w.*,
           case when a.year_of = 'năm kết thúc' then w.ends_on else w.starts_on end as day,
           w.has_objective and w.has_message and w.channels >= a.channels and w.has_evidence as proven,
           array_to_string(list_filter([
               case when not w.has_objective then 'mục tiêu' end,
               case when not coalesce(w.has_message, false) then 'thông điệp' end,
               case when w.channels < a.channels then 'kênh' end,
               case when not w.has_evidence then 'minh chứng' end], x -> x is not null), ', ') as lacks
    from whole as w cross join asked as a
),
done_by as (
    select h.heir as code, count(*) as done, count(*) filter (h.heir <> h.code) as taken_over
    from judged as j
    join main.unit_heirs(main.day_asked(first, last, known)) as h on h.code = j.unit
    cross join asked as a
    where j.proven and j.day between date_trunc('year', a.day)::date and a.day
    group by h.heir
),
handed_in as (
    select count(*) as n from staging.stg_register_day as r cross join asked as a
    where r.register = 'register.activities' and r.recorded_at <= known
      and r.day between date_trunc('year', a.day)::date and a.day
),
posted as (
    select distinct p.unit, o.source, m.topics[1] as topic, o.day, a.pause
    from mart.own_post as o
    join main.own_pages(last) as p on p.source = o.source
    join measured_post as m on m.post_id = o.post_id
    cross join asked as a
    where m.in_scope and len(m.topics) > 0 and not o.shared and o.first_seen <= known
      and o.day between first and last
),
runs as (
    select *, count(*) filter (begins) over (partition by source, topic order by day) as run
    from (select *, coalesce(day - lag(day) over (partition by source, topic order by day) > pause, true)
                        as begins
          from posted) as each_day
),
bursts as (
    select unit, source, topic, min(day) as starts_on, max(day) as ends_on, count(*) as days
    from runs group by unit, source, topic, run
)
select u.code as unit, a.day, 'units_met' as figure, '' as part,
       (coalesce(d.done, 0) >= a.enough)::integer::double as num, 1.0::double as den,
       'unit' as kind, u.code as id,
       u.name || ': ' || coalesce(d.done, 0) || ' chiến dịch'
           || case when d.taken_over > 0 then ' (' || d.taken_over || ' của đơn vị đã sáp nhập)' else '' end
           as label
from asked as a
cross join main.units_owing('T1', main.day_asked(first, last, known)) as u
left join done_by as d on d.code = u.code
where a.enough is not null and (select n from handed_in) > 0
union all
select unit, day, 'campaigns', unit, 1.0, null, 'register.activities', campaign_id, name
from judged where proven and day between first and last
union all
select unit, day, 'lacking', '', 1.0, null, 'register.activities', campaign_id, name || ': thiếu ' || lacks
from judged where not proven and day between first and last
union all
select b.unit, b.ends_on, 'candidates', '', 1.0, null, 'burst',
       b.source || '/' || b.topic || '/' || b.starts_on,
       b.days || ' ngày có bài, ' || strftime(b.starts_on, '%d/%m/%Y') || '–' || strftime(b.ends_on, '%d/%m/%Y')
from bursts as b cross join asked as a
where b.ends_on - b.starts_on + 1 >= a.burst_days
  and not exists (
      select 1 from whole as w
      where w.unit = b.unit and w.starts_on <= b.ends_on and w.ends_on >= b.starts_on
        and list_contains(w.topics, b.topic));
