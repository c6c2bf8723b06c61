-- One row per refuted claim: what it says, what refutes it, and whether posts are still held against it.
-- nlp.claims.ledger gives the same to programs; a test holds the two equal.
create or replace view mart.claim as
with said as (
    select id,
           any_value(value ->> '$') filter (name = 'text') as text,
           from_json(any_value(value) filter (name = 'variants'), '["varchar"]') as variants,
           any_value(value ->> '$') filter (name = 'refutation') as refutation,
           any_value(value ->> '$') filter (name = 'source') as source,
           any_value(value ->> '$') filter (name = 'legal_basis') as legal_basis,
           (any_value(value ->> '$') filter (name = 'valid_from'))::date as valid_from,
           (any_value(value ->> '$') filter (name = 'valid_to'))::date as valid_to,
           any_value(value ->> '$') filter (name = 'role') as role,
           any_value(value ->> '$') filter (name = 'why') as why
    from staging.last_written('claim')
    group by id
),
told as (
    select id,
           min(happened_at) filter (what <> 'withdrawn') as first_at,
           max(happened_at) filter (what <> 'withdrawn') as entered_at,
           count(*) filter (what <> 'withdrawn') as entries,
           max(happened_at) filter (what = 'withdrawn') as out_at,
           arg_max(said_by, happened_at) filter (what = 'withdrawn') as out_by
    from raw.event where kind = 'claim' group by id
)
select s.* exclude (why),
       t.first_at,
       t.entered_at,
       t.entries,
       -- entered again after it was withdrawn, a claim is watched again
       case when t.out_at > t.entered_at then t.out_at end as withdrawn_at,
       case when t.out_at > t.entered_at then t.out_by end as withdrawn_by,
       case when t.out_at > t.entered_at then s.why else '' end as why
from said as s
join told as t using (id)
where t.entries > 0;
