"""What every finder shares: a span of text that reaches or names a private person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["phone", "email", "id", "bank", "plate", "address", "handle", "minor"]


@dataclass(frozen=True, slots=True)
class Mask:
    """A stretch of a text to be hidden: [start, end) in characters, and what stands there."""

    start: int
    end: int
    kind: Kind


Span = tuple[int, int]

UPPER = "".join(c for c in map(chr, range(0x41, 0x1EFA)) if c.isupper() and c.isalpha())
# A capitalised word, and a name of one to four of them, as Vietnamese names are written.
WORD = f"[{UPPER}][^\\W\\d_]*"
NAME = rf"{WORD}(?:\ {WORD}){{0,3}}(?![^\W_])"

_MONEY = re.compile(
    r"\s{0,2}(?:đ|đồng|dong|vnd|vnđ|k|tr|triệu|tỷ|tỉ|nghìn|ngàn|usd|%)(?!\w)",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{1,2}[ .\-/]\d{1,2}[ .\-/](?:19|20)\d\d(?!\d)")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+")


def spaced(fragment: str) -> str:
    """Return a fragment of a pattern whose blanks count also where the pattern is verbose."""
    return fragment.replace(" ", r"\ ")


def digits_of(text: str) -> str:
    """Return the digits of a text."""
    return "".join(filter(str.isdecimal, text))


def is_money(text: str, end: int) -> bool:
    """Tell whether a unit of money or of counting follows."""
    return _MONEY.match(text, end) is not None


def begins_as_date(text: str) -> bool:
    """Tell whether digits begin with a day, a month and a year."""
    return _DATE.match(text) is not None


def is_amount(text: str) -> bool:
    """Tell whether digits are grouped by thousands: 12.500.000."""
    return _THOUSANDS.fullmatch(text) is not None


def before(text: str, start: int, width: int) -> str:
    """Return up to `width` characters that stand before, on the same line."""
    return text[max(0, start - width) : start].rpartition("\n")[2]
