"""Everything the machine says of a text in one pass over the cores: labels, entities, watch list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from langnghe.config import WatchlistFile
from nlp.classifiers.base import NOTHING, Columns, TextItem
from nlp.classifiers.bulk import spread

if TYPE_CHECKING:
    import pyarrow as pa

    from nlp.watch import Watcher

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
    return as_table(_watcher(watchlist).annotate(*_apart(batch)))


def entity_rows(batch: Sequence[Pair]) -> pa.Table:
    """Return the entity rows alone, for posts that were read by an earlier version."""
    columns = Columns.empty()
    _entities(columns, batch)
    return as_table(columns)


def entity_model() -> str:
    """Return the name under which entities are said; every post read has a row of task place."""
    from nlp.entities import NAME

    return NAME


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

    items, revisions = _apart(batch)
    columns = load(profile).annotate(items, revisions)
    _entities(columns, batch)
    columns.extend(_watcher(watchlist).annotate(items, revisions))
    return as_table(columns)


def _apart(batch: Sequence[Pair]) -> tuple[list[TextItem], list[str]]:
    return [item for item, _ in batch], [revision for _, revision in batch]


def _entities(columns: Columns, batch: Sequence[Pair]) -> None:
    from nlp.entities import NAME, entities

    for item, revision in batch:
        named = entities(item.title, item.text)
        rows = named.rows() if named.places else [("place", NOTHING), *named.rows()]
        ranks: Counter[str] = Counter()
        for task, label in rows:
            columns.add(item.id, revision, task, label, 1.0, NAME, ranks[task])
            ranks[task] += 1


_compiled: dict[str, Watcher] = {}


def _watcher(watchlist: WatchlistFile) -> Watcher:
    """Return the compiled list, made once in each process."""
    from nlp.watch import Watcher

    key = watchlist.model_dump_json()
    if key not in _compiled:
        _compiled.clear()
        _compiled[key] = Watcher(watchlist)
    return _compiled[key]
