"""The sentences for which the union reads a long text: those about work, as many as there is room for."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")
_ABOUT_WORK = re.compile(
    r"công đoàn|cong doan|công nhân|cong nhan|người lao động|nguoi lao dong|lđlđ|cđcs|nlđ"
    r"|đình công|ngừng việc|nợ lương|tiền lương|bảo hiểm xã hội|bhxh|thất nghiệp|sa thải"
    r"|tai nạn lao động|ngộ độc|việc làm",
    re.IGNORECASE,
)


def about_work(text: str, room: int, *, bare: bool = False) -> Iterator[str]:
    """Yield the sentences about work, in order, until `room` characters are full; the last is cut.

    bare: without the space around them; the one that joins each to the next takes room instead.

    >>> list(about_work("Trời mưa. Công nhân nghỉ. Công đoàn đến thăm.", 25, bare=True))
    ['Công nhân nghỉ.', 'Công đoàn']
    """
    for match in _SENTENCE.finditer(text):
        if room <= 0:
            return
        sentence = match.group()
        if _ABOUT_WORK.search(sentence):
            kept = (sentence.strip() if bare else sentence)[:room]
            room -= len(kept) + bare
            yield kept
