-- One row per press article of a period that names the union, and story: what criterion 4 counts.
-- By the Hà Nội day of publication (of first_seen where the outlet gave none). Our own pages are no press,
-- comments and social posts no articles. Named where the words stand, not where a model read a stance:
-- so that what the model says of the stance can be corrected. place: the most prominent of title, lead, body.
-- The names of papers, and a football club's, are no mention.
create or replace macro main.press_articles(first, last, known) as table
select post_id, revision, title, source, source_kind, outlet, day, first_seen, url, topics, stance_union,
       tone, risk, union_units, coalesce(story_id, post_id) as story_id
from measured_post
where kind = 'article' and not own and source_type not in ('forum', 'social')
  and in_scope and first_seen <= known and day between first and last;

create or replace macro staging.union_words(words) as
    regexp_matches(regexp_replace(lower(words), 'lao động (và|&) công đoàn|công đoàn fc', '', 'g'),
                   'công đoàn|lđlđ|liên đoàn lao động|cđcs');

create or replace macro main.union_articles(first, last, known) as table
select a.*,
       case when staging.union_words(a.title) then 'title'
            when staging.union_words(r.lead) then 'lead'
            when staging.union_words(r.body) then 'body' end as place
from main.press_articles(first, last, known) as a
join measured_word as r using (post_id, revision)
where staging.union_words(a.title || ' ' || r.lead || ' ' || r.body);

-- What staging.slug makes of a long text, in less than half the time, where it has no other signs than these:
-- who asks looks for others in it (staging.unplain), and takes staging.slug of a text that has any.
create or replace macro staging.folded(words) as
    replace(replace(replace(translate(lower(words),
        'àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ' || ' .,;:!?()"/%&+“”‘’…–—•[]' || E'\n\t',
        'aaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyyd--------------------------'),
        '---', '-'), '--', '-'), '--', '-');

create or replace macro staging.unplain(words) as regexp_matches(words, '[^a-z0-9-]|--');
