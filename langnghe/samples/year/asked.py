"""What people asked the union over the year, on every channel, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, Literal

from langnghe.records import HANOI
from langnghe.samples.year.chance import clock, days, pick, share, whole
from langnghe.samples.year.gaps import FIRST, HALVES, LAST, missing
from langnghe.samples.year.news import upper
from langnghe.samples.year.posts import NOW
from langnghe.samples.year.texts import content
from langnghe.samples.year.world import PAGES, PROVINCE, ZALO, Row, standing

Channel = Literal["facebook", "zalo"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message of a conversation. ours: the page wrote it."""

    at: datetime
    ours: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What one person and a page wrote to each other about one question, oldest first.

    spam: why it is no question, "" when it is one. stars: how content the asker was, None when not
    asked. topic: what it is about, as staff sort it, "" when they leave what the machine read.
    first: where the asker went first (langnghe.cases.inquiry.FIRST_VI), "" when not known.
    """

    channel: Channel
    source: str
    unit: str
    person: str
    said: tuple[Said, ...]
    spam: str = ""
    stars: int | None = None
    topic: str = ""
    first: str = ""


CALM_FROM = date(2026, 5, 4)
_EXACT = (
    timedelta(hours=24),
    timedelta(hours=24, seconds=1),
    timedelta(hours=23, minutes=59, seconds=59),
)


@cache
def conversations() -> tuple[Conversation, ...]:
    """Return some 500 conversations of the inboxes, in order of their first message."""
    found = [talk for talk in _conversations() if talk.said]
    return tuple(sorted(found, key=lambda each: (each.said[0].at, each.person)))


def _conversations() -> Iterator[Conversation]:
    for day in days(FIRST, LAST):
        later = day >= HALVES[1][0]
        for turn in range(int((1.45 if later else 1.05) + share("mấy câu", day))):
            yield _conversation(day, turn)


def _conversation(day: date, turn: int) -> Conversation:
    key = (day, turn)
    zalo = share("zalo", *key) < 0.14
    page = PAGES[0] if zalo or share("trang", *key) < 0.88 else pick(PAGES[1:4], "trang nào", *key)
    at = datetime.combine(
        day,
        time(whole(5, 23, "giờ hỏi", *key), whole(0, 59, *key), whole(0, 59, "giây", *key)),
        HANOI,
    )
    words = content("asked")
    person = f"hỏi-{whole(1, 330, 'người', *key)}"
    spam = share("rác", *key) < 0.04
    asked = _about(day, *key)
    question = pick(words["opening"], "mở", *key) + asked["text"]
    said = [
        Said(
            at=at, ours=False, text=pick(words["spam"], "rác gì", *key) if spam else upper(question)
        )
    ]
    if not zalo and share("tự động", *key) < 0.5:
        said.append(Said(at=at + timedelta(seconds=1), ours=True, text=words["auto"]))
    if not spam:
        said += _replies(at, asked, words, page.unit, *key)
    kept = tuple(each for each in sorted(said, key=lambda s: s.at) if each.at <= NOW)
    answered = any(each.ours and each.text != words["auto"] for each in kept)
    return Conversation(
        channel="zalo" if zalo else "facebook", source=ZALO if zalo else page.id, unit=page.unit,
        person=person, said=kept, spam="quảng cáo" if spam else "",
        stars=_stars(*key) if answered and share("chấm", *key) < 0.16 else None,
        topic=asked["topic"] if not spam and share("phân loại", *key) < 0.93 else "",
        first=_first(*key) if not spam and share("hỏi đâu", *key) < 0.6 else "",
    )  # fmt: skip


def _about(day: date, *key: object) -> dict[str, Any]:
    asked = content("asked")["asked"]
    weighed = [
        each for each in asked
        for _ in range(1 if "months" not in each else 4 if day.month in each["months"] else 0)
    ]  # fmt: skip
    found: dict[str, Any] = pick(weighed, "việc gì", *key)
    return found


def _delay(day: date, unit: str, *key: object) -> timedelta | None:
    """Return how long an answer took: the province better in the second half; None: never answered."""
    chance = share("chậm", *key)
    # The sample month has a story of its own to tell: before it and in it hardly any is left alone.
    calm = day >= CALM_FROM
    if chance < (0.006 if calm else 0.035):
        return None
    if chance < 0.055:
        return pick(_EXACT, "đúng hạn", *key)
    late = (0.05 if calm else 0.14 if day >= HALVES[1][0] else 0.27) + (0.12 if unit else 0.0)
    if chance < 0.055 + late:
        return timedelta(minutes=whole(24 * 60 + 5, 90 * 60, "muộn", *key))
    return timedelta(minutes=round(6 + 1330 * share("nhanh", *key) ** 2.2))


def _replies(
    at: datetime, asked: dict[str, Any], words: dict[str, Any], unit: str, *key: object
) -> Iterator[Said]:
    delay = _delay(at.date(), unit, *key)
    if delay is None:
        return
    answered = at + delay
    if share("tạm", *key) < 0.13:
        yield Said(at=answered, ours=True, text=words["interim"])
        answered += timedelta(hours=whole(5, 70, "trả lời sau", *key))
    yield Said(at=answered, ours=True, text=asked["answer"])
    chance = share("sau cùng", *key)
    if chance < 0.26:
        heard = answered + timedelta(minutes=whole(3, 300, "cảm ơn", *key))
        late = delay > timedelta(hours=24)
        said = words["reproach"] if chance < (0.14 if late else 0.03) else words["thanks"]
        yield Said(at=heard, ours=False, text=pick(said, "lời cuối", *key))


def _stars(*key: object) -> int:
    return pick((5, 5, 4, 4, 4, 3, 5, 2, 4, 1), "sao", *key)


def _first(*key: object) -> str:
    return pick(("union",) * 13 + ("social",) * 4 + ("employer",) * 2 + ("press",), "nơi đầu", *key)


def forms() -> list[Row]:
    """Return the questions taken down on paper: hotline, visits, letters; some never answered."""
    rows: list[Row] = []
    for number, day in enumerate(days(FIRST, LAST)[::4]):
        unit = (
            PROVINCE if share("phiếu", day) < 0.6 else pick(standing(day), "phiếu của ai", day).code
        )
        if missing("inquiries", unit, day):
            continue
        asked = _about(day, "phiếu", day)
        at = clock(day, 7, 17, "phiếu", day)
        row: Row = {
            "code": f"PH-{number + 1:03d}", "received_at": at, "unit": unit,
            "channel": pick(("hotline", "hotline", "in_person", "letter", "meeting"), "kênh", day),
            "question": upper(asked["text"]), "topic": asked["topic"] if share("có chủ đề", day) < 0.8 else None,
            "intent": "complain" if asked["topic"] == "employer_violation" else "ask",
            "asked_first": share("trước", day) < 0.7, "state": "new",
        }  # fmt: skip
        delay = _delay(day, "", "phiếu", day)
        if delay is not None and at + delay <= NOW:
            row |= {
                "first_reply_at": at + delay, "answered_at": at + delay, "state": "answered",
                "answer": asked["answer"], "csat": _stars(day) if share("phiếu chấm", day) < 0.3 else None,
                "answered_by": "legal_team" if unit == PROVINCE else "upper_union",
            }  # fmt: skip
        rows.append({name: value for name, value in row.items() if value is not None})
    return rows
