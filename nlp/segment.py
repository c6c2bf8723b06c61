"""Sentences of Vietnamese text, as verbatim slices, and the two that may be quoted."""

from __future__ import annotations

import re

# A run of end marks, what closes with it, then a gap; or a line end.
_END = re.compile(
    r"""(?P<line>(?<![ \t])[ \t]*\n\s*)|(?P<mark>(?<![.!?…])[.!?…]++)(?P<close>["'”’»)\]]*)(?P<gap>[ \t]+)"""
)
_BEFORE = re.compile(r"[^\s(\[\"'“‘«]+$")
_OPENING = "\"'“‘«([-–•*"

# Titles and place words that want the name after them, lower case.
_WANTS_MORE = frozenset(
    "tp tx tt gs pgs ts ths th.s cn ks kts bs ls bsck bscki bsckii cki ckii gs.ts pgs.ts "
    "gs.tskh pgs.tskh tskh nsnd nsưt nghs ncs dr mr mrs ms prof st no vs gen sen lt col tr ng "
    "ths.bs ts.bs ts.ls ths.ls bs.cki bs.ckii pgs.ts.bs gs.ts.bs co ltd inc jr sr".split()
)
# After an initial ("chị H. Sau khi …") only these words open a new sentence.
_OPENERS = frozenset(
    "anh bà bác bên bị bởi các cháu chị cho chúng chính chưa công có cô cơ cùng cũng do dù em gia "
    "giờ hai hiện hôm hơn khi không kể kết lúc lãnh mặc mỗi một ngay ngoài ngày người nhiều như "
    "nhưng những nếu năm ông qua quá rồi sau song sáng sự tuy tại tối theo thấy thời tiếp tôi trong "
    "trên trước trưa từ tới việc và vào vì về vụ với vậy đang đáng đã đây đại đến để điều đó đồng".split()
)


def sentences(text: str) -> list[str]:
    """Return the sentences of text in order, each a verbatim slice without outer blanks.

    A line end always ends a sentence. A full stop does not after TP., PGS.TS., an initial or a
    list number, nor inside TP.HCM, 1.000 and 3.7; ?, ! and … do not before a lower-case word.
    """
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        if end["line"] is None and not _closes(text, start, end):
            continue
        _keep(found, text[start : end.start("gap") if end["gap"] else end.start()])
        start = end.end()
    _keep(found, text[start:])
    return found


def _keep(found: list[str], piece: str) -> None:
    if piece := piece.strip():
        found.append(piece)


def _closes(text: str, start: int, end: re.Match[str]) -> bool:
    after = text[end.end() : end.end() + 24]
    first = after.lstrip(_OPENING)[:1]
    if not first or first.islower():
        return not first and not after
    if end["mark"] != "." or end["close"]:
        return True
    before = _BEFORE.search(text, start, end.start())
    if before is None:
        return False
    word = before[0]
    if word.lower() in _WANTS_MORE:
        return False
    if word.isdecimal() and before.start() == start:
        return False  # "1. Mở đầu"
    initial = word.rsplit(".", 1)[-1]
    if len(initial) == 1 and initial.isupper():
        opener = re.match(r"\w+", after.lstrip(_OPENING))
        return opener is not None and opener[0].lower() in _OPENERS
    return True


_DATELINE = re.compile(
    r"^\s*(?:\([^()]{2,30}\)\s*[-–—:.]?|(?:[A-ZĐ]{2,6}|VOV\.VN|Dân trí|TTXVN|VTV\.vn)\s*[-–—]|"
    r"[A-ZĐÀ-Ỹ][\wÀ-ỹ. ]{1,28}\((?:TTXVN|Reuters|AFP|AP)\)\s*[-–—]?)\s*"
)
_CREDIT = re.compile(r"^(?:ảnh|nguồn|theo|video|clip|đồ họa|xem thêm|>>)\b.{0,60}$", re.IGNORECASE)
_QUOTE_AT_MOST = 420  # characters: what a reader takes in on a phone before the link


def quote(lead: str, body: str, max_sentences: int = 2) -> str:
    """Return at most max_sentences opening sentences of lead, else of body, verbatim.

    The second is left out when both together are long; a dateline ("(Dân trí) - ") and credit
    lines are skipped; "" when there is no text.
    """
    for source in (lead, body):
        text = source[dateline.end() :] if (dateline := _DATELINE.match(source)) else source
        taken: list[str] = []
        for line in text.splitlines():
            taken += [s for s in sentences(line) if not _CREDIT.match(s)]
            if len(taken) >= max_sentences:
                break
        taken = taken[:max_sentences]
        while len(taken) > 1 and sum(map(len, taken)) > _QUOTE_AT_MOST:
            taken.pop()
        if taken:
            return " ".join(taken)
    return ""
