"""A few signs that single words do not carry: who is asked, what is denied, how it is written.

They join the n-gram scores in the second stage of the linear model. All are blind to accents.
A sign is a list of phrases, or a phrase that must be there before a costlier pattern is tried.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

HEAD = 600  # characters of the text that are looked at

_UNION = r"(?:cong doan|ldld|cdcs|lien doan lao dong)"
_UNION_CLUB = re.compile(r" cong doan (?:fc|bong da) | (?:clb|doi|san|khach san) cong doan ")
_STOPPAGE = ("dinh cong", "ngung viec", "lan cong")

# (words one of which must stand in the text, pattern or None when the words are enough)
_SIGNS: tuple[tuple[tuple[str, ...], re.Pattern[str] | None], ...] = tuple(
    (tuple(f" {w} " for w in words), re.compile(pattern) if pattern else None)
    for words, pattern in (
        (("cong doan", "ldld", "cdcs", "lien doan lao dong"), ""),
        (
            ("cong doan", "ldld", "cdcs"),
            rf" {_UNION} (?:\w+ ){{0,4}}(?:o dau|im lang|lam gi|bu nhin|vo dung|dung ngoai|hut mau|bao ke)"
            rf"| (?:khong thay|chang thay|dau roi|vang bong|chua thay) (?:\w+ ){{0,3}}{_UNION} ",
        ),
        (
            ("cong doan", "ldld", "cdcs", "lien doan lao dong"),
            rf" {_UNION} (?:\w+ ){{0,6}}(?:doi duoc|bao ve|ho tro|giup|trao|tang|tham|doi lai|khoi kien) ",
        ),
        (
            (*_STOPPAGE, "tai nan", "ngo doc", "no luong"),
            r" (?:khong|chua|het|cham dut|ngan ngua|phong ngua|phong chong) (?:\w+ ){0,4}"
            r"(?:dinh cong|ngung viec|lan cong|tai nan|ngo doc|no luong) ",
        ),
        (("no luong", "cham luong", "no bhxh", "no bao hiem", "tron dong", "quyt luong"), ""),
        (("sa thai", "mat viec", "cat giam", "that nghiep", "nghi viec"), ""),
        (_STOPPAGE, ""),
        (("chet", "tu vong", "tu nan", "thiet mang"), ""),
        (("nhap vien", "cap cuu", "ngo doc"), ""),
        (("cong nhan", "lao dong"), r" (?:tram|ngan|nghin|\d{3,}|\d+ 000) (?:\w+ ){0,2}(?:cong nhan|lao dong|nguoi) "),
        (("sai pham", "ky luat", "bi bat", "khoi to", "tham o", "bien thu", "truy na"), ""),
        (("cam on", "tuyet voi", "chuc mung", "ung ho", "hoan nghenh"), ""),
        (("han quoc", "nuoc my", "tai my", "o my", "nuoc anh", "phap", "duc", "nhat ban", "trung quoc",
          "an do", "canada", "boeing", "hollywood"), ""),
        (("nen", "mong", "de nghi", "kien nghi", "hay"), ""),
        (("cho hoi", "xin hoi", "bao nhieu", "nhu the nao", "co duoc", "phai khong", "khong a"), ""),
    )
)  # fmt: skip
COUNT = len(_SIGNS) + 9


@lru_cache(maxsize=1)
def _blind() -> dict[int, str]:
    table = {}
    for code in range(33, 0x3000):
        char = chr(code)
        if not char.isalnum():
            table[code] = " "
        elif code > 127:
            base = unicodedata.normalize("NFD", char)[0]
            table[code] = "d" if base == "đ" else base
    return table


def blind_words(text: str) -> list[str]:
    """Return the words of a text without case and accents: `fold` for NFC text, five times faster.

    >>> blind_words("Đường phố, LAI CHÂU!")
    ['duong', 'pho', 'lai', 'chau']
    """
    return text.lower().translate(_blind()).split()


def signs(titles: Sequence[str], texts: Sequence[str]) -> NDArray[np.float32]:
    """Return texts × COUNT small numbers. Texts come from `features.prepared`."""
    out = np.zeros((len(titles), COUNT), dtype=np.float32)
    plain = len(_SIGNS)
    for row, (title, text) in enumerate(zip(titles, texts, strict=True)):
        both = f"{title}\n{text[:HEAD]}"
        key = f" {' '.join(blind_words(both))} "
        if "cong doan" in key:
            key = _UNION_CLUB.sub(" ", key)
        for column, (words, pattern) in enumerate(_SIGNS):
            for word in words:
                if word in key:
                    if pattern is None or pattern.search(key):
                        out[row, column] = 1
                    break
        out[row, plain:] = (
            np.log1p(len(title) + len(text)) - 5,
            "?" in both,
            "?" in title,
            "!" in both,
            "..." in both or "…" in both,
            sum(map(str.isupper, both)) / max(1, len(both)),
            both.isascii(),
            not title,
            max(both, default=" ") >= "\U0001f300",
        )
    return out
