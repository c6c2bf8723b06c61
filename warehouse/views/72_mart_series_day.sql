-- One row per series and day (Hà Nội time) that holds something: posts, stories, independent sources.
-- hours: 24 for days, 6 for the watch through the day (next file). Copies of one wire text in one story are one
-- source. Buckets without a row held nothing or could not be collected: mart.source_heard tells which.
create or replace macro staging.bucket(moment, hours) as
    time_bucket(to_hours(hours), (moment at time zone 'UTC') + interval 7 hour);

create or replace macro mart.series_counts(series_item_table, hours) as table
select series_id,
       any_value(family) as family,
       staging.bucket(counted_at, hours) as bucket,
       count(*) as items,
       count(distinct story) as stories,
       count(distinct voice) as independent_sources
from query_table(series_item_table)
group by series_id, staging.bucket(counted_at, hours);

create or replace view mart.series_day as from mart.series_counts('mart.series_item', 24);
