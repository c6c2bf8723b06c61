"""Everything the machine says of a text in one pass over the cores: labels, then places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nlp.classifiers.base import Columns, TextItem
from nlp.classifiers.bulk import spread

PLACES = "places@1"
LOOK_AT = 2_000  # characters: where a story happens is said early


def annotate_batches(
    items: Iterable[tuple[TextItem, str]], profile: str | None = None, workers: int | None = None
) -> Iterator[Columns]:
    """Yield annotation columns of (item, revision) pairs, batch after batch in input order."""
    yield from spread(_annotate, items, profile, workers)


def _annotate(batch: list[tuple[TextItem, str]], profile: str | None) -> Columns:
    from nlp.classifiers import load
    from nlp.places import places

    columns = load(profile).annotate(
        [item for item, _ in batch], [revision for _, revision in batch]
    )
    for item, revision in batch:
        for rank, place in enumerate(places(f"{item.title}\n{item.text[:LOOK_AT]}")):
            columns.add(item.id, revision, "place", place, 1.0, PLACES, rank)
    return columns
