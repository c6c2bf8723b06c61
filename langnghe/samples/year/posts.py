"""What the pages posted, how people took it at 1, 7 and 30 days, and what they wrote below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from langnghe.records import HANOI
from langnghe.samples.year.chance import days, pick, share, whole
from langnghe.samples.year.documents import documents
from langnghe.samples.year.gaps import FIRST, HALVES, LAST, silent
from langnghe.samples.year.texts import content
from langnghe.samples.year.world import BY_CODE, PAGES, Page, company_of, grassroots, place_of

NOW = datetime.combine(LAST, time(20), HANOI)  # the last look at the year
MARKS = (1, 7, 30)
_YEAR = range(12)
_HOURS = (6, 7, 9, 11, 12, 14, 16, 18, 19, 20, 21, 22)
# How many people look at what: by hour of posting, by format.
_HOUR_WEIGHT = {6: 0.7, 7: 0.9, 9: 0.8, 11: 1.1, 12: 1.4, 14: 0.7, 16: 0.9, 18: 1.2, 19: 1.6, 20: 1.8, 21: 1.5, 22: 1.0}  # fmt: skip
_FORMAT_WEIGHT = {"photo": 1.0, "video": 1.7, "link": 0.6, "text": 0.8}
_KIND_WEIGHT = {
    "admin": 0.45,
    "culture": 0.9,
    "policy": 1.3,
    "safety": 1.1,
    "tet": 1.6,
    "shared": 0.4,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A word below a post. reply_at: when the page answered it, None when it did not."""

    native_id: str
    person: str
    at: datetime
    text: str
    asks: bool = False
    topic: str = ""
    reply: str = ""
    reply_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPost:
    """A post of a page. kind: what the writer meant it as, for those who check the model."""

    native_id: str
    page: Page
    at: datetime
    text: str
    kind: str
    format: str
    shared: bool = False
    removed: bool = False
    comments: tuple[Comment, ...] = ()

    def figures(self, mark: int) -> dict[str, int | None]:
        """Return reactions, comments and shares at a mark; views are told of videos only."""
        weight = _HOUR_WEIGHT.get(self.at.hour, 1.0) * _FORMAT_WEIGHT[self.format]
        weight *= _KIND_WEIGHT.get(self.kind, 1.0) * (
            0.5 + share("duyên", self.native_id) ** 2 * 2.2
        )
        grown = {1: 0.62, 7: 0.93, 30: 1.0}[mark]
        likes = round(self.page.likes * weight * grown)
        views = round(likes * (14 + 10 * share("xem", self.native_id)))
        below = sum(
            (comment.at - self.at).days < mark for comment in self.comments if comment.at <= NOW
        )
        return {
            "reactions": likes, "comments": below,
            "shares": round(likes * 0.12 * (1 + share("chia", self.native_id))),
            "views": views if self.format == "video" else None,
        }  # fmt: skip

    def measured(self) -> list[tuple[int, datetime]]:
        """Return the marks that were measured and when: none that is not due, few late, none in an outage."""
        found = []
        for mark in MARKS:
            due = self.at + timedelta(days=mark)
            late = timedelta(minutes=whole(3, 170, "đo", self.native_id, mark))
            if share("đo muộn", self.native_id, mark) < 0.04:
                late = timedelta(hours=7 * mark)
            if due + late > NOW or self.removed or silent("collection", (due + late).date()):
                continue
            found.append((mark, due + late))
        return found


@cache
def posts() -> tuple[OwnPost, ...]:
    """Return the posts of all pages, in order of time."""
    found = [post for post in (*_everyday(), *_releases()) if post.at <= NOW]
    return tuple(sorted(found, key=lambda post: (post.at, post.native_id)))


def _everyday() -> Iterator[OwnPost]:
    for page in PAGES:
        for day in days(FIRST, LAST):
            for turn in range(_number(page, day)):
                yield _post(page, day, turn)


def _number(page: Page, day: date) -> int:
    if not page.unit and silent("posts", day):
        return 0
    if page.id == "fb-bao-bi-man-dao" and silent("page", day):
        return 0
    rate = page.per_day[day >= HALVES[1][0]]
    chance = share("số bài", page.id, day)
    if page.unit:
        return int(chance < rate)
    if share("ngày trống", day) < 0.05 + (0.05 if day.weekday() >= 5 else 0.0):
        return 0
    return max(0, int(rate + 1.6 * chance - 0.3))


