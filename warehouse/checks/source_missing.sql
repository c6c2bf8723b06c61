-- Sources of posts and visits that stand in no list of sources, declared or not.
select source
from (select source from raw.post union select source from raw.visit)
anti join raw.source using (source);
