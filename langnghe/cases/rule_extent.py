"""How many people an event struck, as its report counts them."""

from __future__ import annotations

import re

from langnghe.text import canonical

_WORDS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
    "hàng chục": 20, "hàng trăm": 200, "hàng nghìn": 2000, "hàng ngàn": 2000,
}  # fmt: skip
_NUMBER = (
    r"(\d{1,3}(?:[.\s]\d{3})+|\d{1,6}|" + "|".join(sorted(_WORDS, key=len, reverse=True)) + ")"
)
_PEOPLE = r"(?:(?:nam|nữ) )?(?:công nhân|người lao động|lao động|người|nạn nhân|nhân viên|thợ)"
_DEAD = re.compile(
    rf"\b{_NUMBER} {_PEOPLE}(?: \w+){{0,2}} (?:chết|tử vong|thiệt mạng|tử nạn)\b"
    rf"|\b(?:chết|tử vong|thiệt mạng|tử nạn) (?:ít nhất |thêm )?{_NUMBER} {_PEOPLE}\b"
)
_PEOPLE_AT = re.compile(rf"\b{_NUMBER} {_PEOPLE}\b")
# A province's figure of debtors, not one employer whose workers stand at the gate.
_FIRMS = re.compile(
    r"\b(?:\d{1,3}(?:[.\s]\d{3})+|\d{2,6}|hàng chục|hàng trăm|hàng nghìn|hàng ngàn)"
    r" (?:doanh nghiệp|công ty|đơn vị|chủ sử dụng lao động)\b"
)
_NOT_A_COUNT = re.compile(r"\b(?:ngày|tháng|năm|quý|khóa|lần) $")


def dead(text: str) -> int:
    """Return how many deaths a text counts at most; 0 where it counts none."""
    found = _DEAD.findall(canonical(text).lower())
    return max((_value(a or b) for a, b in found), default=0)


def people(text: str) -> int:
    """Return the largest number of workers or people a text counts; 0 where it counts none."""
    text = canonical(text).lower()
    found = (m for m in _PEOPLE_AT.finditer(text) if not _NOT_A_COUNT.search(text[: m.start()]))
    return max((_value(m[1]) for m in found), default=0)


def many_firms(text: str) -> bool:
    """Say whether a text counts employers by the dozen."""
    return bool(_FIRMS.search(canonical(text).lower()))


def _value(written: str) -> int:
    return _WORDS.get(written) or int(re.sub(r"[.\s]", "", written))
