"""What the list of posts shows beside its rows: the hits by day, week or month; where the words stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from langnghe.desk import charts, links
from langnghe.desk.ask import Ask
from langnghe.desk.render import day as written
from langnghe.digest import words
from langnghe.text import fold
from warehouse.browse import reached

DAYS, WEEKS = 62, 430  # longest span drawn by day, by week; a longer one is drawn by month
_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")


def chart_of(
    ask: Ask, chosen: Mapping[str, str], counts: Mapping[date, int]
) -> charts.Chart | None:
    """Return the hits in time; each mark opens its rows, a day on which no source answered is hatched."""
    if not counts:
        return None
    first = date.fromisoformat(chosen["tu"]) if chosen["tu"] else min(counts)
    last = date.fromisoformat(chosen["den"]) if chosen["den"] else max(counts)
    if (last - first).days >= DAYS:  # a day far away would make everything else a line
        first, last = max(first, min(counts)), min(last, max(counts))
    spans, name = _spans(first, last)
    heard = reached(ask.store, first, last) | set(counts)
    marks = []
    for start, end in spans:
        days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
        value = sum(counts.get(day, 0) for day in days)
        known = any(day in heard for day in days)
        href = links.posts(
            **{**chosen, "tu": max(start, first).isoformat(), "den": min(end, last).isoformat()}
        )
        told = words.day_long(start) if start == end else f"{written(start)} – {written(end)}"
        marks.append(
            charts.Mark(
                name=told, short=words.day_short(start), value=value if known else None, href=href
            )
        )
    about = f"{written(first)} – {written(last)}, theo {name}"
    return charts.columns("Số bài tìm thấy", marks, about=about, unit="bài")


def _spans(first: date, last: date) -> tuple[list[tuple[date, date]], str]:
    length = (last - first).days + 1
    if length <= DAYS:
        return [(first + timedelta(days=n),) * 2 for n in range(length)], "ngày"
    if length <= WEEKS:
        start = first - timedelta(days=first.weekday())
        weeks = ((last - start).days // 7) + 1
        return [
            (start + timedelta(days=7 * n), start + timedelta(days=7 * n + 6)) for n in range(weeks)
        ], "tuần"
    found, start = [], first.replace(day=1)
    while start <= last:
        after = (start + timedelta(days=32)).replace(day=1)
        found.append((start, after - timedelta(days=1)))
        start = after
    return found, "tháng"


def pieces(text: str, shown: Sequence[str]) -> list[tuple[str, bool]]:
    """Return a text in pieces, each with whether it is one of the folded words that were looked for.

    >>> pieces("Công đoàn Lai Châu", ["doan lai"])
    [('Công ', False), ('đoàn Lai', True), (' Châu', False)]
    """
    spans = list(_WORD.finditer(text))
    blind = [fold(span[0]) for span in spans]
    found: list[tuple[int, int]] = []
    for phrase in shown:
        wanted = phrase.split(" ")
        found += [
            (spans[at].start(), spans[at + len(wanted) - 1].end())
            for at in range(len(blind) - len(wanted) + 1)
            if blind[at : at + len(wanted)] == wanted
        ]
    parts: list[tuple[str, bool]] = []
    here = 0
    for start, end in sorted(found):
        if start < here:
            continue
        if start > here:
            parts.append((text[here:start], False))
        parts.append((text[start:end], True))
        here = end
    if here < len(text):
        parts.append((text[here:], False))
    return parts
