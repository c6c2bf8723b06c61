-- One row per case: what is known, proposed, approved and done, folded from its events.
-- langnghe.cases.case.fold_cases gives the same to programs; a test holds the two equal.
create or replace view mart.case_ as
select id,
       any_value(value ->> '$') filter (name = 'title') as title,
       any_value(value ->> '$') filter (name = 'risk') as risk,
       any_value(value ->> '$') filter (name = 'scct') as scct,
       (any_value(value ->> '$') filter (name = 'level'))::integer as level,
       any_value(value ->> '$') filter (name = 'owner') as owner,
       any_value(value ->> '$') filter (name = 'status') as status,
       (any_value(value ->> '$') filter (name = 'opened_at'))::timestamptz as opened_at,
       any_value(value ->> '$') filter (name = 'opened_by') as opened_by,
       from_json(any_value(value) filter (name = 'alerts'), '["varchar"]') as alerts,
       from_json(any_value(value) filter (name = 'units'), '["varchar"]') as units,
       from_json(any_value(value) filter (name = 'places'), '["varchar"]') as places,
       from_json(any_value(value) filter (name = 'sources'), '["varchar"]') as sources,
       (any_value(value ->> '$') filter (name = 'workers'))::integer as workers,
       (any_value(value ->> '$') filter (name = 'due'))::timestamptz as due,
       (any_value(value ->> '$') filter (name = 'access_until'))::timestamptz as access_until,
       any_value(value ->> '$') filter (name = 'proposal') as proposal,
       any_value(value ->> '$') filter (name = 'grounds') as grounds,
       (any_value(value ->> '$') filter (name = 'proposed_at'))::timestamptz as proposed_at,
       any_value(value ->> '$') filter (name = 'proposed_by') as proposed_by,
       (any_value(value ->> '$') filter (name = 'approved_at'))::timestamptz as approved_at,
       any_value(value ->> '$') filter (name = 'approved_by') as approved_by,
       any_value(value ->> '$') filter (name = 'returned_why') as returned_why,
       (any_value(value ->> '$') filter (name = 'informed_at'))::timestamptz as informed_at,
       any_value(value ->> '$') filter (name = 'informed') as informed,
       (any_value(value ->> '$') filter (name = 'press_at'))::timestamptz as press_at,
       any_value(value ->> '$') filter (name = 'press') as press,
       (any_value(value ->> '$') filter (name = 'actions'))::integer as actions,
       (any_value(value ->> '$') filter (name = 'positive'))::integer as positive,
       (any_value(value ->> '$') filter (name = 'closed_at'))::timestamptz as closed_at,
       any_value(value ->> '$') filter (name = 'closed_by') as closed_by,
       any_value(value ->> '$') filter (name = 'outcome') as outcome,
       any_value(value ->> '$') filter (name = 'lesson') as lesson
from staging.last_written('case')
group by id
having count(*) filter (name = 'opened_at') > 0;
