"""The list of legal texts: which is in force from when to when, by whose word. What is not in it is unknown.

Unknown is never wrong: the list is short, and a person looks it up.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from langnghe.config import Strict
from langnghe.errors import ConfigError
from langnghe.text import fold
from nlp.documents.citations import Citation, number_key

FILE = "laws.toml"
Status = Literal["in_force", "repealed", "not_yet", "unknown"]
STATUS_VI: Mapping[str, str] = {
    "in_force": "còn hiệu lực",
    "repealed": "đã hết hiệu lực",
    "not_yet": "chưa có hiệu lực",
    "unknown": "chưa có trong danh mục",
}


class Law(Strict):
    """One legal text. A day that is not known is absent: then it decides nothing."""

    number: str = ""
    name: str = ""  # of a law, as documents cite it: Luật Công đoàn
    about: str = ""
    year: int | None = None
    in_force_from: date | None = None
    in_force_to: date | None = None  # the last day
    replaced_by: str = ""
    source: str = Field(min_length=3)
    checked: date

    @property
    def said(self) -> str:
        """Return how people call it."""
        return " ".join(
            filter(None, [self.name or self.about, self.number or str(self.year or "")])
        )

    def on(self, day: date) -> Status:
        """Return what it was worth on a day."""
        if self.in_force_from and day < self.in_force_from:
            return "not_yet"
        return "repealed" if self.in_force_to and day > self.in_force_to else "in_force"


class Laws(Strict):
    """The list as it stands in laws.toml."""

    law: tuple[Law, ...] = ()

    @cached_property
    def _by_number(self) -> dict[str, Law]:
        found = {number_key(law.number): law for law in reversed(self.law) if law.number}
        # “Nghị định 13/2023”: number and year without the rest
        bare = ("/".join(key.split("/")[:2]) for key in list(found) if key.count("/") >= 3)
        for key in bare:
            same = [law for long, law in found.items() if long.startswith(key + "/")]
            if len(same) == 1:
                found.setdefault(f"{key}|bare", same[0])
        return found

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of laws in the list."""
        return tuple(dict.fromkeys(law.name for law in self.law if law.name))

    def find(self, citation: Citation, day: date) -> Law | None:
        """Return the legal text a citation means on a day, None where the list does not have it.

        A name without number and year means the version in force; a version to come is never meant.
        """
        if citation.number:
            key = number_key(citation.number)
            return self._by_number.get(key) or self._bare(key, citation)
        same = [law for law in self.law if law.name and fold(law.name) == fold(citation.name)]
        if citation.year:
            return next((law for law in same if law.year == citation.year), None)
        return next((law for law in same if law.on(day) == "in_force"), None)

    def _bare(self, key: str, citation: Citation) -> Law | None:
        law = self._by_number.get(f"{key}|bare")
        return law if law and law.about.startswith(citation.type) else None


def load_laws(own: Path | None = None) -> Laws:
    """Return the list that ships, with a workspace's own laws.toml before it; a wrong one is refused.

    Where both know a number or a name and year, the office's own line counts.
    """
    shipped = files("langnghe.defaults").joinpath(FILE).read_text(encoding="utf-8")
    found = _laws(shipped, FILE)
    if own is None or not own.exists():
        return found
    return Laws(law=(*_laws(own.read_text(encoding="utf-8"), str(own)).law, *found.law))


def _laws(text: str, where: str) -> Laws:
    try:
        return Laws(**tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{where}: không phải TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        at = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"{where}: {at}: {first['msg']}") from error


def checked(found: tuple[Citation, ...], laws: Laws, day: date) -> Iterator[dict[str, str | None]]:
    """Yield what each citation was worth on a day, as plain values for an event; a law named twice, once."""
    told: set[int] = set()
    for citation in found:
        law = laws.find(citation, day)
        if law is not None and id(law) in told:
            continue
        told.add(id(law))
        yield {
            "key": citation.key,
            "text": citation.text,
            "said": law.said
            if law
            else " ".join(
                filter(
                    None,
                    [citation.name or citation.type, citation.number or str(citation.year or "")],
                )
            ),
            "status": law.on(day) if law else "unknown",
            "replaced_by": law.replaced_by if law else "",
            "source": law.source if law else "",
        }
