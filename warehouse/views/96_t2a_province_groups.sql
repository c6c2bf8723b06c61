-- One row per group of the province's own that was attested active.
-- As the last attestation on or before the day asked said, while that still holds, with its last post at most
-- so many days before it (register of targets, code T2). Pages and channels are no groups; closed groups are
-- never read by a machine: the admins attest.
create or replace macro mart.t2a(first, last, known) as table
select g.owner as unit, main.day_asked(first, last, known) as day, 'groups' as figure, '' as part,
       1.0::double as num, null::double as den, 'register.media_groups' as kind, g.id,
       g.name || ' (xác nhận ' || strftime(g.attested_on, '%d/%m/%Y') || ')' as label
from main.live_groups(main.day_asked(first, last, known), known) as g
join main.units_owing('T2a', main.day_asked(first, last, known)) as u on u.code = g.owner
where g.live and g.kind in ('closed_group', 'open_group');
