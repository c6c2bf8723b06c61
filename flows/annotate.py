"""Label and group what is in the warehouse and has no current label or story."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from langnghe.config import WatchlistFile
from langnghe.numbers import number
from nlp.classifiers import TextItem, load
from warehouse import Store, labels

STRETCH = 20_000  # articles grouped at a time
MARGIN = timedelta(days=8)  # how far apart two copies of one story may be


@dataclass(slots=True, kw_only=True)
class AnnotateReport:
    """What annotate did."""

    model: str = ""
    labelled: int = 0
    label_rows: int = 0
    label_seconds: float = 0.0
    grouped: int = 0
    stories: int = 0
    story_seconds: float = 0.0


def _quiet(_: str) -> None:
    return


def annotate(
    store: Store,
    watchlist: WatchlistFile,
    *,
    profile: str | None = None,
    workers: int | None = None,
    progress: Callable[[str], None] = _quiet,
) -> AnnotateReport:
    """Label every post that the current model has not labelled, then group articles into stories."""
    report = AnnotateReport()
    label(store, watchlist, report, profile=profile, workers=workers, progress=progress)
    group(store, report)
    return report


def label(
    store: Store,
    watchlist: WatchlistFile,
    report: AnnotateReport,
    *,
    profile: str | None = None,
    workers: int | None = None,
    progress: Callable[[str], None] = _quiet,
) -> None:
    """Append labels: classifier, entities and watch list over the cores."""
    from nlp.annotate import annotate_batches, entity_model, entity_rows, watch_model, watch_rows

    start = time.perf_counter()
    report.model = load(profile).name
    pairs = (
        pair
        for rows in labels.waiting(store, task="tone", model=report.model)
        for pair in _pairs(rows)
    )
    for table in annotate_batches(pairs, watchlist, profile, workers):
        report.label_rows += labels.add_labels(store, table)
        report.labelled += table["task"].to_pylist().count("tone")
        progress(f"đã gán nhãn {number(report.labelled)} bài")
    # What was labelled under an earlier watch list is held against the new one.
    for rows in labels.waiting(store, task="watch", model=watch_model(watchlist)):
        report.label_rows += labels.add_labels(store, watch_rows(_pairs(rows), watchlist))
    for rows in labels.waiting(store, task="place", model=entity_model()):
        report.label_rows += labels.add_labels(store, entity_rows(_pairs(rows)))
    report.label_seconds = time.perf_counter() - start


def _pairs(rows: list[labels.Waiting]) -> list[tuple[TextItem, str]]:
    return [
        (TextItem(id=post_id, kind=kind, title=title, text=text), revision)
        for post_id, revision, kind, title, text in rows
    ]


def group(store: Store, report: AnnotateReport) -> None:
    """Put articles without a story into one: an old story when they are copies of it, else a new one."""
    from nlp.stories import StoryInput, assign

    start = time.perf_counter()

    def story_input(row: dict[str, object]) -> StoryInput:
        fields = ("url", "title", "text", "published_at", "source")
        return StoryInput(id=row["post_id"], **{name: row[name] for name in fields})  # type: ignore[arg-type]

    # A stretch at a time: memory follows the stretch, not the years; what a stretch may copy from
    # the one before it is given as recent.
    while fresh := labels.ungrouped(store, limit=STRETCH):
        recent = [
            (story_input(row), str(row["story_id"]))
            for row in labels.grouped_between(
                store, fresh[0]["published_at"] - MARGIN, fresh[-1]["published_at"] + MARGIN
            )
        ]
        story_of = assign([story_input(row) for row in fresh], recent)
        labels.add_members(store, story_of)
        report.grouped += len(story_of)
        report.stories += len(set(story_of.values()) - {story for _, story in recent})
    report.story_seconds = time.perf_counter() - start
