"""Where a person is met online: e-mail addresses, profile links, @names, nicknames said to be one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from langnghe.privacy.spans import UPPER, WORD, Span, before, spaced

# Bounded as mail and names are (64 characters, labels of 63): an endless word costs no endless search.
_EMAIL = re.compile(r"[\w.+\-]{0,63}\w@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,20}")
_AT = r"(?:@|[\(\[{]\s?at\s?[\)\]}]|[\(\[{]?\s?(?:a còng|a cong|a móc)\s?[\)\]}]?)"
_DOT = r"(?:\.|[\(\[{]\s?dot\s?[\)\]}]|chấm|cham)"
_EMAIL_HIDDEN = re.compile(
    rf"[\w.+\-]{{0,63}}\w\s{{0,2}}{_AT}\s{{0,2}}\w[\w\-]{{0,62}}(?:\s{{0,2}}{_DOT}\s{{0,2}}[\w\-]{{1,63}}){{0,2}}?"
    rf"\s{{0,2}}{_DOT}\s{{0,2}}(?:com|vn|net|org|edu|gov|info|io|me)(?:\s?{_DOT}\s?vn)?(?!\w)",
    re.IGNORECASE,
)


def emails(text: str) -> Iterator[Span]:
    """Yield e-mail addresses, also where (at) and (dot) hide them."""
    for found in _EMAIL.finditer(text):
        yield found.span()
    for found in _EMAIL_HIDDEN.finditer(text):
        yield found.span()


_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'\])}]+|\b[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,10}/[^\s<>\"'\])}]*",
    re.IGNORECASE,
)
_PROFILE = re.compile(
    r"""(?<![\w.\-])(?:https?://)?(?:(?:www|m|web|mbasic|vi-vn|touch)\.)?
    (?:(?:facebook\.com|fb\.com|fb\.me|fb\.watch|instagram\.com|threads\.net|twitter\.com|x\.com)
        /(?!(?:watch|events|hashtag|share|sharer|reels?|marketplace|help|business|policies|login|gaming)\b
           |groups/[^/\s]+/?(?!user|[^\s]*/user)(?:\W|$|posts|permalink))
      |(?:m\.me|zalo\.me|t\.me|telegram\.me|wa\.me|line\.me)/
      |(?:tiktok\.com|youtube\.com)/@)
    [^\s<>"'\])},;]+""",
    re.VERBOSE | re.IGNORECASE,
)
_TAIL = ".,;:!?"


def urls(text: str) -> Iterator[Span]:
    """Yield web addresses: the figures inside them are nobody's phone."""
    for found in _URL.finditer(text):
        yield found.start(), found.start() + len(found[0].rstrip(_TAIL))


def profiles(text: str) -> Iterator[Span]:
    """Yield links to a person's own page or chat; pages cannot be told from people and go too."""
    for found in _PROFILE.finditer(text):
        yield found.start(), found.start() + len(found[0].rstrip(_TAIL))


# Calls to everybody, and what this program itself writes.
_EVERYBODY = spaced(
    r"(?:all|everyone|here|ad|admin|mod|mn|mọi|moi|ae|tất|cả|channel|highlight|followers|nguoitheodoi|topfan)(?!\w)"
)
_CALLED = re.compile(
    rf"(?<![\w@.])@(?!{_EVERYBODY})(?:{WORD}(?: {WORD}){{1,4}}|\w(?:[\w.\-]*\w)?)", re.IGNORECASE
)
_CALLED_NAME = re.compile(rf"{WORD}(?: {WORD}){{0,4}}")

_PLACES = spaced(
    r"nick name|nickname|nick|fb|facebook|face|phây|zalo|insta|instagram|tiktok|tik tok|tele|telegram|viber|skype|wechat"
)
_WHOSE = spaced(r"(?:của )?(?:em|mình|tôi|anh|chị|cháu|con|nó|bạn ấy|anh ấy|chị ấy|cô ấy)")
_TOKEN = (
    r"(?:live:)?[a-z][a-z0-9]{0,40}(?:[._][a-z0-9._]{0,60}[a-z0-9]|[a-z]{0,40}\d[a-z0-9._]{0,60})"  # noqa: S105
)
_NICK = re.compile(
    rf"""\b(?i:{_PLACES})(?:\ (?i:{_PLACES}))?(?P<whose>\ (?i:{_WHOSE}))?
    (?P<joint>\ ?(?:[:=]|(?i:\ ?(?:tên|nick|id)(?:\ (?:là|:))?|\ ?là(?:\ ?:)?))\ ?|\ )
    (?P<who>(?!{_EVERYBODY})(?:{WORD}(?:\ (?:{WORD}|\d{{1,4}})){{0,4}}|{_TOKEN}))(?!\w)""",
    re.VERBOSE,
)
_ORGANISATION = re.compile(
    r"(?:công đoàn|lđlđ|liên đoàn|báo|đài|trang|ban|hội|đoàn|ubnd|uỷ ban|ủy ban|sở|phòng|công ty|cty|nhà máy|tổng"
    r"|trung tâm|bhxh|bảo hiểm|kcn|khu|tạp chí|vtv\d*|chính phủ|group|nhóm|bộ|cục|thông tin|lao động|tuyên giáo"
    r"|ngân hàng|trường|lai châu)(?!\w)",
    re.IGNORECASE,
)


# “nhắn fb Hoa Mùa”: somebody's, though nothing joins the two.
_ASKED = re.compile(
    r"\b(?:nhắn|nhan|ib|inbox|kb|kết bạn|add|liên hệ|lien he|liên lạc|tìm|tag)(?: (?:cho|qua|vào|riêng|lại)){0,2}\W{0,2}$"
    r"|\d{3}\W{1,3}$",  # “zalo 09…, fb Hoa Mùa”
    re.IGNORECASE,
)


def _told(text: str, found: re.Match[str]) -> bool:
    """Tell whether the words around say that a name on a platform is somebody's."""
    return found[0].lower().startswith("nick") or bool(
        _ASKED.search(before(text, found.start(), 20))
    )


def handles(text: str) -> Iterator[Span]:
    """Yield @names and what is said to be somebody's nickname."""
    if "@" in text:
        for found in _CALLED.finditer(text):
            start = found.start()
            name = _CALLED_NAME.match(text, start + 1)
            if name is None:
                yield start, start + len(re.split(r"\s", found[0], maxsplit=1)[0])
            elif not _ORGANISATION.match(text, start + 1):
                yield start, max(name.end(), start + len(found[0].split()[0]))
    for found in _NICK.finditer(text):
        who = found["who"]
        named = who[0] in UPPER
        said = bool(found["joint"].strip())
        if named and not (said or found["whose"] or _told(text, found)):
            continue  # “Zalo Việt Nam chặn tôi”: nothing says that it is somebody's
        if not _ORGANISATION.match(who):
            yield found.span("who")
