"""Find what reaches or names a private person in a text, and hide it.

For talk of private people only: comments, messages, notes. Press texts are not scrubbed: by-lines and
office-holders stay in clear, and so do the names of grown people in talk.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping

from langnghe.privacy.homes import homes
from langnghe.privacy.minors import minors
from langnghe.privacy.numbers import (
    accounts,
    bare_papers,
    papers,
    phones,
    plates,
    spelled_phones,
)
from langnghe.privacy.online import emails, handles, profiles, urls
from langnghe.privacy.spans import Kind, Mask, Span

__all__ = ["LABEL_VI", "Kind", "Mask", "find", "scrub"]

# What stands in the text instead. None of these words sets off a finder itself.
LABEL_VI: Mapping[Kind, str] = {
    "phone": "[số điện thoại]",
    "email": "[email]",
    "id": "[số giấy tờ]",
    "bank": "[số tài khoản]",
    "plate": "[biển số xe]",
    "address": "[địa chỉ]",
    "handle": "[trang cá nhân]",
    "minor": "[tên trẻ em]",
}

Finder = Callable[[str], Iterator[Span]]


def _words(text: str) -> Callable[[str], object]:
    """Return a test whether a lower-cased text holds any of some words, cheaper than the finder."""
    return re.compile("|".join(map(re.escape, text.split("|")))).search


# A finder is asked only where one of its words stands; "" asks it always.
# In this order: what is told apart by the words before it comes before what its figures alone tell.
_ONLINE: tuple[tuple[Kind, Finder, Callable[[str], object]], ...] = (
    ("handle", profiles, _words(".com/|.me/|.net/")),
    ("email", emails, _words("@|at)|at]|at}|at )|at ]|a còng|a cong|a móc")),
)
_FIGURED: tuple[tuple[Kind, Finder, Callable[[str], object]], ...] = (
    ("id", papers, _words("")),
    (
        "bank",
        accounts,
        _words(
            "9704|stk|tk|tài kho|tai kho|account|chuyển kho|ck|thẻ|bank|vcb|tcb|mb|acb|bidv|vib|shb|ocb|msb|momo"
            "|ngân hàng|lienviet"
        ),
    ),
    ("plate", plates, _words("-|.|biển|bien so|bks|xe|ô tô|oto")),
    ("id", bare_papers, _words("0")),
    ("phone", phones, _words("")),
    (
        "address",
        homes,
        _words(
            "nhà|nha|đường|duong|phố|pho|ngõ|ngo|ngách|ngach|hẻm|hem|kiệt|kiet|thôn|thon|xóm|xom|bản|ấp|buôn"
            "|tổ|dãy|chung cư|căn hộ|phòng|ở|trọ|tro|thuê|địa chỉ|dia chi|đc|thường trú|tạm trú|hộ khẩu|quê|về"
            "|tại|sống|k1|k2|k3|k4|k5|k6|k7|k8|k9"
        ),
    ),
)
_WORDED: tuple[tuple[Kind, Finder, Callable[[str], object]], ...] = (
    (
        "handle",
        handles,
        _words("@|nick|fb|face|phây|zalo|insta|tik|tele|viber|skype|wechat"),
    ),
    (
        "minor",
        minors,
        _words("cháu |bé |con |học sinh|trẻ|thiếu niên|bạn nhỏ|nam sinh|nữ sinh|em "),
    ),
)
_ODD_FIGURE = re.compile(r"(?![0-9])\d")
_SOME_FIGURES = re.compile(r"\d")
# Six figures that belong together: fewer are no phone, no paper and no account.
_LONG_NUMBER = re.compile(r"\d(?:[ .\-–_()·•*/]{0,3}\d){5}")
_SHORT = tuple(row for row in _FIGURED if row[0] in ("plate", "address"))
_SPELLED = _words("không |khong |không,|khong,|không-|không.|0 ")
_ADDRESS = _words("://|www.|/")
_ROUNDS = 4


def find(text: str) -> list[Mask]:
    """Return what is to be hidden in a text (NFC), in order, none overlapping another."""
    if _ODD_FIGURE.search(text):  # 𝟎𝟗… and ０９… are figures too; the places stay
        text = _ODD_FIGURE.sub(lambda found: str(unicodedata.decimal(found[0])), text)
    taken: list[Span] = []
    found: list[Mask] = []

    def take(kind: Kind, spans: Iterator[Span]) -> None:
        for start, end in spans:
            if all(end <= s or start >= e for s, e in taken):
                taken.append((start, end))
                found.append(Mask(start, end, kind))

    lower = text.lower()

    def ask(finders: tuple[tuple[Kind, Finder, Callable[[str], object]], ...]) -> None:
        for kind, finder, worth in finders:
            if worth(lower):
                take(kind, finder(text))

    ask(_ONLINE)
    if _ADDRESS(lower):
        taken += [u for u in urls(text) if all(u[1] <= s or u[0] >= e for s, e in taken)]
    if _SOME_FIGURES.search(text):
        ask(_FIGURED if _LONG_NUMBER.search(text) else _SHORT)
    if _SPELLED(lower):
        take("phone", spelled_phones(text))
    ask(_WORDED)
    return sorted(found, key=lambda mask: mask.start)


def scrub(text: str) -> str:
    """Return a text of a private person with what reaches or names people masked. Idempotent."""
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    for _ in range(_ROUNDS):
        masks = find(text)
        if not masks:
            break
        parts, at = [], 0
        for mask in masks:
            parts += [text[at : mask.start], LABEL_VI[mask.kind]]
            at = mask.end
        text = "".join((*parts, text[at:]))
    return text
