-- Visits that ended in none of the outcomes of langnghe.records.Outcome.
select source, url, visited_at, outcome
from raw.visit
where outcome not in ('stored', 'known', 'revision', 'not_article', 'layout_changed', 'robots',
                      'blocked', 'failed');
