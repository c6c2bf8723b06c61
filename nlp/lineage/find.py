"""Find registered messages in texts, and how a text says them: in its words, otherwise, bent or contrary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from langnghe.config import LineageNear
from langnghe.text import canonical, fold
from nlp.claims import Claim, Registry
from nlp.claims.sense import kind
from nlp.claims.signs import score
from nlp.claims.words import Said, read
from nlp.lineage.differ import otherwise
from nlp.lineage.wording import Near, Wording, nearest, ready, wording

Relation = Literal["carries", "distorts", "contradicts"]
RELATION_VI = {
    "carries": "mang đúng thông điệp",
    "distorts": "nói khác thông điệp",
    "contradicts": "nói ngược thông điệp",
    "none": "không mang thông điệp",
}
Way = Literal["verbatim", "paraphrase", "opposite"]
WAY_VI = {
    "verbatim": "nguyên văn",
    "paraphrase": "diễn đạt lại",
    "opposite": "ý trái ngược đã ghi ở sổ",
}

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SHIPPED = LineageNear()


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A registered message: its text, other ways to say it, and what contradicts it."""

    code: str
    text: str
    variants: tuple[str, ...] = ()
    opposites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriage:
    """A message found in a text. sentence: the words of the text that say it; why: what it says otherwise."""

    message: str
    relation: Relation
    way: Way
    containment: float
    similarity: float
    sentence: str
    why: tuple[str, ...] = ()


class Finder:
    """Messages, compiled for finding them in any number of texts."""

    def __init__(self, messages: Sequence[Message], near: LineageNear = _SHIPPED) -> None:
        self._messages = tuple(messages)
        self._settings = near
        sides = [
            (message, opposite, texts)
            for message in messages
            for opposite, texts in (
                (False, (message.text, *message.variants)),
                (True, message.opposites),
            )
        ]
        self._sides: list[tuple[Message, bool]] = []
        claims = []
        for message, opposite, texts in sides:
            if claim := _claim(f"{message.code}/{opposite}", texts):
                self._sides.append((message, opposite))
                claims.append(claim)
        self._registry = Registry(claims)

    def find(self, text: str) -> list[Carriage]:
        """Return the messages a text says, as they were given; each once, as it says it best."""
        said = read(canonical(text))
        if not said.units:
            return []
        mine: dict[str, _Hit] = {}
        against: dict[str, _Hit] = {}
        for hit in self._hits(said):
            message, opposite = self._sides[hit.side]
            best = against if opposite else mine
            if message.code not in best or hit.rank > best[message.code].rank:
                best[message.code] = hit
        told = (
            self._told(m.code, said, mine.get(m.code), against.get(m.code)) for m in self._messages
        )
        return [carriage for carriage in told if carriage is not None]

    def _hits(self, said: Said) -> Iterator[_Hit]:
        candidates = self._registry.candidates(said)
        if not candidates:
            return
        whole = ready(said)
        for candidate, signs, _, _ in candidates:
            text = self._registry.claims[candidate.claim].wordings[candidate.number]
            one = wording(text, accented=said.accented)
            near, sure = nearest(one, whole), score(signs)
            if near and self._is_near(near, sure, opposite=self._sides[candidate.claim][1]):
                yield _Hit(candidate.claim, one, near, max(near.containment, near.similarity, sure))

    def _is_near(self, near: Near, sure: float, *, opposite: bool) -> bool:
        least = self._settings
        if near.containment >= least.containment:
            return True
        if near.heard < least.heard:
            return False
        if opposite:
            return sure >= least.opposed and near.similarity >= least.similarity
        return near.similarity >= least.similarity or (
            sure >= least.sure and near.similarity >= least.half
        )

    def _told(
        self, code: str, said: Said, mine: _Hit | None, against: _Hit | None
    ) -> Carriage | None:
        if against and (mine is None or against.rank >= mine.rank):
            why = f"gặp ý trái ngược đã ghi: {against.wording.text}"
            return _carriage(code, said, against.near, "contradicts", "opposite", (why,))
        if mine is None:
            return None
        near = mine.near
        quote = _quote(said, near)
        start = said.text.find(quote)
        if kind(said, start, start + len(quote), denies=False) == "question":
            return None  # who asks whether it is so does not say it
        told, contrary = otherwise(mine.wording, said.units, near.window.first, near.window.last)
        relation: Relation = "contradicts" if contrary else "distorts" if told else "carries"
        way: Way = "verbatim" if near.containment >= self._settings.containment else "paraphrase"
        return _carriage(code, said, near, relation, way, tuple(told))


@dataclass(frozen=True, slots=True)
class _Hit:
    side: int
    wording: Wording
    near: Near
    rank: float


def _claim(code: str, texts: Sequence[str]) -> Claim | None:
    """Return wordings as the finder of claims takes them; those too short to be known again are left out."""
    long = [text for text in texts if len(fold(text).split()) >= 3]
    if not long:
        return None
    return Claim(
        claim_id=code, text=long[0], variants=tuple(long[1:]), refutation="-", source="-",
        role="analyst", entered_at=_EPOCH,
    )  # fmt: skip


def _quote(said: Said, near: Near) -> str:
    units = said.units[near.window.first : near.window.last]
    return said.text[units[0].start : units[-1].end].strip()


def _carriage(
    code: str, said: Said, near: Near, relation: Relation, way: Way, why: tuple[str, ...]
) -> Carriage:
    return Carriage(
        message=code, relation=relation, way=way, containment=round(near.containment, 3),
        similarity=round(near.similarity, 3), sentence=_quote(said, near)[:300], why=why,
    )  # fmt: skip
