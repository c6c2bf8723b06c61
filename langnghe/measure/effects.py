"""Before and after, less what changed anyway: differences in differences, an association and no cause.

Parts are “story>union>before”, “story>union>after”, “story>other>before”, “story>other>after”: what was
said of the story's union matter and of unrelated topics in equal windows before and after its first
article. For did, num counts texts; for did_share, num of den texts are blame.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from langnghe.measure.records import Agg, Value
from langnghe.measure.ways import RESAMPLES, SEED, Known, Way, few, within

if TYPE_CHECKING:
    import numpy as np

BATCH = 100  # draws
CELLS = ("union>before", "union>after", "other>before", "other>after")
BEFORE, AFTER, OTHER_BEFORE, OTHER_AFTER = range(4)


def _stories(parts: Mapping[str, Agg]) -> np.ndarray:
    """Return (stories, 4 cells, num and den)."""
    import numpy as np

    found: dict[str, list[list[float]]] = {}
    for part, agg in sorted(parts.items()):
        story, _, cell = part.partition(">")
        if cell in CELLS:
            cells = found.setdefault(story, [[0.0, 0.0] for _ in CELLS])
            cells[CELLS.index(cell)] = [agg.num, agg.den]
    return np.array(list(found.values())).reshape(-1, 4, 2)


def _again(stories: np.ndarray) -> np.ndarray:
    """Return resampled sums (RESAMPLES, 4, 2): whole stories drawn, as texts of one story hang together.

    Of fewer than ten stories drawing tells little: then the counts themselves are drawn, as Poisson
    for texts and binomial for blame among them.
    """
    import numpy as np

    rng = np.random.default_rng(SEED)
    if len(stories) >= 10:
        # A hundred draws at a time: of ten thousands of stories all at once would fill the memory.
        chances, flat = np.full(len(stories), 1 / len(stories)), stories.reshape(-1, 8)
        drawn = (
            rng.multinomial(len(stories), chances, size=min(BATCH, RESAMPLES - done))
            for done in range(0, RESAMPLES, BATCH)
        )
        return np.concatenate([each.astype(float) @ flat for each in drawn]).reshape(-1, 4, 2)
    sums = stories.sum(axis=0)
    den = sums[:, 1]
    if den.any():
        chance = np.divide(sums[:, 0], den, out=np.zeros(4), where=den > 0)
        hits = rng.binomial(den.astype(int), chance, size=(RESAMPLES, 4))
        return np.stack([hits, np.broadcast_to(den, hits.shape)], axis=2).astype(float)
    counts = rng.poisson(sums[:, 0], size=(RESAMPLES, 4))
    return np.stack([counts, np.zeros_like(counts)], axis=2).astype(float)


def _relative(sums: np.ndarray) -> np.ndarray:
    """Return change of the union's texts less change of the others, each as a share of its before."""
    import numpy as np

    num = sums[:, :, 0]
    return np.asarray(num[:, AFTER] / num[:, BEFORE] - num[:, OTHER_AFTER] / num[:, OTHER_BEFORE])


def _share(sums: np.ndarray) -> np.ndarray:
    """Return change of the union's share less change of the others' share."""
    import numpy as np

    shares = sums[:, :, 0] / sums[:, :, 1]
    union, other = (
        shares[:, AFTER] - shares[:, BEFORE],
        shares[:, OTHER_AFTER] - shares[:, OTHER_BEFORE],
    )
    return np.asarray(union - other)


def _did(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    return _differences(parts, known, shares=False)


def _did_share(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    return _differences(parts, known, shares=True)


def _differences(parts: Mapping[str, Agg], known: Known, *, shares: bool) -> list[Value]:
    import numpy as np

    stories = _stories(parts)
    if not len(stories):
        return []
    sums = stories.sum(axis=0)
    base = sums[:, 1] if shares else sums[[BEFORE, OTHER_BEFORE], 0]
    after = float(sums[AFTER, 0])
    told = "; ".join(
        f"{who}: trước {sums[a, 0]:g}, sau {sums[b, 0]:g}"
        for who, a, b in (
            ("về công đoàn", BEFORE, AFTER),
            ("chủ đề khác", OTHER_BEFORE, OTHER_AFTER),
        )
    )
    if base.min() < known.least():
        note = f"{told}; {few(known, what='số lời')}"
        return [Value(count=after, n=len(stories), note=note)]
    formula = _share if shares else _relative
    value = float(formula(sums[None])[0])
    with np.errstate(invalid="ignore", divide="ignore"):
        again = formula(_again(stories))
    again = again[np.isfinite(again)]
    low, high = np.percentile(again, [2.5, 97.5]) if len(again) else (value, value)
    low, high = within(float(low), value, float(high))
    return [
        Value(value=100 * value, count=after, n=len(stories), low=100 * low, high=100 * high,
              estimate=True, note=told)
    ]  # fmt: skip


WAYS: Mapping[str, Way] = {"did": _did, "did_share": _did_share}
