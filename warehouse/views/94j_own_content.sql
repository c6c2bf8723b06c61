-- One row per own post of a union page that is not shared from elsewhere: what kind of content it is.
-- By its labels, and where a label does not tell, by words of its title and opening: meetings, decisions, visits
-- are administrative; performances and games are culture and sport. A reading by rule, not by a person.
create or replace macro main.own_contents(first, last, known) as table
with posts as (
    select o.post_id, p.unit, o.day, o.hour, o.weekday, o.format,
           coalesce(nullif(o.title, ''), left(o.body, 80)) as title,
           lower(left(o.title || ' ' || coalesce(o.lead, '') || ' ' || coalesce(o.body, ''), 240)) as words,
           coalesce(m.topics, []) as topics, coalesce(m.in_scope, false) as in_scope,
           o.reactions_7d, o.comments_7d, o.shares_7d
    from mart.own_post as o
    join main.own_pages(last) as p on p.source = o.source and p.type = 'social'
    left join measured_post as m on m.post_id = o.post_id
    where not o.shared and o.first_seen <= known and o.day between first and last
)
select *,
       case when list_contains(topics, 'misinformation') then 'rebuttal'
            when regexp_matches(words, 'văn nghệ|hội diễn|hội thao|giải (bóng|cầu lông|thể thao|chạy)|bóng đá|bóng chuyền|cầu lông|tiếng hát|giao lưu văn hóa|thể dục thể thao|thi đấu')
                then 'culture_sport'
            when regexp_matches(words, 'hội nghị (ban chấp hành|ban thường vụ|sơ kết|tổng kết|giao ban|triển khai)|giao ban|đại hội|bổ nhiệm|quyết định (về )?công tác cán bộ|công tác cán bộ|họp (ban|giao ban|chi bộ)|kiểm tra công tác|làm việc với|tiếp và làm việc|sơ kết|tổng kết|ban hành kế hoạch')
                then 'administrative'
            when list_has_any(topics[1:1], ['state_policy', 'law_making', 'company_policy', 'employer_violation',
                                            'rights_protection'])
                then 'policy_law'
            when in_scope then 'union_activity'
            else 'other' end as content
from posts;
