-- One row per guidance document: its state now, from its events.
-- Written by docs/make_registers.py from langnghe/registers/kinds; history is in raw.event.
create or replace view staging.stg_document as
select id,
       any_value(value ->> '$') filter (name = 'unit') as unit,
       any_value(value ->> '$') filter (name = 'number') as number,
       any_value(value ->> '$') filter (name = 'symbol') as symbol,
       any_value(value ->> '$') filter (name = 'type') as type,
       any_value(value ->> '$') filter (name = 'title') as title,
       (any_value(value ->> '$') filter (name = 'signed_on'))::date as signed_on,
       (any_value(value ->> '$') filter (name = 'sent_on'))::date as sent_on,
       any_value(value ->> '$') filter (name = 'signer') as signer,
       from_json(any_value(value) filter (name = 'audience'), '["varchar"]') as audience,
       from_json(any_value(value) filter (name = 'topics'), '["varchar"]') as topics,
       any_value(value ->> '$') filter (name = 'occasion') as occasion,
       (any_value(value ->> '$') filter (name = 'to_press'))::boolean as to_press,
       any_value(value ->> '$') filter (name = 'file') as file,
       any_value(value ->> '$') filter (name = 'origin') as origin,
       (any_value(value ->> '$') filter (name = 'origin_on'))::date as origin_on,
       (any_value(value ->> '$') filter (name = 'corrected'))::boolean as corrected,
       any_value(value ->> '$') filter (name = 'corrects') as corrects,
       any_value(value ->> '$') filter (name = 'reviewer') as reviewer,
       (any_value(value ->> '$') filter (name = 'says_who'))::boolean as says_who,
       (any_value(value ->> '$') filter (name = 'says_what'))::boolean as says_what,
       (any_value(value ->> '$') filter (name = 'says_when'))::boolean as says_when,
       (any_value(value ->> '$') filter (name = 'says_where'))::boolean as says_where,
       (any_value(value ->> '$') filter (name = 'says_why'))::boolean as says_why,
       (any_value(value ->> '$') filter (name = 'says_how'))::boolean as says_how,
       (any_value(value ->> '$') filter (name = 'says_contact'))::boolean as says_contact,
       (any_value(value ->> '$') filter (name = 'says_grounds'))::boolean as says_grounds,
       from_json(any_value(value) filter (name = 'messages'), '["varchar"]') as messages,
       any_value(value ->> '$') filter (name = 'campaign') as campaign,
       any_value(value ->> '$') filter (name = 'partner') as partner,
       (any_value(value ->> '$') filter (name = 'valid_to'))::date as valid_to
from staging.last_written('register.documents')
group by id
having coalesce(any_value(value ->> '$') filter (name = 'withdrawn'), 'false') <> 'true';
