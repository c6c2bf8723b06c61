"""Names of children: said beside cháu, bé, con gái …, or with an age under 18 or a class at school."""

from __future__ import annotations

import re
from collections.abc import Iterator

from langnghe.privacy.spans import NAME, WORD, Span

_TWO = rf"{WORD}(?:\ {WORD}){{1,3}}(?![^\W_])"
_CHILD = re.compile(
    rf"""(?<!\w)(?:
    (?i:cháu|bé)(?:\ (?:bé|trai|gái|nội|ngoại|nhỏ|út|học\ sinh))*(?:\ (?:tên(?:\ là)?|là))?\ (?P<a>{NAME})
    |(?i:con)(?:\ [^\W\d_]+){{0,5}}?\ (?:tên(?:\ là)?\ (?P<b>{NAME})|là\ (?P<c>{_TWO}))
    |(?i:con)\ (?:trai|gái)(?:\ (?:út|cả|đầu|lớn|nhỏ|tôi|em|mình))?,?\ (?P<d>{_TWO})
    |(?i:con)\ (?:tôi|em|mình|chị|anh),\ (?P<e>{_TWO})(?=,)
    |(?i:học\ sinh|trẻ\ em|trẻ|thiếu\ niên|bạn\ nhỏ|nam\ sinh|nữ\ sinh)(?:\ tên(?:\ là)?)?\ (?P<f>{_TWO})
    |(?i:em)\ (?P<g>{_TWO})
    )""",
    re.VERBOSE,
)
_AGE = re.compile(r"(?<!\d)(\d{1,2}) (tháng )?tuổi|sinh năm (\d{4})")
# “cháu Na, Nu và mẹ”, “cháu Na và em Nu”: one word for children, two names.
_ANOTHER = re.compile(
    rf",\ (?P<n>{WORD})(?=\ (?:và|với)\ )|,?\ (?:và|với)\ (?:em|bé|cháu)\ (?P<m>{NAME})"
    rf"|\ \d{{1,2}}\ tuổi(?:,|\ và|\ với)\ (?P<o>{NAME})(?=\ \d{{1,2}}\ tuổi)",
    re.VERBOSE,
)
_SCHOOL = re.compile(
    r"học sinh|lớp (?:\d|mẫu giáo|lá|chồi|mầm)|mẫu giáo|mầm non|tiểu học|thcs|thpt|mồ côi",
    re.IGNORECASE,
)
_MANY = re.compile(r"\b(?:các|2|hai) $", re.IGNORECASE)
_GROWN = 18
_BORN_GROWN = (
    2008  # by the years the office reads of; a year of birth is said of small children mostly
)
_NOBODY = re.compile(
    r"(?:bác hồ|ngoan|việt nam|trường|công nhân|công đoàn|lai châu|điện biên|sơn la|lào cai|hà nội|hà giang|cao bằng"
    r"|yên bái|phú thọ|thái nguyên|tuyên quang|lạng sơn|bắc giang|bắc ninh|hải phòng|hải dương|hưng yên|thái bình"
    r"|nam định|ninh bình|thanh hoá|thanh hóa|nghệ an|hà tĩnh|quảng \w+|huế|đà nẵng|bình \w+|khánh hoà|khánh hòa"
    r"|gia lai|kon tum|đắk \w+|lâm đồng|đồng nai|đồng tháp|tây ninh|long an|an giang|cần thơ|cà mau|kiên giang"
    r"|tiền giang|vĩnh \w+|bến tre|trà vinh|hậu giang|sóc trăng|bạc liêu|tp|thành phố|tỉnh|huyện|xã|thcs|thpt"
    r"|chủ tịch|giám đốc|trưởng|phó)(?!\w)",
    re.IGNORECASE,
)


def minors(text: str) -> Iterator[Span]:
    """Yield names of children."""
    for found in _CHILD.finditer(text):
        group = next(name for name in "abcdefg" if found[name])
        start, end = found.span(group)
        if _NOBODY.match(found[group]):
            continue
        if _MANY.search(text, max(0, found.start() - 4), found.start()) and _age(text, end) is None:
            continue
        if found[0].isupper():
            continue  # a whole text in capitals: nothing tells a name from a verb
        age, school = _age(text, end), _SCHOOL.search(text, end, min(len(text), end + 60))
        if age is not None and age >= _GROWN:
            continue
        if group == "g" and age is None and not school:
            continue  # “em” is also what a grown worker calls herself
        yield start, end
        if another := _ANOTHER.match(text, end):
            which = next(name for name in "nmo" if another[name])
            if not _NOBODY.match(another[which]):
                yield another.span(which)


def _age(text: str, end: int) -> int | None:
    """Return the age said soon after a name, or None."""
    found = _AGE.search(text, end, min(len(text), end + 40))
    if not found:
        return None
    if found[2]:
        return 0  # a child that is counted in months
    if found[3]:
        return 0 if int(found[3]) >= _BORN_GROWN else _GROWN
    return int(found[1])
