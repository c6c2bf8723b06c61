-- One row per own post with figures of its seventh day: engagement by weekday and hour, and by shift; posts per day.
-- Engagement: reactions, comments and shares together. Shifts begin at the hours of the register of targets (code T12).
-- Hours of Hà Nội.
create or replace macro mart.t12(first, last, known) as table
with posts as (
    select *, reactions_7d + coalesce(comments_7d, 0) + coalesce(shares_7d, 0) as engaged
    from main.own_contents(first, last, known)
),
shifts as (
    select name, value from staging.target_on(last) where code = 'T12'
),
measured as (
    select p.*,
           coalesce((select arg_max(s.name, s.value) from shifts as s where s.value <= p.hour),
                    (select arg_max(s.name, s.value) from shifts as s)) as shift
    from posts as p where p.engaged is not null
)
select unit, day, 'engagement' as figure, 'd' || weekday || '>h' || lpad(hour::varchar, 2, '0') as part,
       engaged::double as num, null::double as den, 'post' as kind, post_id as id, title as label
from measured
union all
select unit, day, 'shifts', replace(shift, ': từ', ''), engaged::double, null, 'post', post_id, title
from measured where shift is not null
union all
select unit, day, 'posts', '', 1.0, null, 'post', post_id, title from posts;
