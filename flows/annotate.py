"""Label and group what is in the warehouse and has no current label or story."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from langnghe.config import WatchlistFile
from nlp.classifiers import TextItem, load, predict_batches
from warehouse import Store, labels

MARGIN = timedelta(days=4)  # how far apart two copies of one story may be


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
    """Append labels: classifier, places and watch list, batch by batch."""
    from nlp.places import places
    from nlp.watch import Watcher

    start = time.perf_counter()
    classifier = load(profile)
    report.model = classifier.name
    batches = labels.waiting(store, task="tone", model=classifier.name)
    revisions: list[list[str]] = []

    def items(rows: list[tuple[str, str, str, str, str]]) -> list[TextItem]:
        revisions.append([row[1] for row in rows])
        return [TextItem(id=row[0], kind=row[2], title=row[3], text=row[4]) for row in rows]  # type: ignore[arg-type]

    for batch, columns in predict_batches(
        (items(rows) for rows in batches), profile=profile, workers=workers
    ):
        names = revisions.pop(0)
        of = dict(zip((item.id for item in batch), names, strict=True))
        full = {key: list(values) for key, values in columns.items()}
        full["revision"] = [of[post_id] for post_id in full["post_id"]]
        for item in batch:
            for rank, place in enumerate(places(f"{item.title}\n{item.text[:2000]}")):
                _add(full, item.id, of[item.id], "place", place, 1.0, "places@1", rank)
        report.labelled += len(batch)
        report.label_rows += labels.add_labels(store, full)
        progress(f"đã gán nhãn {report.labelled:,} bài".replace(",", "."))
    watcher = Watcher(watchlist)
    for rows in labels.waiting(store, task="watch", model=watcher.model):
        full = {
            key: [] for key in ("post_id", "revision", "task", "label", "score", "model", "rank")
        }
        for post_id, revision, _, title, text in rows:
            hits = watcher.match(f"{title}\n{text}")
            # "-" says the list was held against this post and nothing matched.
            for rank, hit in enumerate(hits or ("-",)):
                _add(full, post_id, revision, "watch", hit, 1.0, watcher.model, rank)
            if any(watcher.brings_into_scope(hit) for hit in hits):
                _add(full, post_id, revision, "in_scope", "1", 1.0, watcher.model, 0)
        report.label_rows += labels.add_labels(store, full)
    report.label_seconds = time.perf_counter() - start


def _add(
    columns: dict[str, list[object]],
    post_id: str,
    revision: str,
    task: str,
    label: str,
    score: float,
    model: str,
    rank: int,
) -> None:
    for key, value in zip(
        ("post_id", "revision", "task", "label", "score", "model", "rank"),
        (post_id, revision, task, label, score, model, rank),
        strict=True,
    ):
        columns[key].append(value)


def group(store: Store, report: AnnotateReport) -> None:
    """Put articles without a story into one: an old story when they are copies of it, else a new one."""
    from nlp.stories import StoryInput, assign

    start = time.perf_counter()

    def story_input(row: dict[str, object]) -> StoryInput:
        fields = ("url", "title", "text", "published_at", "source")
        return StoryInput(id=row["post_id"], **{name: row[name] for name in fields})  # type: ignore[arg-type]

    fresh = [story_input(row) for row in labels.ungrouped(store)]
    if fresh:
        moments = [item.published_at for item in fresh if item.published_at]
        recent = [
            (story_input(row), str(row["story_id"]))
            for row in labels.grouped_between(
                store, min(moments) - MARGIN, max(moments) + MARGIN
            )
        ]
        story_of = assign(fresh, recent)
        labels.add_members(store, story_of)
        report.grouped = len(story_of)
        report.stories = len(set(story_of.values()) - {story for _, story in recent})
    report.story_seconds = time.perf_counter() - start
