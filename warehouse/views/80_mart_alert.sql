-- One row per alert: its state now, folded from its events field by field.
-- langnghe.cases.alerts.fold gives the same to programs; a test holds the two equal.
create or replace macro staging.last_written(wanted) as table
with written as (
    select id, happened_at, event_id, what, fields, unnest(json_keys(fields)) as name
    from raw.event where kind = wanted
)
-- last write wins; of one moment the opening is first and the closing last
select id, name, json_extract(fields, '$.' || name) as value
from written
where regexp_full_match(name, '[a-z_]+')
qualify row_number() over (
    partition by id, name
    order by happened_at desc, what <> 'opened' desc, what = 'closed' desc, event_id desc) = 1;

create or replace view mart.alert as
select id,
       any_value(value ->> '$') filter (name = 'origin') as origin,
       any_value(value ->> '$') filter (name = 'risk') as risk,
       any_value(value ->> '$') filter (name = 'scct') as scct,
       any_value(value ->> '$') filter (name = 'owner') as owner,
       (any_value(value ->> '$') filter (name = 'severity'))::integer as severity,
       (any_value(value ->> '$') filter (name = 'level'))::integer as level,
       (any_value(value ->> '$') filter (name = 'wanted'))::integer as wanted,
       (any_value(value ->> '$') filter (name = 'peak'))::integer as peak,
       any_value(value ->> '$') filter (name = 'status') as status,
       any_value(value ->> '$') filter (name = 'why') as why,
       any_value(value ->> '$') filter (name = 'held') as held,
       (any_value(value ->> '$') filter (name = 'since'))::timestamptz as since,
       (any_value(value ->> '$') filter (name = 'opened_at'))::timestamptz as opened_at,
       (any_value(value ->> '$') filter (name = 'evidence_at'))::timestamptz as evidence_at,
       (any_value(value ->> '$') filter (name = 'rung'))::integer as rung,
       (any_value(value ->> '$') filter (name = 'rung_at'))::timestamptz as rung_at,
       (any_value(value ->> '$') filter (name = 'leaders_at'))::timestamptz as leaders_at,
       (any_value(value ->> '$') filter (name = 'stage'))::integer as stage,
       (any_value(value ->> '$') filter (name = 'decayed_at'))::timestamptz as decayed_at,
       any_value(value ->> '$') filter (name = 'confirmed_by') as confirmed_by,
       (any_value(value ->> '$') filter (name = 'pinned'))::integer as pinned,
       any_value(value ->> '$') filter (name = 'planned') as planned,
       from_json(any_value(value) filter (name = 'subjects'), '["varchar"]') as subjects,
       from_json(any_value(value) filter (name = 'stories'), '["varchar"]') as stories,
       from_json(any_value(value) filter (name = 'related'), '["varchar"]') as related,
       from_json(any_value(value) filter (name = 'posts'), '["varchar"]') as posts,
       from_json(any_value(value) filter (name = 'sources'), '["varchar"]') as sources,
       (any_value(value ->> '$') filter (name = 'independent'))::integer as independent,
       from_json(any_value(value) filter (name = 'topics'), '["varchar"]') as topics,
       from_json(any_value(value) filter (name = 'places'), '["varchar"]') as places,
       from_json(any_value(value) filter (name = 'units'), '["varchar"]') as units,
       from_json(any_value(value) filter (name = 'enterprises'), '["varchar"]') as enterprises,
       -- events of before there were titles have none
       coalesce(from_json(any_value(value) filter (name = 'titles'), '["varchar"]'), []) as titles,
       any_value(value) filter (name = 'reasons') as reasons,
       any_value(value ->> '$') filter (name = 'series') as series,
       (any_value(value ->> '$') filter (name = 'observed'))::double as observed,
       (any_value(value ->> '$') filter (name = 'expected'))::double as expected,
       (any_value(value ->> '$') filter (name = 'p_value'))::double as p_value,
       (any_value(value ->> '$') filter (name = 'negative'))::double as negative,
       (any_value(value ->> '$') filter (name = 'score'))::double as score,
       any_value(value) filter (name = 'factors') as factors,
       (any_value(value ->> '$') filter (name = 'acknowledged_at'))::timestamptz as acknowledged_at,
       any_value(value ->> '$') filter (name = 'acknowledged_by') as acknowledged_by,
       any_value(value ->> '$') filter (name = 'case_id') as case_id,
       (any_value(value ->> '$') filter (name = 'closed_at'))::timestamptz as closed_at,
       any_value(value ->> '$') filter (name = 'closed_by') as closed_by,
       any_value(value ->> '$') filter (name = 'verdict') as verdict,
       any_value(value ->> '$') filter (name = 'note') as note,
       any_value(value ->> '$') filter (name = 'merged_into') as merged_into
from staging.last_written('alert')
group by id
having count(*) filter (name = 'opened_at') > 0;
