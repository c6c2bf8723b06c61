"""Label many texts on all cores: one single-threaded worker a core, results in input order.

Workers are spawned, not forked: a fork of a process with threads (Prefect, DuckDB) may lock up.
At most two batches a worker are under way, so memory does not grow with the input.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TypeVar

from langnghe.errors import ModelError
from langnghe.records import Labels
from nlp.classifiers.base import Columns, TextItem

# Texts a batch, and how many are done before a second process would have started.
SIZES = {
    "keyword": (2000, 4000),
    "linear": (2000, 4000),
    "fast": (500, 1000),
    "accurate": (250, 500),
}

In = TypeVar("In")
Out = TypeVar("Out")


def predict_batches(
    items: Iterable[TextItem], profile: str | None = None, workers: int | None = None
) -> Iterator[list[Labels]]:
    """Yield lists of Labels that together follow the items' order."""
    yield from spread(_predict, items, profile, workers)


def annotate_batches(
    items: Iterable[tuple[TextItem, str]], profile: str | None = None, workers: int | None = None
) -> Iterator[Columns]:
    """Yield annotation columns of (item, revision) pairs, batch after batch in input order."""
    yield from spread(_annotate, items, profile, workers)


def _predict(batch: list[TextItem], profile: str | None) -> list[Labels]:
    from nlp.classifiers import load

    return load(profile).predict(batch)


def _annotate(batch: list[tuple[TextItem, str]], profile: str | None) -> Columns:
    from nlp.classifiers import load

    return load(profile).annotate([i for i, _ in batch], [r for _, r in batch])


def _one_thread() -> None:
    # Two workers with two BLAS threads each on two cores take longer than one.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"


def _batches(items: Iterable[In], size: int) -> Iterator[list[In]]:
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def spread(
    work: Callable[[list[In], str | None], Out], items: Iterable[In], profile: str | None,
    workers: int | None,
) -> Iterator[Out]:  # fmt: skip
    """Yield what `work` (a module-level function) makes of each batch, in input order."""
    from nlp.registry import profile_of

    size, alone = SIZES[profile_of(profile)]  # an unknown profile is an error here, not in a child
    source = iter(items)
    first = list(islice(source, alone))
    rest = _batches(source, size)
    following = next(rest, None)
    count = min(workers or os.cpu_count() or 1, 8)
    if following is None or count == 1:
        for batch in _batches(first, size):
            yield work(batch, profile)
        if following is not None:
            yield work(following, profile)
        for batch in rest:
            yield work(batch, profile)
        return

    def queue() -> Iterator[list[In]]:
        yield from _batches(first, size)
        yield following
        yield from rest

    pool = ProcessPoolExecutor(
        count, mp_context=multiprocessing.get_context("spawn"), initializer=_one_thread
    )
    try:
        under_way: deque[Future[Out]] = deque()
        for batch in queue():
            under_way.append(pool.submit(work, batch, profile))
            if len(under_way) >= 2 * count:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    except BrokenProcessPool as error:
        raise ModelError(
            "một tiến trình gán nhãn bị dừng giữa chừng (thường do thiếu bộ nhớ); "
            "chạy lại với --workers 1"
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
