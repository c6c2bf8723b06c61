-- One row per Hà Nội day of receipt, form (message, comment, other) and source: T3b and T6, as of now.
-- n: questions whose fate is known; waiting: unanswered with time left, in no other figure; overdue:
-- unanswered and out of time. Quantiles are taken over rows of mart.inquiry_clock, not over days.
create or replace view mart.inquiry_figures as
select day,
       form,
       source,
       count(*) filter (in_time is not null) as n,
       count(*) filter (in_time) as in_time,
       count(*) filter (in_time is null) as waiting,
       count(*) filter (overdue) as overdue,
       count(*) filter (bucket = '≤1') as h1,
       count(*) filter (bucket = '1–4') as h4,
       count(*) filter (bucket = '4–8') as h8,
       count(*) filter (bucket = '8–24') as h24,
       count(*) filter (bucket = '>24') as late
from mart.inquiry_clock
group by day, form, source;
