"""A text that shouts from end to end, set in lower case before a model reads it.

Whoever types IN CAPITALS says the same words; a model that learned from ordinary texts reads them
as other ones. It is for models alone: no reader ever sees the text so changed.
"""

from __future__ import annotations

import re

SHOUTED = 0.8  # of the letters stand in capitals
LEAST = 12  # letters; a short name in capitals (LĐLĐ, CĐCS) is no shouting
_BEGIN = re.compile(r"(?:^|[.!?…]\s+|\n)\W{0,60}\w")


def calm(text: str) -> str:
    """Return a shouted text with capitals at the beginnings of sentences only; any other as it is.

    >>> calm("CÔNG TY NỢ LƯƠNG BA THÁNG! AI GIẢI QUYẾT?")
    'Công ty nợ lương ba tháng! Ai giải quyết?'
    >>> calm("LĐLĐ tỉnh trao quà")
    'LĐLĐ tỉnh trao quà'
    """
    head = text[:80]
    if sum(map(str.isupper, head)) < 0.4 * len(head):
        return text  # nearly every text is told apart by its beginning
    letters = [c for c in text if c.isalpha()]
    if len(letters) < LEAST or sum(map(str.isupper, letters)) < SHOUTED * len(letters):
        return text
    return _BEGIN.sub(lambda found: found[0].upper(), text.lower())
