"""The ways people really write: one text in, the same text carelessly typed out, seeded.

Robustness is measured with these, and training text may be multiplied by them. A perturbation
must not change what a text says, so the label stays; what carries feeling is not added.

>>> from random import Random
>>> perturb("Công ty không trả lương!", "no_accents", Random(1))
'Cong ty khong tra luong!'
>>> perturb("Công ty không trả lương!", "capitals", Random(1))
'CÔNG TY KHÔNG TRẢ LƯƠNG!'
>>> perturb("Công ty không trả lương được", "teencode", Random(4))
'cty k trả lương dc'
>>> perturb("Sếp nói tháng sau mới có lương", "loan_words", Random(3))
'boss nói tháng sau mới có salary'
>>> perturb("Nợ lương, nợ bảo hiểm. Ai lo?", "no_space", Random(1))
'Nợ lương,nợ bảo hiểm.Ai lo?'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from random import Random

# Share of the possible places a careless writer uses; nobody shortens every word.
SHORTENED = 0.7
MISTYPED = 0.08

# what is meant = how it is typed (the first is the most usual)
_TEENCODE = """
bảo hiểm xã hội = bhxh
bảo hiểm y tế = bhyt
bảo hiểm thất nghiệp = bhtn
hợp đồng lao động = hđlđ hdld
người lao động = nlđ nld
khu công nghiệp = kcn
doanh nghiệp = dn
như thế nào = ntn
bao nhiêu = bn bnhiu
bây giờ = bh bi h
công ty = cty ct
công nhân = cn
công đoàn = cđ
nhân viên = nv
giám đốc = gđ
hợp đồng = hđ
mọi người = mn mng
người ta = ngta nta
anh em = ae
chị em = ce
nói chuyện = nch
điện thoại = đt
quản lý = ql
không = k ko kh khg hok hong khum
được = dc đc đk
người = ng ngừi
những = nhữg nhg
nhưng = nhg nhưg
nhiều = nhìu nhiu
trước = trc
trong = trg
tháng = thg
cũng = cx cũg
biết = bít bik
thích = thik
luôn = lun
vậy = v z zậy
với = vs
rồi = r rùi
phải = fải p
việc = vc
thôi = thui
giờ = h
quá = wá qá
gì = j gj
làm = lm
mình = mk mik
"""
# A loan word is put in only where the Vietnamese word stands alone: lương tâm is no salary.
_LOANS = """
cắt giảm nhân sự = layoff
phòng nhân sự = HR
tiền lương = salary
tổ trưởng = leader
trưởng nhóm = leader
quản lý = manager
tăng ca = OT
công việc = job
nghỉ phép = off
tiền thưởng = bonus
sa thải = fire
phúc lợi = benefit
hợp đồng = contract
phỏng vấn = interview
tuyển dụng = tuyển staff
nhân viên = staff
công ty = company
thông tin = info
bình luận = comment
chia sẻ = share
cập nhật = update
trực tuyến = online
phản hồi = feedback
áp lực = stress
cảm ơn = thanks
xin lỗi = sorry
đồng ý = ok
cuộc họp = meeting
kiểm tra = check
hạn chót = deadline
ca đêm = ca night
sếp = boss
lương = salary
thưởng = bonus
"""
_NOT_ALONE = {
    "lương": (("bất", "hiền", "thiên"), ("tâm", "thực", "tri", "y", "thiện", "duyên", "tháng")),
    "thưởng": (("khen", "giải", "phần", "tán", "trọng"), ("thức", "ngoạn", "nóng")),
    "người": (("con", "loài"), ()),
    "giờ": (("bao",), ()),
    "trước": ((), ("tiên",)),
    "công nhân": ((), ("viên",)),
}
# Without joy, anger or trade: 😡 under thanks, 👷 under a match report would be another text.
_EMOJI = ("👀", "🤔", "👉", "📌", "📢", "🔔", "⏰", "💬", "☝🏼", "➡️", "🧑🏻‍💻", "🇻🇳")

_MARKS = re.compile("(?<=[A-Za-z])[\u0300-\u036f]+")
_DSTROKE = str.maketrans("đĐ", "dD")
_LETTERS = re.compile(r"[^\W\d_]{4,}")
_GAP = re.compile(r"(?<=[.,;:!?…])(?<!\d[.,:])[ \n]+(?=\S)")
_SENTENCE_END = re.compile(r"(?<=[.!?…])(?=\s|$)|$")

_Table = tuple[re.Pattern[str], Mapping[str, tuple[str, ...]]]


def _read(table: str, choices: bool) -> _Table:
    found: dict[str, tuple[str, ...]] = {}
    for line in table.strip().splitlines():
        meant, typed = line.split(" = ")
        found[meant] = tuple(typed.split()) if choices else (typed,)
    longest_first = sorted(found, key=len, reverse=True)
    words = []
    for word in longest_first:
        before, after = _NOT_ALONE.get(word, ((), ()))
        guard = "".join(rf"(?<!\b{b}\s)" for b in before)
        ahead = rf"(?!\s(?:{'|'.join(after)})\b)" if after else ""
        words.append(f"{guard}{word}{ahead}")
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE), found


_SHORT: _Table = _read(_TEENCODE, choices=True)
_LOAN: _Table = _read(_LOANS, choices=False)


def _swapped(text: str, table: _Table, share: float, rng: Random) -> str:
    """Replace a share of what the table knows, at least one place where there is any."""
    pattern, typed = table
    places = list(pattern.finditer(text))
    if not places:
        return text
    kept = [place for place in places if rng.random() < share] or [rng.choice(places)]
    parts, at = [], 0
    for place in kept:
        forms = typed[place.group().lower()]
        # The usual form about half of the time, the others share the rest.
        form = forms[0] if rng.random() < 0.5 else rng.choice(forms)
        parts += [text[at : place.start()], form]
        at = place.end()
    return "".join([*parts, text[at:]])


def _no_accents(text: str, rng: Random) -> str:
    marked = unicodedata.normalize("NFD", text).translate(_DSTROKE)
    return unicodedata.normalize("NFC", _MARKS.sub("", marked))


def _nfd(text: str, rng: Random) -> str:
    return unicodedata.normalize("NFD", text)


def _capitals(text: str, rng: Random) -> str:
    return text.upper()


def _teencode(text: str, rng: Random) -> str:
    return _swapped(text, _SHORT, SHORTENED, rng)


def _loan_words(text: str, rng: Random) -> str:
    return _swapped(text, _LOAN, SHORTENED, rng)


def _emoji(text: str, rng: Random) -> str:
    places = [m.start() for m in _SENTENCE_END.finditer(text)]
    at = rng.choice(places)
    seen = rng.choice(_EMOJI) * rng.choice((1, 1, 2, 3))
    with_end = f"{text[:at]} {seen}{text[at:]}"
    return f"{rng.choice(_EMOJI)} {with_end}" if rng.random() < 0.3 else with_end


def _typo(text: str, rng: Random) -> str:
    """Swap two neighbouring letters of some words, never the first letter."""
    words = [m for m in _LETTERS.finditer(text) if len(set(m.group()[1:].lower())) > 1]
    if not words:
        return text
    chosen = [m for m in words if rng.random() < MISTYPED] or [rng.choice(words)]
    letters = list(text)
    for word in chosen:
        spots = [i for i in range(word.start() + 1, word.end() - 1) if text[i] != text[i + 1]]
        at = rng.choice(spots)
        letters[at], letters[at + 1] = letters[at + 1], letters[at]
    return "".join(letters)


def _no_space(text: str, rng: Random) -> str:
    return _GAP.sub("", text)


HOWS: Mapping[str, Callable[[str, Random], str]] = {
    "no_accents": _no_accents,
    "nfd": _nfd,
    "teencode": _teencode,
    "emoji": _emoji,
    "capitals": _capitals,
    "loan_words": _loan_words,
    "typo": _typo,
    "no_space": _no_space,
}

HOW_VI: Mapping[str, str] = {
    "no_accents": "không dấu",
    "nfd": "dấu rời (NFD)",
    "teencode": "viết tắt, teencode",
    "emoji": "thêm biểu tượng cảm xúc",
    "capitals": "VIẾT HOA HẾT",
    "loan_words": "chen tiếng Anh",
    "typo": "gõ lộn chữ",
    "no_space": "thiếu dấu cách sau dấu câu",
}


def perturb(text: str, how: str, rng: Random) -> str:
    """Return text as a careless writer would type it; how is a key of HOWS.

    Text without anything to change comes back as it is (NFC where words are looked up). Equal
    text, how and state of rng give equal results.
    """
    if how not in HOWS:
        raise ValueError(f"no perturbation {how!r}; there are: {', '.join(HOWS)}")
    return HOWS[how](unicodedata.normalize("NFC", text), rng) if text else text
