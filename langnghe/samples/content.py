"""The sample month as data: articles, comments and forum threads read from content/*.txt.

One article is a block: a header `=== id | outlet | DDTHH:MM | section | author | topics | options`,
then a line with the title, a line with the lead, and one paragraph a line. `+ outlet | time |
author | options | title` makes a copy in another outlet; a block `=== id~2 …` is the second version.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from importlib import resources

from langnghe.records import HANOI, digest_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article of one outlet; topics ("off_topic",) when it is outside the scope."""

    id: str
    outlet: str
    at: datetime
    section: str
    author: str
    topics: tuple[str, ...]
    title: str
    lead: str
    body: tuple[str, ...]
    options: dict[str, str] = field(default_factory=dict)
    story: str = ""
    updated: datetime | None = None

    @property
    def number(self) -> int:
        """Return a stable nine-digit number made from the id."""
        return 100_000_000 + int(digest_of(self.id), 16) % 900_000_000

    @property
    def in_scope(self) -> bool:
        return self.topics != ("off_topic",)

    @property
    def dirt(self) -> str:
        """Return what is wrong with the page, "" when nothing is."""
        return self.options.get("dirt", "")

    @property
    def plot(self) -> str:
        return self.options.get("plot", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One reader's word; handle is invented."""

    id: str
    at: datetime
    handle: str
    likes: int
    text: str
    replies: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """One forum thread; its messages are comments in order."""

    number: int
    section: str
    title: str
    messages: tuple[Comment, ...]


def moment(text: str) -> datetime:
    """Return `DDTHH:MM` of June 2026 in Hà Nội time."""
    return datetime.strptime(f"2026-06-{text.strip()}", "%Y-%m-%dT%H:%M").replace(tzinfo=HANOI)


def _texts(prefix: str) -> Iterator[str]:
    folder = resources.files(__package__) / "content"
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.startswith(prefix) and file.name.endswith(".txt"):
            yield file.read_text(encoding="utf-8")


def _options(text: str) -> dict[str, str]:
    return {k: v or "1" for k, _, v in (word.partition("=") for word in text.split())}


def _block(lines: list[str]) -> Iterator[Article]:
    head = [cell.strip() for cell in lines[0].removeprefix("===").split("|")]
    name, outlet, at, section, author, topics = head[:6]
    copies = [line[2:] for line in lines[1:] if line.startswith("+ ")]
    title, lead, *body = [line for line in lines[1:] if line and not line.startswith("+ ")]
    options = _options(head[6]) if len(head) > 6 else {}
    article = Article(
        id=name,
        outlet=outlet,
        at=moment(at),
        section=section,
        author=author,
        topics=tuple("off_topic" if t == "off" else t for t in topics.split()),
        title=title,
        lead=lead,
        body=tuple(body),
        options=options,
        story=options.get("story", name),
    )
    yield article
    for line in copies:
        yield _copy(article, line)


def _copy(article: Article, line: str) -> Article:
    outlet, at, author, options, title = (cell.strip() for cell in line.split("|", 4))
    flags = _options(options)
    body = article.body[:-1] if "trim" in flags else article.body
    lead = article.lead.split(". ")[0].rstrip(".") + "." if "trim" in flags else article.lead
    return replace(
        article,
        id=f"{article.id}-{outlet}",
        outlet=outlet,
        at=moment(at),
        section=flags.pop("section", article.section),
        author=author,
        title=title or article.title,
        lead=lead,
        body=body,
        options={"copy": article.id, **flags} | ({"plot": article.plot} if article.plot else {}),
    )


def _articles() -> Iterator[Article]:
    for text in _texts("tin-"):
        lines: list[str] = []
        for raw in text.splitlines():
            line = raw.strip()
            if line.startswith("===") and lines:
                yield from _block(lines)
                lines = []
            if line.startswith("===") or lines:
                lines.append(line)
        if lines:
            yield from _block(lines)


@cache
def _everything() -> tuple[Article, ...]:
    from langnghe.samples.filler import filler

    return tuple(sorted([*_articles(), *filler()], key=lambda a: (a.at, a.id)))


@cache
def articles(version: int = 1) -> tuple[Article, ...]:
    """Return every article in order of time; version 2 has the edited wording."""
    second = {a.id.removesuffix("~2"): a for a in _everything() if a.id.endswith("~2")}
    first = [a for a in _everything() if not a.id.endswith("~2")]
    if version == 1:
        return tuple(first)
    return tuple(
        replace(
            a,
            title=e.title,
            lead=e.lead,
            body=e.body,
            updated=e.at,
            options={**a.options, "slug": a.title},  # an edited page keeps its address
        )
        if (e := second.get(a.id))
        else a
        for a in first
    )


def _comment(line: str, owner: str, order: int) -> Comment:
    at, handle, likes, text = (cell.strip() for cell in line.split("|", 3))
    return Comment(
        id=str(10_000_000 + int(digest_of(owner, str(order)), 16) % 90_000_000),
        at=moment(at),
        handle=handle,
        likes=int(likes or 0),
        text=text.replace(" // ", "\n"),
    )


def _grouped(prefix: str) -> Iterator[tuple[str, tuple[Comment, ...]]]:
    """Yield the header after `@` and the comments below it; `> ` is a reply to the one above."""
    for text in _texts(prefix):
        owner, found, order = "", list[Comment](), 0
        for line in (raw.strip() for raw in text.splitlines()):
            if line.startswith("@"):
                if found:
                    yield owner, tuple(found)
                owner, found, order = line[1:].strip(), [], 0
            elif line.startswith("> "):
                reply = _comment(line[2:], owner, order)
                found[-1] = replace(found[-1], replies=(*found[-1].replies, reply))
                order += 1
            elif line and not line.startswith("#"):
                found.append(_comment(line, owner, order))
                order += 1
        if found:
            yield owner, tuple(found)


@cache
def comments() -> dict[str, tuple[Comment, ...]]:
    """Return the comments under each article, by article id."""
    return dict(_grouped("binh-luan"))


@cache
def threads() -> tuple[Thread, ...]:
    """Return the forum's threads, oldest first."""
    found = []
    for head, messages in _grouped("dien-dan"):
        section, title = (cell.strip() for cell in head.split("|", 1))
        number = 1000 + int(digest_of(title), 16) % 9000
        found.append(Thread(number=number, section=section, title=title, messages=messages))
    return tuple(sorted(found, key=lambda t: t.messages[0].at))
