-- One row per alert, incident and forecast: what the watch saw coming, and what it cried for nothing.
-- Alerts by the day they were opened: those a person judged, and those people were told of (level 3 and up);
-- the system's own faults (R0) and merged ones are none. Incidents (recall) are the cases the office opened:
-- found when one of its alerts was opened before the case was; a case somebody reported while the watch was
-- silent is a miss. lead: hours from a right alert to the middle of the six hours (of a Hà Nội day's four) in which
-- its stories had most texts (by publication), within the days the register of targets states (code 1.10); below 0 it came after the peak.
-- brier: one row per series and day of a forecast (flows.forecasts) whose 72 hours are over, by the day at
-- whose end it was made.
create or replace macro mart.c1_10(first, last, known) as table
with alerts as materialized (
    select id, opened_at, stories, posts, coalesce(why, id) as why,
           ((opened_at at time zone 'UTC') + interval 7 hour)::date as day,
           case when closed_at <= known and not closed_by ^@ 'machine@' then verdict end as verdict,
           rung
    from mart.alert
    where risk <> 'R0' and status <> 'merged' and opened_at <= known
),
counted as (
    select *, case verdict when 'đúng' then 'true' when 'nhiễu' then 'noise' when 'trùng' then 'duplicate'
                           when 'chiến dịch' then 'campaign' else 'open' end as outcome
    from alerts
    where (verdict is not null or rung >= 3) and day between first and last
),
incidents as (
    select c.id, c.title, c.opened_at,
           ((c.opened_at at time zone 'UTC') + interval 7 hour)::date as day,
           coalesce(bool_or(a.opened_at <= c.opened_at), false) as found
    from mart.case_ as c
    left join alerts as a on list_contains(c.alerts, a.id)
    where c.risk <> 'R0' and c.opened_at <= known
    group by all
),
spoken as (
    select c.id, c.day, c.opened_at, c.why, unnest(c.stories) as story_id from counted as c
    where outcome = 'true'
),
bounds as (
    select max(value) as days from staging.target_on(last) where code = '1.10'
),
buckets as (
    select s.id, any_value(s.day) as day, any_value(s.opened_at) as opened_at, any_value(s.why) as why,
           staging.bucket(least(p.first_seen, p.published_at), 6) as bucket, count(*) as texts
    from spoken as s
    join measured_post as p on coalesce(p.story_id, p.post_id) = s.story_id
    cross join bounds as b
    where p.kind <> 'comment' and p.first_seen <= known
      and least(p.first_seen, p.published_at)
          between s.opened_at - to_seconds(b.days * 86400) and s.opened_at + to_seconds(b.days * 86400)
    group by s.id, bucket
),
peaks as (
    -- of a bucket in Hà Nội time the middle, in UTC: 3 − 7 hours
    select id, any_value(day) as day, any_value(opened_at) as opened_at, any_value(why) as why,
           arg_max(bucket, {'texts': texts, 'early': -epoch(bucket)}) - interval 4 hour as peak_at
    from buckets group by id
),
-- Of a day the first verdict stands: a forecast is held against what was known when it was over.
scores as (
    select id, arg_min(fields -> 'brier', happened_at) as brier
    from raw.event
    where kind = 'forecast' and what = 'came' and happened_at <= known
    group by id
),
forecasts as (
    select id::date as day, unnest(json_keys(brier)) as series,
           unnest(from_json(json_extract(brier, '$.*'), '["double"]')) as brier
    from scores
)
select null::varchar as unit, day, 'precision' as figure, '' as part, (outcome = 'true')::integer::double as num,
       1.0::double as den, 'alert' as kind, id, why as label
from counted where verdict is not null
union all
select null, day, 'outcomes', outcome, 1.0, null, 'alert', id, why from counted
union all
select null, day, 'false_alarms', '', (outcome = 'noise')::integer, null, 'alert', id, why from counted
union all
select null, day, 'recall', '', found::integer, 1.0, 'case', id, title
from incidents where day between first and last
union all
select null, day, 'lead', '', (epoch(peak_at) - epoch(opened_at)) / 3600, null, 'alert', id, why from peaks
union all
select null, day, 'brier', '', brier, null, 'series', series, 'dự báo cuối ngày ' || strftime(day, '%d/%m/%Y')
from forecasts where day between first and last;
