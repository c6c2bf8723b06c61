-- One row per union unit that must reach a target on a day (units_owing), or that was ever there (unit_heirs).
-- A unit merged in mid-year owes nothing after its last day; what it did in the year counts for the one
-- that took it over. Of several successors none is given it: nobody can say whose it was.
create or replace macro main.units_owing(target, on_day) as table
with meant as (
    select unnest(case applies_to when 'all' then ['province', 'upper'] else [applies_to] end) as level
    from staging.stg_target
    where code = target and duty = 'must'
      and valid_from <= on_day and coalesce(valid_to, date '9999-12-31') >= on_day
)
select u.code, u.name, u.level
from staging.unit_on(on_day) as u
where u.level in (select level from meant);

create or replace macro main.unit_heirs(on_day) as table
with recursive standing as (
    select code from staging.unit_on(on_day)
),
known_units as (
    select code, arg_max(successors, valid_from) as successors, arg_max(name, valid_from) as name
    from staging.stg_unit where valid_from <= on_day group by code
),
passed(code, name, heir, steps) as (
    select code, name, code, 0 from known_units
    union all
    select p.code, p.name, e.successors[1], p.steps + 1
    from passed as p
    join known_units as e on e.code = p.heir
    where p.heir not in (select code from standing) and len(e.successors) = 1 and p.steps < 9
)
select code, any_value(name) as name, arg_max(heir, steps) as heir from passed group by code;
