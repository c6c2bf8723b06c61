-- One row per kind of alert (risk and origin): how many people judged, and how many of them “đúng”.
-- What feeds criterion 1.10 and stands beside every later alert of the kind. A machine's merge or a
-- quiet end is no verdict.
create or replace view mart.alert_precision as
select risk,
       origin,
       count(*) filter (verdict = 'đúng') as right_ones,
       count(*) filter (verdict = 'nhiễu') as noise,
       count(*) filter (verdict = 'trùng') as duplicates,
       count(*) filter (verdict = 'chiến dịch') as campaigns,
       count(*) as n
from mart.alert
where verdict is not null and closed_by not like 'machine@%'
group by risk, origin;
