"""What a transformer reads of a text: title, lead, and the later sentences about workers or the union.

A text of 160 pieces costs an office PC 30 ms in twelve layers; an article has 800. Cutting it after
160 would lose the sentence for which the union reads it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langnghe.errors import ModelError
from langnghe.text import canonical
from nlp.classifiers.base import TextItem
from nlp.classifiers.sentences import about_work

LEAD_CHARS = 330
PASSAGE_CHARS = 290
TITLE_CHARS = 220
MAX_PIECES = 160
LOOK_AT = 40_000  # characters of a text that are looked through for passages

_STRETCHED = re.compile(r"(.)\1{3,}")
_SPACES = re.compile(r"\s+")
_LEAST_LETTERS = 12


def calm(text: str) -> str:
    """Return canonical text on one line; all-capital text in lower case, stretched letters short.

    >>> calm("CÔNG TY NỢ LƯƠNG BA THÁNG!!!!!!")
    'công ty nợ lương ba tháng!!!'
    """
    line = _SPACES.sub(" ", _STRETCHED.sub(r"\1\1\1", canonical(text))).strip()
    letters = sum(map(str.isalpha, line))
    if letters >= _LEAST_LETTERS and sum(map(str.isupper, line)) > 0.7 * letters:
        return line.lower()
    return line


def passages(text: str) -> str:
    """Return the beginning of a text and the later sentences about work, within the budgets."""
    if len(text) <= LEAD_CHARS + PASSAGE_CHARS:
        return text
    head = text[:LEAD_CHARS]
    end = max(head.rfind(mark) for mark in (". ", "! ", "? ", " "))
    head, rest = (text[: end + 1], text[end + 1 :]) if end > 0 else (head, text[LEAD_CHARS:])
    return " ".join([head.strip(), *about_work(rest, PASSAGE_CHARS, bare=True)])


def read(item: TextItem) -> tuple[str, str]:
    """Return title and body as the tokenizer gets them."""
    return calm(item.title[:1000])[:TITLE_CHARS], passages(calm(item.text[:LOOK_AT]))


@dataclass(frozen=True, slots=True)
class Reader:
    """A tokenizer that turns items into piece ids: <s> title </s></s> body </s>, or <s> body </s>."""

    tokenizer: Any  # tokenizers.Tokenizer

    def __post_init__(self) -> None:
        """Bound every text; what is too long is cut from the longer part, which is the body."""
        self.tokenizer.enable_truncation(MAX_PIECES, strategy="longest_first")
        self.tokenizer.no_padding()

    def pieces(self, items: Sequence[TextItem]) -> list[list[int]]:
        """Return the piece ids of each item."""
        pairs: list[Any] = []
        for item in items:
            title, body = read(item)
            # Two parts also where there is no lead: so news never looks like a comment.
            pairs.append((title, body) if title else body)
        found = self.tokenizer.encode_batch(pairs)
        return [encoding.ids for encoding in found]


def reader_of(data: bytes) -> Reader:
    """Return the reader of a tokenizer.json's bytes; anything else is a ModelError."""
    from tokenizers import Tokenizer

    try:
        return Reader(Tokenizer.from_str(data.decode("utf-8")))
    except Exception as error:  # the library raises bare Exception
        raise ModelError(f"tokenizer.json hỏng ({error}); cài lại gói") from error


def load_reader(path: Path) -> Reader:
    """Return the reader of a tokenizer.json."""
    return reader_of(path.read_bytes())
