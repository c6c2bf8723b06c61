-- Stories that two alerts are about: one story makes one alert.
select story, count(*) as alerts
from (select unnest(stories) as story from mart.alert where status <> 'merged')
group by story
having count(*) > 1;
