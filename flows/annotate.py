"""Label and group what is in the warehouse and has no current label or story."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from langnghe.config import WatchlistFile
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
    """Append labels: classifier and places over the cores, then the watch list."""
    from nlp.annotate import annotate_batches
    from nlp.classifiers.base import Columns
    from nlp.watch import Watcher

    start = time.perf_counter()
    report.model = load(profile).name
    waiting = labels.waiting(store, task="tone", model=report.model)
    pairs = (
        (TextItem(id=row[0], kind=row[2], title=row[3], text=row[4]), row[1])  # type: ignore[arg-type]
        for rows in waiting
        for row in rows
    )
    for columns in annotate_batches(pairs, profile, workers):
        report.label_rows += labels.add_labels(store, columns.as_dict())
        report.labelled += columns.task.count("tone")
        progress(f"đã gán nhãn {report.labelled:,} bài".replace(",", "."))
    watcher = Watcher(watchlist)
    for rows in labels.waiting(store, task="watch", model=watcher.name):
        found = Columns.empty()
        for post_id, revision, _, title, text in rows:
            hits = watcher.match(f"{title}\n{text}")
            # "-" says the list was held against this post and nothing matched.
            for rank, hit in enumerate(hits or ("-",)):
                found.add(post_id, revision, "watch", hit, 1.0, watcher.name, rank)
            if watcher.brings_into_scope(hits):
                found.add(post_id, revision, "in_scope", "1", 1.0, watcher.name)
        report.label_rows += labels.add_labels(store, found.as_dict())
    report.label_seconds = time.perf_counter() - start


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
