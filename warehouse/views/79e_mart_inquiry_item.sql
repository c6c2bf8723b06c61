-- One row per series of questions and question that counts in it: all, by topic, by unit, by both.
-- inquiry=all|topic=state_policy|unit=ldld-tinh-lai-chau. counted_at: when the office took it down, so that a
-- bucket that is over never changes; what was asked more than 36 hours before is late (an import of
-- last year's forms) and no burst of today. by_published (replay) puts a question at received_at.
-- voice tells askers apart and means nothing beyond this answer; who is not known is one for himself.
create or replace macro mart.inquiry_items(by_published) as table
with asked as (
    select id, nullif(topic, '') as topic, nullif(staging.slug(unit), '') as unit,
           case when by_published then received_at else opened_at end as counted_at,
           'asker-' || dense_rank() over (
               order by coalesce(source || '/' || nullif(asker, ''), id)) as voice
    from staging.stg_inquiry_brief
    where status <> 'invalid' and (by_published or opened_at - received_at <= interval 36 hour)
)
select 'inquiries' as family,
       unnest(['inquiry=all']
              || case when topic is null then [] else ['inquiry=all|topic=' || topic] end
              || case when unit is null then [] else ['inquiry=all|unit=' || unit] end
              || case when topic is null or unit is null then []
                      else ['inquiry=all|topic=' || topic || '|unit=' || unit] end) as series_id,
       id as post_id,
       id as story,
       voice,
       counted_at
from asked;
