from __future__ import annotations
from collections.abc import Iterator
from langnghe.samples.content import Article


def filler() -> Iterator[Article]:
    yield from ()
