-- One row per press-facing document (picked_up, first_pickup), per article that carries it (articles), per outlet.
-- By the day of signing. picked_up: only documents that were held against what was published until their
-- days were over: before, nobody knows. The union's own pages are no pickup. first_pickup: hours from the
-- beginning of the day of sending, for the register knows the day alone; only articles with a clock.
create or replace macro mart.c2_06(first, last, known) as table
with documents as (
    from main.measured_documents(first, last, known) where to_press and readable
),
carried as materialized (
    from main.carried_documents(first, last, known)
    where to_press and not own and kind = 'article' and not social
)
select d.unit, d.day, 'picked_up' as figure, '' as part,
       exists (from carried as c where c.id = d.id)::integer::double as num, 1.0::double as den,
       'register.documents' as kind, d.id, d.title as label
from documents as d where d.compared
union all
select unit, day, 'articles', '', 1.0, null, 'post', post_id, title || ' – ' || document from carried
union all
select c.unit, c.day, 'outlets', '', 1.0, null, 'source', c.outlet,
       coalesce(min(s.name), c.outlet) || ' – ' || c.document
from carried as c left join raw.source as s on s.source = c.source
group by c.unit, c.day, c.id, c.outlet, c.document
union all
select unit, day, 'first_pickup', '',
       epoch(min(published_at) - (sent_on::timestamp - interval 7 hour) at time zone 'UTC') / 3600.0, null,
       'register.documents', id, any_value(document)
from carried where published_at is not null
group by unit, day, id, sent_on;
