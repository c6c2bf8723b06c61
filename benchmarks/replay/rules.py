"""The rules of stories alone, each story as the whole year told it: seconds for all provinces.

What `python -m benchmarks.replay.watch --rules` prints. Every story counts as an alert of its own (no
merging, no budget, no reminders), so the counts of alerts are upper bounds; statistics, voices and our
own faults (R0) are left out. Incidents are read as they stood at the end of their first day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from datetime import time as clock
from functools import cache
from typing import TYPE_CHECKING, Any

from benchmarks.replay.incidents import Incident
from langnghe.cases.lifecycle import decide
from langnghe.cases.policy import Policy, read_policy
from langnghe.cases.rule_rows import StoryRow, Watch
from langnghe.cases.rule_story import story_findings
from langnghe.records import HANOI

if TYPE_CHECKING:
    from langnghe.cases.finding import Finding
    from warehouse import Store

Row = dict[str, Any]
WORDS = "theo từ ngữ"  # in the reason of what words alone say
SURE = 0.5  # langnghe.digest.order.SURE_RISK: from here one outlet is enough for the top section


def raised(store: Store, homes: Sequence[str], first: date, last: date) -> list[Row]:
    """Return every story that the rules raise to level 3 or more, for the office of each province."""
    from nlp.places import province_now
    from warehouse import watch
    from warehouse.series import Office

    begin, end = _midnight(first), _midnight(last + timedelta(days=1))
    nobody = Office(home="-", province_of=province_now)
    told = watch.stories(store, nobody, since=begin, until=end)
    rows = []
    for home in homes:
        near = [r for r in told if home in r["provinces"] or (not r["provinces"] and r["in_scope"])]
        mine = {row["story_id"]: StoryRow(**row) for row in near}
        for finding in story_findings(mine.values(), Watch(home=home, now=end)).findings:
            level = _level(finding)
            if level >= 3:
                story = mine[finding.subject]
                rows.append(
                    {
                        "home": home,
                        "story": story.story_id,
                        "day": finding.since.astimezone(HANOI).date().isoformat(),
                        "level": level,
                        "kind": f"{finding.risk}/{'hard' if finding.hard else 'rule'}",
                        "words": WORDS in finding.reason,
                        "voices": len(story.voices),
                        "title": story.title,
                    }
                )
    return rows


def counted(rows: Sequence[Row]) -> str:
    """Return the counts of raised stories by province, level, kind and month."""
    lines = []
    for home in dict.fromkeys(row["home"] for row in rows):
        mine = [row for row in rows if row["home"] == home]
        kinds = Counter(f"{r['level']} {r['kind']}{' words' if r['words'] else ''}" for r in mine)
        months = Counter(row["day"][:7] for row in mine)
        lines.append(f"{home}: {len(mine)}; {dict(sorted(kinds.items()))}")
        lines.append(f"    {dict(sorted(months.items()))}")
    return "\n".join(lines)


def own_province(store: Store, incidents: Sequence[Incident]) -> list[Row]:
    """Return how each incident stood at the end of its day for the office of its own province.

    level: of the gravest story; top: whether the digest's top section (langnghe.digest.order.pressing)
    would show it. Only the incident's own rows are read.
    """
    articles = _articles(store, [row for i in incidents for row in i.rows])
    rows = []
    for incident in incidents:
        stories: dict[str, list[Row]] = defaultdict(list)
        for name in incident.rows:
            article = articles.get(name)
            if article and article["published_at"].astimezone(HANOI).date() == incident.day:
                stories[article["story_id"]].append(article)
        home = incident.province or next(iter(incident.also), None)
        found = [
            f for told in stories.values() if home for f in _findings(told, home, incident.day)
        ]
        rows.append(
            {
                "incident": incident.id,
                "home": home,
                "named": incident.named,
                "doubt": bool(incident.doubt),
                "level": max(map(_level, found), default=0),
                "top": any(map(_on_top, stories.values())),
            }
        )
    return rows


def _findings(told: Sequence[Row], home: str, day: date) -> list[Finding]:
    row = _story(sorted(told, key=lambda a: (a["published_at"], a["post_id"])))
    return story_findings([row], Watch(home=home, now=_midnight(day + timedelta(days=1)))).findings


def _story(told: Sequence[Row]) -> StoryRow:
    """Return what warehouse.watch.stories would say of a story with these reports."""
    from nlp.places import province_now

    inside = [a for a in told if a["in_scope"]]
    gravest = max(
        inside, key=lambda a: (a["risk"], min(a["in_scope_score"], a["risk_score"])), default=None
    )
    places = Counter(
        p for a in inside or told for p in dict.fromkeys(map(province_now, a["places"]))
    )
    texts = tuple("\n".join(filter(None, (a["title"], a["lead"], a["body"]))) for a in told)
    return StoryRow(
        story_id=told[0]["story_id"],
        known_at=told[0]["published_at"],
        published_at=told[0]["published_at"],
        title=told[0]["title"],
        text=texts[0],
        reports=texts,
        in_scope=bool(inside),
        press=True,
        post_ids=tuple(a["post_id"] for a in told),
        voices=tuple(sorted({a["source"] for a in told})),
        topics=tuple(dict.fromkeys(topic for a in inside for topic in a["topics"])),
        risk=gravest["risk"] if gravest else 0,
        sure=float(min(gravest["in_scope_score"], gravest["risk_score"])) if gravest else 0.0,
        negative=sum(a["tone"] == "negative" for a in inside),
        stance_negative=sum(a["stance_union"] == "negative" for a in inside),
        provinces=tuple(place for place, _ in places.most_common()),
        union_units=tuple(unit for a in inside for unit in a["union_units"]),
        enterprises=tuple(firm for a in inside for firm in a["enterprises"]),
        topic_scores={
            topic: max(a["chances"].get(topic, 0.0) for a in inside)
            for topic in {t for a in inside for t in a["topics"]}
        },
    )


def _on_top(told: Sequence[Row]) -> bool:
    warned = [a for a in told if a["in_scope"] and a["risk"] >= 2]
    outlets = {a["source"] for a in told}
    return bool(warned) and (
        len(outlets) > 1 or any(a["risk_score"] >= SURE or a["watch"] for a in warned)
    )


def _level(finding: Finding) -> int:
    """Return the level that a finding alone would get from the shipped table."""
    (event,) = decide([finding], {}, _policy(), None, finding.at)
    return int(event.fields["level"])


@cache
def _policy() -> Policy:
    return read_policy()


def _articles(store: Store, ids: Sequence[str]) -> Mapping[str, Row]:
    from warehouse.watch import topic_scores

    run = store.connection.execute
    run(
        "create or replace temp table _told as select unnest($ids::varchar[]) as post_id",
        {"ids": list(ids)},
    )
    run(
        "create or replace temp table _watch_annotation as "
        "select a.* from raw.annotation as a semi join _told as t on t.post_id = a.post_id"
    )
    rows = store.dicts(
        "select p.post_id, p.source, p.title, p.lead, left(p.body, 800) as body, p.published_at, "
        "m.story_id, l.* exclude (post_id, model) "
        "from raw.post as p join staging.labels_of('_watch_annotation') as l using (post_id) "
        "left join raw.story_member as m using (post_id)"
    )
    chances = topic_scores(store)
    return {row["post_id"]: row | {"chances": chances.get(row["post_id"], {})} for row in rows}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, clock(), tzinfo=HANOI)
