"""Find refuted claims in texts: the stretch that says most of a claim, judged by a few signs.

No model is needed: the weights of words and of signs are small shipped tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nlp.claims.record import Claim
from nlp.claims.sense import Kind, kind, opposed
from nlp.claims.signs import SIGNS, score, signs_of, stretch, threshold
from nlp.claims.wording import Wording, compiled
from nlp.claims.words import Said, read

_ENOUGH = 0.35  # share of a wording's weight a text must hold to be looked at
_OPPOSITE = SIGNS.index("opposite")


_Seen = tuple[float, int, int, int, str]  # score, minus the wording's number, stretch, opposed


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A claim found in the text at index text.

    kind: resurfaced, refutation (the text itself denies it) or question (it asks whether it is so).
    score 0–1. quote stands at start:end of the canonical text (langnghe.text.canonical). wording:
    which wording of the claim was nearest, 0 is its text.
    """

    text: int
    claim_id: str
    kind: Kind
    score: float
    start: int
    end: int
    quote: str
    wording: int = 0


class Registry:
    """Refuted claims, compiled for finding them in any number of texts."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self.claims = tuple(claims)
        self._accented = compiled(self.claims, accented=True)
        self._blind = compiled(self.claims, accented=False)

    def match(self, texts: Iterable[str], least: float | None = None) -> list[Match]:
        """Return the matches of texts, those of one text best first; one a claim and text.

        least: the score from which a likeness counts, the shipped threshold unless told. Whether a
        refutation still holds on the day of the post is for the caller (Claim.valid).
        """
        floor = threshold() if least is None else least
        found: list[Match] = []
        for number, text in enumerate(texts):
            found += self._one(number, read(text), floor)
        return found

    def candidates(self, said: Said) -> list[tuple[Wording, tuple[float, ...], int, int]]:
        """Return wordings a text may hold, each with its signs and its stretch of units."""
        index = self._accented if said.accented else self._blind
        places: dict[str, list[int]] = {}
        for place, unit in enumerate(said.units):
            if unit.key in index.posting:
                places.setdefault(unit.key, []).append(place)
        sums: dict[int, float] = {}
        for key in places:
            for number in index.posting[key]:
                sums[number] = sums.get(number, 0.0) + index.wordings[number].weights[key]
        out = []
        for number, weight in sums.items():
            wording = index.wordings[number]
            if weight >= _ENOUGH * wording.total:
                first, last = stretch(wording, places)
                signs = signs_of(wording, said, places, first, last)
                if signs[0] >= _ENOUGH:
                    out.append((wording, signs, first, last))
        return out

    def _one(self, number: int, said: Said, floor: float) -> list[Match]:
        claims: dict[int, list[_Seen]] = {}
        for wording, signs, first, last in self.candidates(said):
            if (sure := score(signs)) >= floor:
                way = "denies" if signs[_OPPOSITE] else opposed(wording, said, first, last)
                seen = (sure, -wording.number, first, last, way)
                claims.setdefault(wording.claim, []).append(seen)
        found = []
        for claim, several in claims.items():
            sure, place, first, last, against = max(several)
            # What one wording denies another may say outright: "không lãi", "lãi 0 %".
            if against == "affirms" and any(not other for *_, other in several):
                against = ""
            start, end = said.units[first].start, said.units[last].end
            found.append(
                Match(
                    text=number,
                    claim_id=self.claims[claim].claim_id,
                    kind=kind(said, start, end, denies=bool(against)),
                    score=round(sure, 4),
                    start=start,
                    end=end,
                    quote=said.text[start:end],
                    wording=-place,
                )
            )
        return sorted(found, key=lambda m: (-m.score, m.claim_id))


def match(claims: Sequence[Claim], texts: Iterable[str], least: float | None = None) -> list[Match]:
    """Return where texts say one of the claims; build a Registry once for many calls."""
    return Registry(claims).match(texts, least)
