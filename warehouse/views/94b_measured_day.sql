-- One row per Hà Nội day of a period on which the office could have listened: was anything heard.
-- From the first visit ever to the day it is asked: before, there was no machine to fail. A day on which no
-- source could be heard is “không thu được”, whatever else is counted on it.
create or replace macro main.measured_days(first, last, known) as table
with visits as (
    select ((min(visited_at) at time zone 'UTC') + interval 7 hour)::date as began from raw.visit
    where visited_at <= known
),
days as (
    select unnest(range(greatest(first::date, began),
                        least(last::date, ((known at time zone 'UTC') + interval 7 hour)::date)
                            + interval 1 day, interval 1 day))::date as day
    from visits where began is not null
),
heard as (
    select bucket::date as day, count(*) as sources from mart.source_heard
    where bucket between first and last group by 1
)
select d.day, coalesce(h.sources, 0) as sources, h.sources is not null as heard
from days as d left join heard as h on h.day = d.day;
