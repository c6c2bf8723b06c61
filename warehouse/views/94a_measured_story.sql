-- One row per story with a text in scope first seen in a period: how many voices told it, the gravest mark.
-- A story is of the day of the period on which it was first seen in it. A post outside any story is its
-- own; comments are none. Everything known of the story counts, also what was seen before the period.
-- independent: outlets with words of their own. Copies inside one publishing house, and copies of one
-- wire text, are one voice: that of the outlet that first carried the wording (same opening, same title,
-- or the agency it credits). The union's own pages confirm nothing and are no voice; what only they told is
-- no story that was found, and is left out.
-- grade: the best reliability of the outlets (A–D); F where none was declared.
create or replace macro main.measured_stories(first, last, known) as table
with members as materialized (
    select coalesce(story_id, post_id) as story_id, post_id, revision, title, outlet, own,
           case when source_declared then reliability else 'F' end as grade,
           first_seen, first_seen_day, published_at, risk, reviewed
    from measured_post
    where in_scope and kind <> 'comment' and first_seen <= known
),
chosen as (
    select distinct story_id from members where first_seen_day between first and last
),
-- Only where two houses tell a story must their words be compared.
several as (
    select story_id from members semi join chosen using (story_id)
    where not own group by story_id having count(distinct outlet) > 1
),
words as (
    select m.story_id, m.outlet, m.first_seen, m.post_id,
           staging.slug(substring(regexp_replace(
               case when r.body = '' then r.lead else r.body end,
               '^\s*\([^)]{1,24}\)\s*[-–—]?\s*', ''), 1, 160)) as opening,
           staging.slug(m.title) as heading,
           regexp_matches(lower(substring(r.lead, 1, 60) || ' ' || substring(r.body, 1, 60) || ' '
                                || substring(r.body, -120)),
                          '\bttxvn\b|thông tấn xã việt nam') as agency
    from members as m
    semi join several as s on s.story_id = m.story_id
    join measured_word as r on r.post_id = m.post_id and r.revision = m.revision
    where not m.own
),
worded as (
    select *,
           case when agency then 'ttxvn' when length(opening) >= 60 then opening else post_id end
               as wording,
           case when length(heading) >= 24 then heading else post_id end as entitled
    from words
),
voiced as (
    select story_id,
           case when first_value(first_seen) over same_title < first_value(first_seen) over same_words
                then first_value(outlet) over same_title
                else first_value(outlet) over same_words end as voice
    from worded
    window same_words as (partition by story_id, wording order by first_seen, post_id),
           same_title as (partition by story_id, entitled order by first_seen, post_id)
),
voices as (
    select story_id, count(distinct voice) as voices from voiced group by story_id
)
select m.story_id,
       min(m.first_seen_day) filter (m.first_seen_day between first and last) as day,
       arg_min(m.title, {'at': m.first_seen, 'id': m.post_id}) as title,
       min(m.first_seen) as first_seen,
       count(*) as posts,
       coalesce(any_value(v.voices), 1) as independent,
       min(m.grade) filter (not m.own) as grade,
       max(m.risk) as risk,
       bool_or(m.reviewed) as reviewed
from members as m
semi join chosen as c on c.story_id = m.story_id
left join voices as v on v.story_id = m.story_id
group by m.story_id
having count(*) filter (not m.own) > 0;
