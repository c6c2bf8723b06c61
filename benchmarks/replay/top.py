"""Where the digest of an incident's day shows it: among its alerts, in its concern section, below, nowhere.

What `python -m benchmarks.replay.watch --digest` prints. The office stands in the incident's own province
and has looked twice on that day, at 06:30 and just before midnight, with its rules alone (statistics would
have to be calibrated anew in every province, and could only add alerts); the digest is that of the day,
made the next morning. A reader meets the alerts first, then what the digest itself finds worrying.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from datetime import time as clock
from typing import Any

from benchmarks.replay.incidents import Incident
from benchmarks.replay.sent import LEAST, share
from langnghe.config import Workspace
from langnghe.records import HANOI

Row = dict[str, Any]
# The shipped office looks after every crawl. Two looks a day are what a year can afford; the last one lies
# just before midnight, so that “the same day” is not lost to the step.
LOOKS = (clock(6, 30), clock(23, 55))


def on_top(place_of: Callable[[str], Workspace], incidents: Sequence[Incident]) -> list[Row]:
    """Return how the digest of its day shows each incident. place_of: province → a fresh office there."""
    return [
        _shown(place_of(home), incident, home)
        for incident in incidents
        if (home := incident.province or next(iter(incident.also), None))
    ]


def _shown(place: Workspace, incident: Incident, home: str) -> Row:
    from flows.digest import day_digest
    from flows.watch import by_rules, look
    from warehouse import open_store

    with open_store(place.warehouse) as store:
        store.connection.execute("set threads = 1")
        for at in LOOKS:
            now = datetime.combine(incident.day, at, tzinfo=HANOI)
            look(store, place, now, findings=by_rules(store, place, now)[0])
        made_at = datetime.combine(incident.day + timedelta(days=1), clock(7), tzinfo=HANOI)
        digest = day_digest(store, place, incident.day, made_at=made_at)
        stories = dict(
            store.rows(
                "select post_id, story_id from raw.story_member "
                "where list_contains($rows::varchar[], post_id)",
                {"rows": list(incident.rows)},
            )
        )
    about = {*stories.values(), *incident.rows}
    alerts = [
        (number, alert)
        for number, alert in enumerate(digest.alerts or (), start=1)
        if about & set(alert.story_ids)
    ]
    sections = {"urgent": digest.urgent, "top": digest.top, "rest": digest.rest}
    found = [
        (name, number)
        for name, items in sections.items()
        for number, item in enumerate(items, start=1)
        if {copy.post_id for copy in item.copies} & set(incident.rows)
    ]
    section, number = found[0] if found else ("nowhere", 0)
    return {
        "incident": incident.id,
        "named": incident.named,
        "home": home,
        "alert": alerts[0][0] if alerts else 0,
        "level": max((alert.level for _, alert in alerts), default=0),
        "alerts": len(digest.alerts or ()),
        "section": section,
        "place": number,
        "urgent": len(digest.urgent),
    }


def said(rows: Sequence[Row], incidents: Sequence[Incident]) -> str:
    """Return the shares: of the incidents of the six months, and of all; one without a province is a miss."""
    lines = []
    for name, some in (("named", [i for i in incidents if i.named]), ("all", list(incidents))):
        wanted = {incident.id for incident in some}
        mine = [row for row in rows if row["incident"] in wanted]
        blank = [False] * (len(some) - len(mine))

        def part(hits: list[bool], blank: list[bool] = blank) -> str:
            return share([*hits, *blank])

        lines.append(
            f"{name}: among the alerts that open the digest {part([bool(r['alert']) for r in mine])}, "
            f"at level ≥ {LEAST} {part([r['level'] >= LEAST for r in mine])}; in its concern section "
            f"{part([r['section'] == 'urgent' for r in mine])}; in either "
            f"{part([bool(r['alert']) or r['section'] == 'urgent' for r in mine])}"
        )
    return "\n".join(lines)
