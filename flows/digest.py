"""Make a digest from the warehouse and put it where its readers look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from flows.standing import standing
from langnghe.config import Workspace
from langnghe.digest import render
from langnghe.digest.compose import compose
from langnghe.digest.contract import Reading, Row
from langnghe.digest.model import Digest
from langnghe.files import replace_file
from warehouse import Store
from warehouse.digest import digest_rows, remember_edition

FORMATS: tuple[Literal["html", "md", "json"], ...] = ("html", "md", "json")


def reading_of(workspace: Workspace) -> Reading:
    """Return how this office reads, from its watch list."""
    from nlp.places import province_of
    from nlp.segment import quote
    from nlp.taxonomy import TOPIC_VI

    watchlist = workspace.watchlist()
    return Reading(
        office=watchlist.office,
        home_place=watchlist.home_place,
        topic_names=TOPIC_VI,
        watch_names={watch.id: watch.name for watch in watchlist.watch},
        watch_priority={watch.id: watch.priority for watch in watchlist.watch},
        quote=quote,
        follow=follow,
        province_now=province_of,
    )


def follow(today: Sequence[Row], before: Sequence[Row]) -> dict[str, Row]:
    """Return for each story of today the earlier story it seems to carry on."""
    from nlp.threads import Told, follows

    def told(rows: Sequence[Row]) -> list[Told]:
        first = {row["story"]: row for row in reversed(rows)}
        return [
            Told(
                story_id=story,
                title=row["title"],
                text=row["text"] if "text" in row else f"{row['lead']}\n{row['body']}",
            )
            for story, row in first.items()
        ]

    earlier = {row["story"]: row for row in before}
    linked = follows(told([row for row in today if row["in_scope"]]), told(before))
    return {story: earlier[found] for story, found in linked.items()}


def day_digest(
    store: Store, workspace: Workspace, day: date, *, made_at: datetime, notes: Sequence[str] = ()
) -> Digest:
    """Return the digest of one Hà Nội calendar day by published_at, alerts as that day ended."""
    rows = digest_rows(store, [day])
    return compose(
        rows,
        kind="day",
        days=[day],
        made_at=made_at,
        reading=reading_of(workspace),
        notes=notes,
        **standing(store, workspace, [day], made_at),
    )


def edition(
    store: Store, workspace: Workspace, day: date, *, made_at: datetime, notes: Sequence[str] = ()
) -> Digest:
    """Return the morning edition of a day: the day before whole, the day so far, and what was late.

    What it shows is remembered, so that no later edition repeats it.
    """
    days = [day - timedelta(days=1), day]
    rows = digest_rows(store, days, edition_day=day, cutoff=made_at)
    found = compose(
        rows,
        kind="edition",
        days=days,
        made_at=made_at,
        reading=reading_of(workspace),
        notes=notes,
        **standing(store, workspace, days, made_at),
    )
    remember_edition(store, day, shown(found))
    return found


def shown(digest: Digest) -> list[str]:
    """Return the ids of all posts a digest shows."""
    stories = (*digest.urgent, *digest.top, *digest.rest)
    return [copy.post_id for story in stories for copy in story.copies] + [
        voice.post_id for voice in (*digest.voices, *digest.other_voices)
    ]


def publish(
    digest: Digest, folder: Path, formats: Sequence[Literal["html", "md", "json"]] = FORMATS
) -> list[Path]:
    """Write a digest as files, each whole or not at all; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"diem-bao-{digest.day.isoformat()}"
    paths = []
    for name in formats:
        path = folder / f"{stem}.{name}"
        replace_file(path, render(digest, name).encode())
        paths.append(path)
    return paths
