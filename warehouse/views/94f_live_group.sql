-- One row per group or page of the register, as its last attestation on or before a day said it was.
-- live: it was said to be active, its last post lay near the attestation, the attestation is not too old, and it
-- was not dissolved. How near and how old stand in the register of targets (code T2). An attestation
-- changes the fields it names; those before it still hold.
create or replace macro main.live_groups(on_day, known) as table
with said as (
    select id, happened_at, event_id,
           fields ->> 'code' as code, fields ->> 'name' as name, fields ->> 'kind' as kind,
           fields ->> 'platform' as platform, fields ->> 'owner' as owner,
           (fields ->> 'active')::boolean as active,
           (fields ->> 'last_post_on')::date as last_post_on,
           (fields ->> 'attested_on')::date as attested_on,
           (fields ->> 'valid_from')::date as valid_from, (fields ->> 'valid_to')::date as valid_to,
           (fields ->> 'withdrawn')::boolean as withdrawn
    from raw.event where kind = 'register.media_groups' and happened_at <= known
),
folded as (
    select id, happened_at, event_id,
           last_value(code ignore nulls) over w as code, last_value(name ignore nulls) over w as name,
           last_value(kind ignore nulls) over w as kind, last_value(owner ignore nulls) over w as owner,
           last_value(platform ignore nulls) over w as platform,
           last_value(active ignore nulls) over w as active,
           last_value(last_post_on ignore nulls) over w as last_post_on,
           last_value(attested_on ignore nulls) over w as attested_on,
           last_value(valid_from ignore nulls) over w as valid_from,
           last_value(valid_to ignore nulls) over w as valid_to,
           last_value(withdrawn ignore nulls) over w as withdrawn
    from said
    window w as (partition by id order by happened_at, event_id)
)
select id, code, name, kind, platform, owner, last_post_on, attested_on, active,
       active
           and coalesce(last_post_on, attested_on)
               >= attested_on - main.asked_for('T2', 'Nhóm còn hoạt động: có bài trong', on_day)::integer
           and coalesce(attested_on >= on_day
                            - main.asked_for('T2', 'Xác nhận còn giá trị: trong', on_day)::integer, true)
           and coalesce(valid_from, attested_on) <= on_day
           and coalesce(valid_to, date '9999-12-31') >= on_day as live
from folded
where attested_on <= on_day
qualify row_number() over (partition by id order by attested_on desc, happened_at desc, event_id desc) = 1
    and not coalesce(withdrawn, false);
