-- One row per nothing: what the targets ask for on a day, and the day on which a period is looked at.
-- asked_for: the number of the target itself (words ''), or of one of its definitions by name.
create or replace macro main.asked_for(target, words, on_day) as (
    select max(value) from staging.stg_target
    where code = target and (name = words or (words = '' and duty = 'must'))
      and valid_from <= on_day and coalesce(valid_to, date '9999-12-31') >= on_day);

-- The last day of a period, or today while it is under way; null before it has begun.
create or replace macro main.day_asked(first, last, known) as (
    case when ((known at time zone 'UTC') + interval 7 hour)::date >= first
         then least(last, ((known at time zone 'UTC') + interval 7 hour)::date) end);