def _post(page: Page, day: date, turn: int) -> OwnPost:
    key = (page.id, day, turn)
    shapes = [
        shape for shape in content("own")["post"] if day.month in shape.get("months", (day.month,))
    ]
    # What belongs to a season is told more often in it.
    weighed = [s for s in shapes for _ in range(3 if len(s.get("months", _YEAR)) < 6 else 1)]
    shape = pick(weighed, "bài", *key)
    hour = pick(_HOURS[turn % 3 :: 3], "giờ", *key)
    at = datetime.combine(day, time(hour, whole(0, 59, "phút", *key), whole(0, 59, *key)), HANOI)
    text = shape["text"].format(**_filled(page, day, *key))
    tail = pick(content("own")["tail"], "đuôi", *key)
    return _with_comments(
        OwnPost(
            native_id=f"{page.id}_{at:%y%m%d%H%M%S}", page=page, at=at,
            text=f"{text} {tail}".strip(), kind=shape["kind"], format=shape["format"],
            shared=bool(shape.get("share", False)), removed=share("gỡ", *key) < 0.008,
        )
    )  # fmt: skip


def _filled(page: Page, day: date, *key: object) -> dict[str, object]:
    place, company = place_of(*key), company_of(*key)
    if page.unit in BY_CODE:
        place = BY_CODE[page.unit].place
    elif page.unit:
        company = next(g.name for g in grassroots() if g.code == page.unit).removeprefix("CĐCS ")
    told = day + timedelta(days=whole(0, 3, "ngày nói", *key))
    past = day - timedelta(days=whole(0, 2, "ngày qua", *key))
    return {
        "place": place, "company": company, "n": whole(35, 480, "n", *key), "m": whole(3, 28, "m", *key),
        "day": f"{told.day}/{told.month}", "past": f"{past.day}/{past.month}", "month": day.month,
    }  # fmt: skip


def _releases() -> Iterator[OwnPost]:
    """Yield the page's own word on each release, the evening it was sent."""
    sent = {document.id: document.row["sent_on"] for document in documents()}
    for release in content("own")["release"]:
        day = sent[release["document"]]
        assert isinstance(day, date)
        at = datetime.combine(day, time(19, whole(0, 50, release["document"])), HANOI)
        yield _with_comments(
            OwnPost(
                native_id=f"tc_{day:%y%m%d}", page=PAGES[0], at=at, text=release["text"],
                kind="release", format="photo",
            )
        )  # fmt: skip


def _with_comments(post: OwnPost) -> OwnPost:
    chance = share("bình luận", post.native_id)
    number = 0 if chance > 0.165 else 1 if chance > 0.08 else 2
    below = tuple(_comment(post, turn) for turn in range(number))
    return OwnPost(
        native_id=post.native_id, page=post.page, at=post.at, text=post.text, kind=post.kind,
        format=post.format, shared=post.shared, removed=post.removed,
        comments=tuple(c for c in below if c.at <= NOW),
    )  # fmt: skip


def _comment(post: OwnPost, turn: int) -> Comment:
    key = (post.native_id, turn)
    words = content("talk")
    at = post.at + timedelta(minutes=whole(4, 2600, "lúc", *key))
    # People grow a little warmer over the year.
    warm = 0.06 * ((post.at.date() - FIRST).days / 365)
    chance = share("lời gì", *key)
    person = f"người-{whole(1, 140, 'ai', *key)}"
    name = f"{post.native_id}_c{turn}"
    if chance < 0.34:
        asked: dict[str, Any] = pick(words["ask"], "hỏi", *key)
        answered = at + timedelta(minutes=whole(12, 1300, "đáp", *key))
        if share("đáp muộn", *key) < 0.18:
            answered = at + timedelta(hours=whole(25, 70, "muộn", *key))
        reached = share("có đáp", *key) < 0.9 and answered <= NOW
        return Comment(
            native_id=name, person=person, at=at, text=asked["text"], asks=True, topic=asked["topic"],
            reply=asked["reply"] if reached else "", reply_at=answered if reached else None,
        )  # fmt: skip
    kind = "praise"
    for name_, edge in (("complain", 0.52), ("suggest", 0.62), ("oppose", 0.68), ("rumour", 0.71)):
        if chance < edge - warm:
            kind = name_
            break
    return Comment(native_id=name, person=person, at=at, text=pick(words[kind], "lời", *key))
