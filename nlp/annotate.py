"""Everything the machine says of a text in one pass over the cores: labels, places, watch list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from langnghe.config import WatchlistFile
from nlp.classifiers.base import Columns, TextItem
from nlp.classifiers.bulk import spread

if TYPE_CHECKING:
    import pyarrow as pa

    from nlp.watch import Watcher

PLACES = "places@1"
LOOK_AT = 2_000  # characters: where a story happens is said early
NOTHING = "-"  # a list was held against this post and nothing matched

Pair = tuple[TextItem, str]  # a text and its revision


def annotate_batches(
    items: Iterable[Pair],
    watchlist: WatchlistFile,
    profile: str | None = None,
    workers: int | None = None,
) -> Iterator[pa.Table]:
    """Yield annotation rows of (item, revision) pairs as Arrow tables, in input order.

    The tables are made where the labels are: passing a million Python strings between processes
    took longer than finding them.
    """
    yield from spread(partial(_annotate, watchlist), items, profile, workers)


def watch_rows(batch: Sequence[Pair], watchlist: WatchlistFile) -> pa.Table:
    """Return the watch-list rows alone, for posts that were labelled under another list."""
    columns = Columns.empty()
    _watch(columns, batch, _watcher(watchlist))
    return as_table(columns)


def watch_model(watchlist: WatchlistFile) -> str:
    """Return the name under which a watch list speaks; another list is another name."""
    return _watcher(watchlist).name


def as_table(columns: Columns) -> pa.Table:
    """Return columns as an Arrow table."""
    import pyarrow as pa

    types = {"score": pa.float32(), "rank": pa.int16()}
    return pa.table(
        {
            name: pa.array(values, types.get(name, pa.string()))
            for name, values in columns.as_dict().items()
        }
    )


def _annotate(watchlist: WatchlistFile, batch: list[Pair], profile: str | None) -> pa.Table:
    from nlp.classifiers import load
    from nlp.places import places

    columns = load(profile).annotate([item for item, _ in batch], [name for _, name in batch])
    for item, revision in batch:
        for rank, place in enumerate(places(f"{item.title}\n{item.text[:LOOK_AT]}")):
            columns.add(item.id, revision, "place", place, 1.0, PLACES, rank)
    _watch(columns, batch, _watcher(watchlist))
    return as_table(columns)


def _watch(columns: Columns, batch: Sequence[Pair], watcher: Watcher) -> None:
    for item, revision in batch:
        hits = watcher.match(f"{item.title}\n{item.text}")
        for rank, hit in enumerate(hits or (NOTHING,)):
            columns.add(item.id, revision, "watch", hit, 1.0, watcher.name, rank)
        if watcher.brings_into_scope(hits):
            columns.add(item.id, revision, "in_scope", "1", 1.0, watcher.name)


_compiled: dict[str, Watcher] = {}


def _watcher(watchlist: WatchlistFile) -> Watcher:
    """Return the compiled list, made once in each process."""
    from nlp.watch import Watcher

    key = watchlist.model_dump_json()
    if key not in _compiled:
        _compiled.clear()
        _compiled[key] = Watcher(watchlist)
    return _compiled[key]
