-- One row per unit, month and campaign with a figure of work done: members, grassroots unions, registrations.
-- An empty cell is not handed in and no row; 0 is a row. Rates: new members (advice) of the months that also
-- tell how many members there are, on their mean of those months.
create or replace macro mart.c5_03(first, last, known) as table
with told as materialized (from main.measured_outcomes(first, last, known)),
rated as (
    select unit, month, id, label, figure, num, members_total, count(*) over (partition by unit, figure) as months
    from (
        select unit, month, id, label, members_total, 'new_members_rate' as figure, new_members as num from told
        union all
        select unit, month, id, label, members_total, 'advice_rate', advice_requests from told
    )
    where num is not null and members_total > 0
)
select unit, month as day, 'new_members' as figure, unit as part, new_members::double as num,
       null::double as den, 'register.outcomes' as kind, id, label
from told where new_members is not null
union all
select unit, month, figure, '', num, members_total / months, 'register.outcomes', id, label from rated
union all
select unit, month, 'new_grassroots', '', new_grassroots, null, 'register.outcomes', id, label
from told where new_grassroots is not null
union all
select unit, month, 'registrations', coalesce(replace(campaign, '>', ' '), ''), registrations, null,
       'register.outcomes', id, label
from told where registrations is not null
union all
select unit, month, 'advice', '', advice_requests, null, 'register.outcomes', id, label
from told where advice_requests is not null
union all
select unit, month, 'entries', '', contest_entries, null, 'register.outcomes', id, label
from told where contest_entries is not null;
