-- One row per registered message and text that was found to carry, distort or contradict it, or was drawn to be checked.
-- relation: what the machine read (carries, distorts, contradicts; none: drawn at random beside them).
-- person: what a person found (the same words), null until one did. state: proposed, sampled, confirmed, refused.
create or replace view mart.carriage as
with told as (
    select id,
           min(happened_at) filter (what in ('proposed', 'sampled')) as proposed_at,
           arg_max(what, {'at': happened_at, 'id': event_id}) as state,
           max(happened_at) filter (what in ('confirmed', 'refused')) as decided_at,
           arg_max(said_by, happened_at) filter (what in ('confirmed', 'refused')) as decided_by
    from raw.event
    where kind = 'carriage' and (what in ('confirmed', 'refused') or (fields ->> 'message') is not null)
    group by id
),
said as (
    select id,
           any_value(value ->> '$') filter (name = 'message') as message,
           any_value(value ->> '$') filter (name = 'post_id') as post_id,
           any_value(value ->> '$') filter (name = 'relation') as relation,
           any_value(value ->> '$') filter (name = 'way') as way,
           (any_value(value ->> '$') filter (name = 'containment'))::double as containment,
           (any_value(value ->> '$') filter (name = 'similarity'))::double as similarity,
           any_value(value ->> '$') filter (name = 'sentence') as sentence,
           any_value(value ->> '$') filter (name = 'why') as why,
           any_value(value ->> '$') filter (name = 'person') as person,
           any_value(value ->> '$') filter (name = 'note') as note
    from staging.last_written('carriage')
    group by id
)
select s.*, t.proposed_at, t.state, t.decided_at, t.decided_by
from said as s join told as t using (id)
where s.message is not null and s.post_id is not null and s.relation is not null;

-- One row per message and stretch of days whose texts were held against it: without it nothing is known.
create or replace view mart.carriage_look as
select fields ->> 'message' as message, (fields ->> 'first')::date as first, (fields ->> 'last')::date as last,
       happened_at as looked_at
from raw.event where kind = 'carriage' and what = 'looked';
