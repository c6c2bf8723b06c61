"""How many people an event struck, as its report counts them.

A report is full of other numbers: wages, years, a factory's whole staff, last year's figures. A number
counts here only where it counts people, in a sentence that says what befell them, close by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from langnghe.text import canonical

_WORDS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
    "hàng chục": 20, "hàng trăm": 200, "hàng nghìn": 2000, "hàng ngàn": 2000,
}  # fmt: skip
# “21/5 200 công nhân” is no 5.200: thousands are marked by a point.
_NUMBER = (
    r"(?<![\d/.,])(\d{1,3}(?:\.\d{3})+|\d{1,6}|"
    + "|".join(sorted(_WORDS, key=len, reverse=True))
    + ")"
)
_PEOPLE = (
    r"(?:(?:nam|nữ) )?(?:công nhân|người lao động|lao động|người|nạn nhân|nhân viên|thợ|ngư dân|thuyền viên"
    r"|thủy thủ|đoàn viên)"
)
_DIED = "chết|tử vong|thiệt mạng|tử nạn"
_DEAD = re.compile(
    rf"\b{_NUMBER} {_PEOPLE}(?: \w+){{0,2}} (?:{_DIED})\b"
    rf"|\b(?:{_DIED}|(?:sinh mạng|tính mạng)(?: của)?) (?:ít nhất |thêm )?{_NUMBER} {_PEOPLE}\b"
    rf"|\bsố người (?:{_DIED})(?: \w+)? (?:lên|là|tăng lên) (?:tới |đến |thành )?{_NUMBER}\b"
)
_PEOPLE_AT = re.compile(rf"\b{_NUMBER} {_PEOPLE}\b")
# What befell the people that are counted, by the kind of event.
_EVENT = {
    "strike": "ngừng việc|ngừng làm việc|đình công|lãn công|bãi công|nghỉ việc|bỏ việc|tập trung|phản đối|đòi"
    "|không vào ca|kéo ra",
    "food_poisoning": "ngộ độc|nhập viện|cấp cứu|đau bụng|nôn|điều trị|nằm viện|đi viện|tiêu chảy",
    "work_accident": f"{_DIED}|thương vong|bị thương|mất tích|mắc kẹt|vùi lấp|bị vùi|nhập viện|cấp cứu|ngạt|bỏng"
    "|mất liên lạc|gặp nạn|bị nạn",
    "arrears": "nợ|chậm|chưa nhận|chưa được nhận|chưa trả|không trả|lương|bảo hiểm|bhxh",
    "layoffs": "mất việc|cắt giảm|sa thải|chấm dứt hợp đồng|nghỉ việc|thôi việc|đóng cửa|mất việc làm|thất nghiệp",
}  # fmt: skip
_NEAR = 9  # words between the people and what befell them
# How many work there is not how many were struck, unless it is said of these very people.
_STAFF = re.compile(
    r"\b(?:tổng số|tổng cộng|trên tổng|quy mô|sử dụng|hiện có|đang có|(?:công ty|nhà máy|doanh nghiệp|xí nghiệp"
    r"|nơi|xưởng|khu công nghiệp|đơn vị)(?: này| đó)? có|tạo việc làm cho|cung cấp(?: \w+){0,3} cho"
    r"|trong số)(?: \w+){0,1} $"
)
_OF_ALL = re.compile(r"\b(?:tổng số|tổng cộng|trên tổng|\d trong số|người trong số)(?: \w+){0,1} $")
# A sentence that denies, or counts a country's year, tells of no event.
_NO_EVENT = re.compile(
    r"\b(?:không đúng sự thật|sai sự thật|bịa đặt|tin đồn|bác bỏ|không có (?:ai|ca|người|trường hợp|công nhân)"
    r"|cả nước|toàn quốc|mỗi năm|hằng năm|hàng năm|bình quân|giai đoạn|(?:\d{1,2}|ba|sáu|chín) tháng đầu năm"
    r"|từ đầu năm đến nay|cùng kỳ|năm ngoái|năm trước)\b"
)
# “mỗi năm người lao động …” is no five workers.
_NOT_A_COUNT = re.compile(r"\b(?:ngày|tháng|năm|quý|khóa|lần|thứ|tuổi) $")
_NOT_FIVE = re.compile(
    r"\b(?:mỗi|hằng|hàng|cả|trong|đầu|cuối|giữa|các|nhiều|mấy|từng|qua|\d+|hai|ba|bốn|vài) $"
)
# A province's figure of debtors, not one employer whose workers stand at the gate.
_FIRMS = re.compile(
    r"\b(?:\d{1,3}(?:[.\s]\d{3})+|\d{2,6}|hàng chục|hàng trăm|hàng nghìn|hàng ngàn)"
    r" (?:doanh nghiệp|công ty|đơn vị|chủ sử dụng lao động)\b"
)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")


def dead(text: str) -> int:
    """Return how many deaths a text counts at most; 0 where it counts none."""
    found = (m for said in _sentences(text) for m in _DEAD.finditer(said) if _counts(said, m))
    return max((_value(m[1] or m[2] or m[3]) for m in found), default=0)


def people(text: str, kind: str) -> int:
    """Return the most people a text says an event of this kind struck; 0 where it counts none.

    kind: strike, food_poisoning, work_accident, arrears, layoffs.
    """
    event = _EVENTS[kind]
    most = 0
    for said in _sentences(text):
        befell = [(m.start(), m.end()) for m in event.finditer(said)]
        for m in _PEOPLE_AT.finditer(said) if befell else ():
            if _counts(said, m) and _struck(said, m, befell):
                most = max(most, _value(m[1]))
    return most


def counts(text: str) -> set[int]:
    """Return the numbers of people that a headline gives, whatever befell them."""
    said = canonical(text).lower()
    return {_value(m[1]) for m in _PEOPLE_AT.finditer(said) if _counts(said, m)}


def many_firms(text: str) -> bool:
    """Say whether a text counts employers by the dozen."""
    return bool(_FIRMS.search(canonical(text).lower()))


def _sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text that may tell of an event, in small letters."""
    for said in _SENTENCE.split(canonical(text).lower()):
        if not _NO_EVENT.search(said):
            yield said


def _counts(said: str, found: re.Match[str]) -> bool:
    before = said[: found.start()]
    five = found[1] == "năm" and _NOT_FIVE.search(before)
    return not (five or _NOT_A_COUNT.search(before))


def _struck(said: str, people: re.Match[str], befell: list[tuple[int, int]]) -> bool:
    """Say whether what befell people is said of the people of a count."""
    before = said[: people.start()]
    if _OF_ALL.search(before):
        return False
    after = min((start for start, _ in befell if start >= people.end()), default=None)
    gap = said[people.end() : after] if after is not None else ","
    if len(gap.split()) <= 3 and "," not in gap:
        return True  # “có 1.200 công nhân đình công”: said of these very people
    if _STAFF.search(before):
        return False
    gaps = [gap] if after is not None else []
    gaps += [said[end : people.start()] for _, end in befell if end <= people.start()]
    return any(len(one.split()) <= _NEAR for one in gaps)


def _value(written: str) -> int:
    return _WORDS.get(written) or int(written.replace(".", ""))


_EVENTS = {kind: re.compile(rf"\b(?:{words})\b") for kind, words in _EVENT.items()}
