"""Vietnamese text, handled once: `canonical` on the way in, `match_key` and `fold` for comparing.

>>> canonical("Công đoàn&nbsp;Lai  Châu")
'Công đoàn Lai Châu'
>>> match_key("HOÀ BÌNH") == match_key("Hòa Bình")
True
>>> fold("Đường phố Lai Châu")
'duong pho lai chau'
"""

from __future__ import annotations

import html
import re
import unicodedata

_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_SPACES = re.compile(r"[^\S\n]+")
_DSTROKE = str.maketrans({"đ": "d", "Đ": "D"})


def canonical(text: str) -> str:
    """Return text as it is stored: NFC, entities undone, one kind of space, no zero-width marks."""
    for _ in range(2):  # Thanh Niên escapes entities inside CDATA: twice
        text = html.unescape(text)
    text = unicodedata.normalize("NFC", text.translate(_ZERO_WIDTH))
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n")).strip()


def match_key(text: str) -> str:
    """Return the accented comparing key: lower case, new-style tone placement, words only."""
    return " ".join(re.findall(r"\w+", canonical(text).lower()))


def fold(text: str) -> str:
    """Return the accent-blind comparing key: match_key without any mark, đ as d."""
    stripped = unicodedata.normalize("NFD", match_key(text))
    return "".join(c for c in stripped if not unicodedata.combining(c)).translate(_DSTROKE)
