"""Where private people live: house number with street, alley or hamlet. Offices and firms stay in clear."""

from __future__ import annotations

import re
from collections.abc import Iterator

from langnghe.privacy.spans import WORD, Span, before, spaced

_NUM = r"\d{1,4}[A-Za-z]?(?:/\d{1,4}[A-Za-z]?){0,4}"
_KIND = spaced(
    r"(?i:đường|duong|phố|pho|ngõ|ngo|ngách|ngach|hẻm|hem|kiệt|kiet|thôn|thon|xóm|xom|bản|ấp|buôn"
    r"|tổ dân phố|tổ|khu phố|dãy|chung cư)"
)
_STREET = spaced(
    rf"(?:{WORD}(?: {WORD}){{0,4}}(?: \d{{1,2}}(?=\s*(?:[,.;]|$)))?(?![^\W_])|(?i:số |so )?{_NUM}(?: {WORD}(?: {WORD}){{1,4}})?)"
)
_WAY = rf",?\ {_KIND}\ {_STREET}"
_HOUSE = spaced(r"(?i:số nhà|so nha|nhà số|nha so)")
_FLAT = (
    rf"(?i:căn\ hộ|phòng)\ \d{{2,5}}[A-Za-z]?,?\ (?:{_KIND}\ {_STREET}|(?i:số)\ {_NUM})(?:{_WAY})*"
    rf"(?:,?\ (?i:số|số\ nhà)\ {_NUM})?"
)

_HOME = re.compile(
    rf"""(?<![\w/])(?:
    (?P<flat>{_FLAT})
    |(?P<hamlet>{_KIND}\ {_STREET}(?:{_WAY})*,?\ (?:{_HOUSE}|(?i:căn\ hộ|phòng))\ {_NUM})
    |(?P<house>{_HOUSE}\ {_NUM}(?P<ways>(?:{_WAY})*)(?:\ {WORD}(?:\ {WORD}){{1,4}})?)
    |(?P<street>(?:(?i:số|so)\ )?{_NUM}(?:{_WAY})+)
    |(?P<alley>(?:(?i:ngõ|ngách|hẻm|kiệt)\ |K){_NUM}(?:{_WAY}|\ {WORD}(?:\ {WORD}){{1,4}})+)
    |(?P<plain>(?:(?i:số|so)\ )?{_NUM},?\ {WORD}(?:\ {WORD}){{1,4}})
    )(?!\w)""",
    re.VERBOSE,
)
_PRIVATE = re.compile(
    r"\b(?:nhà (?:em|mình|tôi|anh|chị|ông|bà|cô|chú|bác|cháu|nó|vợ|chồng|mẹ|bố|riêng)|nhà|nha|ở|trọ|tro|thuê|quê|địa chỉ"
    r"|dia chi|đc|thường trú|tạm trú|hộ khẩu|hộ|gửi|nhận|về|đến|tại|sống|cư trú)\b",
    re.IGNORECASE,
)
# Said after an office's name these still mean a home; “ở”, “tại” alone then mean the office's place.
_SURELY_PRIVATE = re.compile(
    r"\b(?:nhà (?:em|mình|tôi|anh|chị|ông|bà|cô|chú|bác|cháu|nó|vợ|chồng|mẹ|bố|riêng)|trọ|thuê|quê|địa chỉ nhà|thường trú"
    r"|tạm trú|hộ khẩu|(?:em|mình|tôi|anh|chị|ông|bà|cô|chú|nó|mẹ|bố) (?:đang )?(?:ở|sống))\b",
    re.IGNORECASE,
)
_AT_HOME = re.compile(
    r"\b(?:ở|trọ|tro|thuê|địa chỉ|dia chi|đc|thường trú|tạm trú|hộ khẩu|quê|nhà (?:em|mình|tôi|\w+)|nha em|về|tại|sống)"
    r"(?: (?:tại|ở|nhà|là))?\W{0,3}$",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"\b(?:trụ sở|văn phòng|công ty|cty|nhà máy|xưởng|ubnd|uỷ ban|ủy ban|bhxh|bảo hiểm xã hội|lđlđ|liên đoàn|công đoàn"
    r"|bệnh viện|trường|toà án|tòa án|chi nhánh|ngân hàng|agribank|bidv|vietcombank|siêu thị|cửa hàng|chợ|trung tâm|kcn"
    r"|khu công nghiệp|sở|cơ quan|phòng khám|tiệm|quán|khách sạn|nhà hàng|nhà văn hoá|nhà văn hóa|đồn|trạm|công an|bưu điện|kho bạc|chi cục|nhà thuốc|bến xe|đại lý|lô|điều|khoản"
    r"|tuyến|xe)\b",
    re.IGNORECASE,
)
_NO_STREET = re.compile(
    r"(?:việt nam|thế giới|châu|công ty|cty|nhà máy|công đoàn|chủ tịch|tỉnh|xã|phường|huyện|tháng|ngày|năm|người|quý|ban)(?!\w)",
    re.IGNORECASE,
)
_FIRST_WORD = re.compile(rf"^[^\d\s]*\d\S*,? (?P<name>{WORD}.*)")


def homes(text: str) -> Iterator[Span]:
    """Yield addresses of private homes; of “số 12 đường …” only an office named before it clears it."""
    for found in _HOME.finditer(text):
        how = str(found.lastgroup) if found.lastgroup != "ways" else "house"
        if _is_home(text, found, how):
            yield found.span()


def _is_home(text: str, found: re.Match[str], how: str) -> bool:
    start = found.start()
    told = before(text, start, 48)
    office = _last(_OFFICE, told)
    private = _last(_PRIVATE if office < 0 else _SURELY_PRIVATE, told)
    if how == "plain":
        name = _FIRST_WORD.match(found[0])
        if name is None or _NO_STREET.match(name["name"]):
            return False
        return _AT_HOME.search(told) is not None and office <= private
    if office > private:
        return False
    if how == "house":
        explicit = re.match(r"s[ốo] nh[àa]", found[0], re.IGNORECASE) is not None
        return explicit or bool(found["ways"])
    if how == "street" and not re.match(r"s[ốo] |\S*/", found[0], re.IGNORECASE):
        return private >= 0
    if how == "alley":
        return private >= 0 or "/" in found[0]
    return True


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Return where a pattern was last found; -1 nowhere."""
    return max((found.start() for found in pattern.finditer(text)), default=-1)
