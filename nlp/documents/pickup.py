"""Which texts carry a document's words: shared runs of five words, as part of the shorter of the two.

A release of one page in an article of three, or a guidance of ten pages quoted in one post: either way
the shorter is contained. Heads, feet and grounds of documents are alike everywhere and do not count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from zlib import crc32

from langnghe.text import fold
from nlp.documents.checklist import body_lines

RUN = 5  # words
LEAST_SHARED = 10  # runs: the name of a law or of an office is as long, and is nobody's message
LEAST = 0.05  # below it nothing is worth a look; what counts as carried is a setting (targets.toml)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """How much of a document stands in a text. containment: shared runs on those of the shorter."""

    document: str
    containment: float
    shared: int


class Originals:
    """Documents by the runs of their words; asked text by text. texts: id → what the document says."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._runs: dict[int, list[str]] = {}
        self._sizes: dict[str, int] = {}
        for id_, text in texts.items():
            runs = _runs("\n".join(body_lines(text)))
            self._sizes[id_] = len(runs)
            for run in runs:
                self._runs.setdefault(run, []).append(id_)

    def carried(self, text: str) -> Iterator[Carried]:
        """Yield the documents whose words a text carries, in the order they were given."""
        runs = _runs(text)
        shared = Counter(id_ for run in runs for id_ in self._runs.get(run, ()))
        for id_, size in self._sizes.items():
            if shared[id_] < LEAST_SHARED:
                continue
            containment = shared[id_] / min(size, len(runs))
            if containment >= LEAST:
                yield Carried(document=id_, containment=containment, shared=shared[id_])


def _runs(text: str) -> frozenset[int]:
    words = fold(text).split()
    return frozenset(
        crc32(" ".join(words[at : at + RUN]).encode()) for at in range(len(words) - RUN + 1)
    )
