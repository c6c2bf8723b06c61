"""What the sample papers wrote before the sample month: some carry a release or a message, some do not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from langnghe.records import digest_of
from langnghe.samples.sites import SITES, slug
from langnghe.samples.year.chance import clock, pick, share, whole
from langnghe.samples.year.documents import Document, documents
from langnghe.samples.year.texts import content
from langnghe.samples.year.world import company_of, place_of

OUTLETS = ("laichaungaynay", "baocongnhan", "tinnhanh", "tapchicongdoan", "congdoanlaichau")
SPEAKERS = ("Lò Văn Mẫu", "Vàng Thị Mẫu")
BEFORE = date(2026, 6, 1)  # from here on the sample sites themselves are read


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article of one outlet. document: the release it took up, "" when none."""

    outlet: str
    at: datetime
    title: str
    lead: str
    body: tuple[str, ...]
    document: str = ""
    issue: bool = False

    @property
    def url(self) -> str:
        """Return its address: never one that the sample sites serve."""
        number = int(digest_of("năm mẫu", self.outlet, self.title, self.at.isoformat()), 16) % 10**8
        return f"https://{SITES[self.outlet].host}/{self.at:%Y/%m}/{slug(self.title)}-{number}"


@cache
def news() -> tuple[Article, ...]:
    """Return the articles of July 2025 to May 2026, in order of time."""
    found = [*_of_releases(), *_of_stories()]
    return tuple(sorted(found, key=lambda each: (each.at, each.outlet)))


def _of_releases() -> Iterator[Article]:
    for document in documents():
        if not document.row.get("to_press"):
            continue
        sent = document.row["sent_on"]
        assert isinstance(sent, date)
        said = _said(document)
        # One release of each half is taken up by nobody.
        takers = () if document.id in ("12/TC-LĐLĐ", "08/TC-LĐLĐ") else OUTLETS
        for place, outlet in enumerate(takers):
            if outlet != "congdoanlaichau" and share("đăng", document.id, outlet) < 0.4:
                continue
            day = sent + timedelta(
                days=0 if place == 4 else whole(0, 4, "đăng", document.id, outlet)
            )
            kept = said if place % 2 == 0 else said[:-1]
            title = str(document.row["title"]).removeprefix("Thông cáo: ")
            day = min(day, BEFORE - timedelta(days=1))
            yield Article(
                outlet=outlet, at=clock(day, 8, 19, "đăng", document.id, outlet), document=document.id,
                title=title if place % 2 == 0 else f"Lai Châu: {title}",
                lead=kept[0], body=tuple(kept[1:]) or (kept[0],),
            )  # fmt: skip


def _said(document: Document) -> list[str]:
    """Return the sentences of a release: its text between head and tail."""
    return list(document.paragraphs[5:-2])


def _of_stories() -> Iterator[Article]:
    for number, story in enumerate(content("news")["story"]):
        for turn, day in enumerate(story["at"]):
            first = _story(story, day, number, turn)
            yield first
            others = [o for o in OUTLETS[:4] if o != first.outlet]
            for copy in range(story["copies"]):
                outlet = others[(number + turn + copy) % len(others)]
                later = first.at + timedelta(minutes=whole(40, 900, "chép", number, turn, copy))
                body = first.body if copy else first.body[:-1]
                title = first.title if copy else f"Lai Châu: {first.title}"
                yield Article(outlet=outlet, at=later, title=title, lead=first.lead, body=body,
                              issue=first.issue)  # fmt: skip


def _story(story: dict[str, Any], day: date, number: int, turn: int) -> Article:
    key = (number, turn)
    filled = {
        "company": company_of(*key), "place": place_of(*key), "n": whole(40, 320, "n", *key),
        "m": whole(3, 24, "m", *key),
    }  # fmt: skip
    body = [line.format(**filled) for line in story["body"]]
    if quote := _quote(day, *key):
        body.append(quote)
    return Article(
        outlet=pick(OUTLETS[:4], "báo", *key), at=clock(day, 6, 20, "báo", *key),
        title=upper(story["title"].format(**filled)), lead=upper(story["lead"].format(**filled)),
        body=tuple(body), issue=bool(story.get("issue", False)),
    )  # fmt: skip


def upper(text: str) -> str:
    """Return a sentence with its first letter large."""
    return text[0].upper() + text[1:]


def _quote(day: date, *key: object) -> str:
    """Return what somebody of the union is quoted with: the spokesperson, somebody else, or nobody."""
    chance = share("trích", *key)
    if chance > 0.65:
        return ""
    shapes = content("news")["quote"]
    # Nobody speaks for the province in February 2026: then only the unauthorised do.
    vacant = (day.year, day.month) == (2026, 2)
    shape = shapes["other"] if vacant or chance < 0.12 else shapes["authorised"]
    speaker = SPEAKERS[day >= date(2026, 2, 1)]
    return str(shape).format(speaker=speaker, words=pick(shapes["words"], "lời", *key))
