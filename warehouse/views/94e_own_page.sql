-- One row per page of the union, with the unit that keeps it: the province where none is named.
create or replace macro main.own_pages(on_day) as table
select source, name, type,
       coalesce(nullif(unit, ''),
                (select min(code) from staging.unit_on(on_day) where level = 'province')) as unit
from raw.source
where own;
