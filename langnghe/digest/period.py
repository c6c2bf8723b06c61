"""Put an information report together from the rows of its days: pure, renderers compute nothing."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from langnghe.digest.compose import ASKING, compose
from langnghe.digest.contract import Reading, Row, Rows
from langnghe.digest.model import Digest, StoryItem
from langnghe.digest.period_model import AskedLine, NumberLine, Quote, RowLine

QUOTES = 3  # of a topic; the others are among its rows
LEAST = 10  # below this many counted things no change is told apart from chance
NO_TOPIC = "Chủ đề khác"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question or public text that asks; key: what it must not stand twice for."""

    id: str
    kind: str  # inquiry, post
    topic: str  # id; "" unknown
    text: str
    source: str
    at: datetime
    day: date
    url: str = ""


def days_of(first: date, last: date) -> list[date]:
    """Return the days of a period, both ends in it."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def stories_of(
    rows: Rows, days: Sequence[date], made_at: datetime, reading: Reading, top: int
) -> tuple[tuple[StoryItem, ...], tuple[StoryItem, ...], tuple[StoryItem, ...], Digest]:
    """Return the urgent, the top and the other stories, each story once, as a digest orders them."""
    found = compose(rows, kind="day", days=days, made_at=made_at, reading=reading)
    calm = (*found.top, *found.rest)
    return found.urgent, calm[:top], calm[top:], found


def by_day(
    rows: Rows, days: Sequence[date], heard: Iterable[date]
) -> tuple[tuple[date, int | None], ...]:
    """Return the items in scope of each day; None on a day nothing could be collected."""
    counted = Counter(row["day"] for row in (*rows.articles, *rows.voices) if row["in_scope"])
    known = set(heard)
    return tuple((day, counted[day] if day in known or counted[day] else None) for day in days)


def asked_lines(
    now: Sequence[Question],
    before: Sequence[Question] | None,
    reading: Reading,
    *,
    quotes: int = QUOTES,
) -> tuple[AskedLine, ...]:
    """Return what people ask by topic, most asked first; before None: nobody heard the period before."""
    earlier = Counter(q.topic for q in before or ())
    groups: dict[str, list[Question]] = {}
    for question in now:
        groups.setdefault(question.topic, []).append(question)
    # What has no topic comes last, however much of it there is: it names nothing to answer.
    order = sorted(groups, key=lambda t: (not t, -len(groups[t]), t))
    return tuple(
        AskedLine(
            topic=reading.topic_names.get(topic, topic) or NO_TOPIC,
            count=len(groups[topic]),
            before=None if before is None else earlier[topic],
            quotes=tuple(_quotes(groups[topic], reading, quotes)),
            rows=tuple(
                RowLine(kind=q.kind, id=q.id, day=q.day, label=_short(q.text), url=q.url)
                for q in groups[topic]
            ),
        )
        for topic in order
    )


def _quotes(among: Sequence[Question], reading: Reading, most: int) -> Iterable[Quote]:
    said: set[str] = set()
    for question in among:
        text = reading.quote(question.text, "")
        if not text or text in said:
            continue
        said.add(text)
        yield Quote(id=question.id, text=text, source=question.source, at=question.at,
                    url=question.url)  # fmt: skip
        if len(said) == most:
            return


def voices_asking(rows: Rows, taken: Iterable[str]) -> list[Question]:
    """Return the public texts that ask or complain, less those that are questions of ours already."""
    ours = set(taken)
    return [
        Question(
            id=row["post_id"], kind="post",
            topic=next((t for t in row["topics"] if t != "off_topic"), ""),
            text="\n".join(part for part in (row["title"], row["lead"], row["body"]) if part),
            source=row["source_name"], at=row["published_at"] or row["first_seen"], day=row["day"],
            url=row["url"],
        )
        for row in rows.voices
        if row["intent"] in ASKING and row["post_id"] not in ours
    ]  # fmt: skip


def _short(text: str, most: int = 90) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + "…"


def moved(
    now: float, before: float, *, n: float = 0, n_before: float = 0, share: bool = False
) -> float | None:
    """Return a change in units of its standard error; None where too little was counted.

    Counts: now and before are events over n and n_before days (Poisson). Shares: of n and n_before.
    """
    if share:
        if min(n, n_before) < LEAST:
            return None
        pooled = (now + before) / (n + n_before)
        error = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / n_before))
        return (now / n - before / n_before) / error if error else 0.0
    if now + before < LEAST:
        return None
    scale = n / n_before if n and n_before else 1.0
    return (now - before * scale) / math.sqrt(now + before * scale * scale)


def most_moved(numbers: Sequence[NumberLine], most: int = 3) -> tuple[NumberLine, ...]:
    """Return the numbers that moved most, at most one of a question: two of one say the same twice."""
    ranked = sorted((x for x in numbers if x.moved), key=lambda x: -abs(x.moved or 0))
    chosen: dict[str, NumberLine] = {}
    for line in ranked:
        chosen.setdefault(line.id.rpartition(".")[0], line)
    return tuple(chosen.values())[:most]


Test = Callable[[Row], bool]
_COUNTED: tuple[tuple[str, str, str, Test], ...] = (
    ("muc.bao", "Bài báo", "bài", lambda r: r["kind"] == "article"),
    ("muc.y-kien", "Ý kiến công chúng", "ý kiến", lambda r: r["kind"] != "article"),
    ("muc.tieu-cuc", "Tiêu cực, theo nhãn", "mục", lambda r: r["tone"] == "negative"),
    ("muc.cong-doan", "Nói về công đoàn, theo nhãn", "mục",
     lambda r: r["stance_union"] not in (None, "none")),
)  # fmt: skip


def item_numbers(
    now: Rows, before: Rows | None, days: int, days_before: int
) -> tuple[NumberLine, ...]:
    """Return what was counted about a topic or a case: articles, talk, tone and stance.

    before None: nothing to compare with.
    """
    items, old = _items(now), None if before is None else _items(before)
    return tuple(_item_number(each, items, old, days, days_before) for each in _COUNTED)


def _items(rows: Rows) -> list[Row]:
    return [row for row in (*rows.articles, *rows.voices) if row["in_scope"]]


def _item_number(
    what: tuple[str, str, str, Test],
    now: Sequence[Row],
    before: Sequence[Row] | None,
    days: int,
    days_before: int,
) -> NumberLine:
    id_, name, unit, test = what
    mine, old = [r for r in now if test(r)], [r for r in before or () if test(r)]
    known = before is not None
    return NumberLine(
        id=id_, name=name, unit=unit, digits=0, value=float(len(mine)),
        before=float(len(old)) if known else None, rows=tuple(map(_row, mine)),
        rows_before=tuple(map(_row, old)), n=len(mine),
        moved=moved(len(mine), len(old), n=days, n_before=days_before) if known else None,
    )  # fmt: skip


def _row(row: Row) -> RowLine:
    text = str(row["title"] or row["lead"] or row["body"])
    return RowLine(
        kind="post", id=row["post_id"], day=row["day"], label=_short(text), url=row["url"]
    )
