"""From likeness of pairs to stories: strongest pairs first, joined only when the groups agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

AGREEMENT = 0.8  # share of the threshold that all pairs of two groups must reach on average

CERTAIN = 0.97  # likeness of copies: no other pair can speak against it


def join(
    size: int,
    pairs: Iterable[tuple[float, int, int]],
    threshold: float,
    fixed: Mapping[int, str] | None = None,
) -> list[int]:
    """Return the group (a row number) of each of size rows.

    pairs: (likeness 0–1, row, row), those under threshold too: they speak against a join. A pair
    not given counts as 0. Rows of one value in fixed start together, two values never meet.
    """
    group = list(range(size))
    members: dict[int, list[int]] = {row: [row] for row in range(size)}
    name: dict[int, str] = {}
    first: dict[str, int] = {}
    for row, story in (fixed or {}).items():
        root = first.setdefault(story, row)
        if root != row:
            members[root] += members.pop(row)
            group[row] = root
        name[root] = story
    likeness: dict[int, dict[int, float]] = {}
    strong: list[tuple[float, int, int]] = []
    for value, i, j in pairs:
        likeness.setdefault(i, {})[j] = value
        likeness.setdefault(j, {})[i] = value
        if value >= threshold:
            strong.append((-value, min(i, j), max(i, j)))
    strong.sort()
    for value, i, j in strong:
        a, b = sorted((group[i], group[j]))
        if a == b or (a in name and b in name):
            continue
        if -value < CERTAIN and not _agree(members[a], members[b], likeness, threshold * AGREEMENT):
            continue
        for row in members[b]:
            group[row] = a
        members[a] += members.pop(b)
        if b in name:
            name[a] = name.pop(b)
    return group


def _agree(
    a: Sequence[int], b: Sequence[int], likeness: Mapping[int, Mapping[int, float]], least: float
) -> bool:
    """Say whether two groups are alike on average; stops chains A–B–C where A is nothing like C."""
    total = sum(likeness[i].get(j, 0.0) for i in a if i in likeness for j in b)
    return total >= least * len(a) * len(b)
