-- One row per text, alert, edition and report: how long it took.
-- lag: hours from publication to first_seen, by group of sources; of articles and posts published after their
-- source was first heard, for an archive that is read later is no news found late; a clock that runs ahead
-- counts 0; our own pages are left out. processing: minutes to the first label of a machine, of texts that were
-- loaded within 36 hours: an archive brought in later waited elsewhere. alert_lag: minutes from the first text of an
-- alert to the first time people were told (level 3 and up). digest_on_time: one row a day from the first
-- edition on; on time when the edition was made, or a daily report sent, before the hour of the register of
-- targets (code 1.07). tasks_on_time: reports of the register that
-- have a due time, on the day they were due; not yet due is not counted.
create or replace macro mart.c1_07(first, last, known) as table
with heard as (
    select source, min(visited_at) as since from raw.visit group by source
),
seen as materialized (
    select p.post_id, p.title, p.source_kind, p.kind, p.own, p.first_seen_day as day, p.published_at, p.first_seen,
           h.since
    from measured_post as p
    left join heard as h on h.source = p.source
    where p.first_seen <= known and p.first_seen_day between first and last
),
labelled as (
    select post_id, min(made_at) as made_at from raw.annotation semi join seen using (post_id)
    where task = 'tone' and not model ^@ 'person@' and made_at <= known
    group by post_id
),
arrived as (
    select p.post_id
    from raw.post as p semi join seen as s on s.post_id = p.post_id
    join raw.landing_file as f on f.file_id = p.file_id
    where p.fetched_at >= (first::date - 1)::timestamp at time zone 'UTC'
    group by p.post_id
    having arg_min(f.loaded_at, p.fetched_at) <= min(p.fetched_at) + interval 36 hour
),
told as (
    select id, min((fields ->> 'rung_at')::timestamptz) as told_at from raw.event
    where kind = 'alert' and (fields ->> 'rung')::integer >= 3 and (fields ->> 'rung_at') is not null
      and happened_at <= known
    group by id
),
of_alert as (
    select a.id, t.told_at, coalesce(a.why, '') as why, unnest(a.posts) as post_id
    from mart.alert as a join told as t on t.id = a.id
    where a.risk <> 'R0'
),
alerted as (
    select a.id, any_value(a.told_at) as told_at, min(p.first_seen) as found_at
    from of_alert as a
    join (select post_id, min(fetched_at) as first_seen from raw.post group by post_id) as p
        on p.post_id = a.post_id
    group by a.id
),
editions as (
    select edition_day as day, min(made_at) as done_at from raw.edition_item
    where made_at <= known group by edition_day
    union all
    select ((coalesce(due_at, sent_at) at time zone 'UTC') + interval 7 hour)::date, min(sent_at)
    from staging.stg_info_report
    where type = 'daily' and status = 'sent' and sent_at <= known and reissue_of is null
    group by 1
),
began as (
    select min(day) as day from editions
),
mornings as (
    select d.day, min(e.done_at) as done_at, any_value(t.value) as hour
    from (select unnest(range(greatest(first::date, (select day from began)),
                              least(last::date, ((known at time zone 'UTC') + interval 7 hour)::date)
                                  + interval 1 day, interval 1 day))::date as day
          where (select day from began) is not null) as d
    left join editions as e on e.day = d.day
    left join staging.stg_target as t
        on t.code = '1.07' and d.day between t.valid_from and coalesce(t.valid_to, date '9999-12-31')
    group by d.day
),
tasks as (
    select id, unit, title, due_at, sent_at, status,
           ((due_at at time zone 'UTC') + interval 7 hour)::date as day
    from staging.stg_info_report
    where due_at is not null and status <> 'withdrawn' and reissue_of is null
      and (sent_at <= known or due_at <= known)
)
select null::varchar as unit, day, 'lag' as figure, source_kind as part,
       greatest(0, epoch(first_seen) - epoch(published_at)) / 3600 as num, null::double as den,
       'post' as kind, post_id as id, title as label
from seen where kind <> 'comment' and not own and published_at >= since
union all
select null, s.day, 'processing', '', (epoch(l.made_at) - epoch(s.first_seen)) / 60, null, 'post',
       s.post_id, s.title
from seen as s
join labelled as l on l.post_id = s.post_id
join arrived as a on a.post_id = s.post_id
union all
select null, ((told_at at time zone 'UTC') + interval 7 hour)::date, 'alert_lag', '',
       greatest(0, epoch(told_at) - epoch(found_at)) / 60, null, 'alert', id, id
from alerted
union all
select null, day, 'digest_on_time', '',
       coalesce(done_at <= (day::timestamp + to_seconds((hour - 7) * 3600)) at time zone 'UTC', false)::integer,
       1.0, 'day', day::varchar,
       coalesce('xong ' || strftime((done_at at time zone 'UTC') + interval 7 hour, '%H:%M %d/%m/%Y'),
                'không có điểm báo')
from mornings where hour is not null
union all
select unit, day, 'tasks_on_time', '', coalesce(sent_at <= due_at, false)::integer, 1.0,
       'register.info_reports', id, title
from tasks;
