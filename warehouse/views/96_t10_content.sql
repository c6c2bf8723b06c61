-- One row per own post: is it of the restrained kinds (restrained), and of which kind it is (kinds).
-- Kinds as main.own_contents reads them. The cap is the office's own (register of targets, code T10).
create or replace macro mart.t10(first, last, known) as table
select unit, day, 'restrained' as figure, '' as part,
       (content in ('administrative', 'culture_sport'))::integer::double as num, 1.0::double as den,
       'post' as kind, post_id as id, title as label
from main.own_contents(first, last, known)
union all
select unit, day, 'kinds', content, 1.0, null, 'post', post_id, title from main.own_contents(first, last, known);
