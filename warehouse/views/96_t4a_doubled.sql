-- One row per post of a union page and per question answered on one, in the compared and in the base window.
-- Windows stand in the register of targets (code T4a: the duty itself, and as definitions the other readings of
-- the plan's sentence), those in force on the last day of the period, else the last that were. Days outside
-- the period come in by its first day; the label says the real one. Posts shared from others are not counted.
-- same_pages: only pages with something in both windows. A window nobody could hear has no row.
create or replace macro mart.t4a(first, last, known) as table
with versions as (
    select name, duty, window_from, window_to, baseline_from, baseline_to,
           valid_from <= last and coalesce(valid_to, date '9999-12-31') >= last as in_force, valid_to
    from staging.stg_target
    where code = 'T4a' and valid_from <= last and window_from is not null and baseline_from is not null
),
windows as (
    select name, duty, unnest([
        {'which': 'now', 'since': window_from, 'until': window_to},
        {'which': 'base', 'since': baseline_from, 'until': baseline_to}], recursive := true)
    from versions
    qualify rank() over (order by in_force desc, case when in_force then null else valid_to end desc) = 1
),
things as (
    select 'posts' as what, 'post' as kind, o.post_id as id, o.source, p.unit, o.day,
           coalesce(nullif(o.title, ''), left(o.body, 80)) as label
    from mart.own_post as o join main.own_pages(last) as p on p.source = o.source and p.type = 'social'
    where not o.shared and o.first_seen <= known
    union all
    select 'answered', 'inquiry', id, source, unit, day, label
    from main.page_inquiries(known, null, last) where reply_hours is not null
),
placed as (
    select t.*, w.name, w.duty, w.which,
           w.which || '>' || w.since || '..' || w.until as part
    from things as t join windows as w on t.day between w.since and w.until
),
in_both as (
    select name, source from placed group by name, source having count(distinct which) = 2
),
told as (
    select case duty when 'must' then what else '' end as figure, part, * exclude (part) from placed where duty = 'must'
    union all
    select 'total', part, * exclude (part) from placed where duty = 'must'
    union all
    select 'same_pages', part, * exclude (part) from placed semi join in_both using (name, source) where duty = 'must'
    union all
    select 'alternates', name || '>' || part, * exclude (part) from placed where duty = 'definition'
)
select unit, first as day, figure, part, 1.0::double as num, null::double as den, kind, id,
       strftime(day, '%d/%m/%Y') || ': ' || label as label
from told where figure in ('posts', 'answered', 'total', 'same_pages', 'alternates');
