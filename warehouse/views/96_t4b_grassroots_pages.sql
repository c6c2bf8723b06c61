-- One row per large grassroots union (with_page: has it a live Facebook page) and per one of any size that has (pages).
-- Large: as many people as the register of targets says (code T4b), the greater of members and workers; of
-- unknown size is in neither. Live: an own post on a page of its, or an attested page of the register, within
-- so many days before the day asked. An address alone proves nothing. Encouraged, no duty.
create or replace macro mart.t4b(first, last, known) as table
with asked as (
    select main.day_asked(first, last, known) as day,
           main.asked_for('T4b', 'CĐCS đông người: từ', main.day_asked(first, last, known)) as large,
           main.asked_for('T4b', 'Trang còn hoạt động: có bài trong', main.day_asked(first, last, known)) as days
),
posted as (
    select p.unit, max(o.day) as day
    from mart.own_post as o
    join main.own_pages(last) as p on p.source = o.source and p.type = 'social'
    cross join asked as a
    where o.first_seen <= known and o.day <= a.day group by p.unit
    union all
    select owner, coalesce(last_post_on, attested_on)
    from main.live_groups(main.day_asked(first, last, known), known)
    where kind = 'page' and platform = 'facebook' and active
),
pages as (
    select unit, max(day) as day from posted group by unit
),
grassroots as (
    select u.code, u.name, greatest(coalesce(u.members, u.workers), coalesce(u.workers, u.members)) as people,
           p.day as last_post, coalesce(p.day >= a.day - a.days::integer, false) as live, a.day, a.large
    from staging.unit_on(main.day_asked(first, last, known)) as u
    cross join asked as a
    left join pages as p on p.unit = u.code
    where u.level = 'grassroots'
)
select code as unit, day, 'with_page' as figure, '' as part, live::integer::double as num, 1.0::double as den,
       'unit' as kind, code as id,
       name || ' (' || people || ' người): '
           || case when last_post is null then 'không có trang' else 'bài gần nhất ' || strftime(last_post, '%d/%m/%Y') end
           as label
from grassroots where people >= large
union all
select code, day, 'pages', '', 1.0, null, 'unit', code, name || ': bài gần nhất ' || strftime(last_post, '%d/%m/%Y')
from grassroots where live;
