-- One row per run, day, and pause between two runs of a source that could read it: how steadily we listen.
-- A run is one crawl (all its landing files) on one Hà Nội day; it succeeded when it could read at least
-- the share of the sources it asked that the register of targets (code 1.01, measure %) states. How many
-- runs a day are planned stands there too (measure lượt). Sources without lists speak by what they gave.
create or replace macro mart.c1_01(first, last, known) as table
with lists as (
    select source from raw.visit where role in ('feed', 'section', 'sitemap') group by source
),
files as (
    select v.source,
           ((v.visited_at at time zone 'UTC') + interval 7 hour)::date as day,
           v.file_id,
           min(v.visited_at) filter (
               v.outcome not in ('failed', 'blocked', 'robots', 'layout_changed')) as read_at
    from raw.visit as v
    left join lists as l on l.source = v.source
    where (l.source is null or v.role in ('feed', 'section', 'sitemap')) and v.visited_at <= known
      -- the first seven hours of a Hà Nội day are the day before in UTC; a pause may begin months earlier
      and v.visited_at >= (first::date - 93)::timestamp at time zone 'UTC'
      and v.visited_at < (last::date + 1)::timestamp at time zone 'UTC'
    group by all
),
asked as materialized (
    select source, day,
           coalesce(nullif(regexp_extract(file_id, '-(crawl-[0-9a-f]+)-', 1), ''), file_id) as run,
           min(read_at) as read_at
    from files group by all
),
days as materialized (from main.measured_days(first, last, known)),
bounds as (
    select d.day,
           max(t.value) filter (t.measure = 'lượt') as planned,
           coalesce(max(t.value) filter (t.measure = '%'), 0) as least_share
    from days as d
    left join staging.stg_target as t
        on t.code = '1.01' and d.day between t.valid_from and coalesce(t.valid_to, date '9999-12-31')
    group by d.day
),
runs as (
    select a.run, a.day, count(*) as sources, count(a.read_at) as readable, min(a.read_at) as began
    from asked as a
    join bounds as b on b.day = a.day
    group by a.run, a.day
    having count(a.read_at) > 0 and 100.0 * count(a.read_at) / count(*) >= any_value(b.least_share)
),
daily as (
    select b.day, b.planned, count(r.run) as runs
    from bounds as b left join runs as r on r.day = b.day group by b.day, b.planned
),
pauses as (
    select source, day, read_at,
           lag(read_at) over (partition by source order by read_at) as earlier
    from asked where read_at is not null
)
select null::varchar as unit, day, 'days_met' as figure, '' as part,
       (runs >= planned)::integer::double as num, 1.0::double as den,
       'day' as kind, day::varchar as id,
       runs || ' lượt, cần ' || planned::integer as label
from daily where planned is not null
union all
-- the days stand beside the runs, so that runs a day are counted over days on which there could be some
select null, day, 'runs', '', runs, 1.0, 'day', day::varchar, runs || ' lượt' from daily
union all
select null, day, 'gap_hours', source, (epoch(read_at) - epoch(earlier)) / 3600, null, 'source', source,
       'tới ' || strftime((read_at at time zone 'UTC') + interval 7 hour, '%H:%M %d/%m/%Y')
from pauses where earlier is not null and day between first and last
union all
select null, day, 'outage_days', '', (not heard)::integer::double, 1.0, 'day', day::varchar,
       case when heard then sources || ' nguồn thu được' else 'không thu được' end
from days;
