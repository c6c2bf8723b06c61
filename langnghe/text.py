"""Vietnamese text, handled once: `canonical` on the way in, three keys for comparing.

>>> canonical("C&ocirc;ng đoàn&amp;nbsp;Lai  Châu – “vì người lao động”")
'Công đoàn Lai Châu - "vì người lao động"'
>>> match_key("HOÀ BÌNH") == match_key("Hòa Bình")
True
>>> fold("Đường phố Lai Châu")
'duong pho lai chau'
>>> loose_key("cty ko trả lương cho cn") == loose_key("Công ty không trả lương cho công nhân")
True

| key | case, NFD, entities | tone place | accents | teencode, lí = lý, vuiii |
|---|---|---|---|---|
| match_key | one | one | kept | kept |
| fold | one | – | dropped | kept |
| loose_key | one | – | dropped | spelled out |

canonical keeps the words and their spelling: what is stored can be quoted.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

# ---------------------------------------------------------------- canonical

_DROPPED = [*range(0x20), *range(0x7F, 0xA0)]  # controls; the line ends come back below
_DROPPED += [0xAD, 0x34F, 0x61C, 0x180E, 0x200B, 0x200C, 0xFEFF, 0xFFFE, 0xFFFF]
_DROPPED += [0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
_DROPPED += [0xFFF9, 0xFFFA, 0xFFFB]
_SPACES = [9, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000]
_SPACES += [0x2800, 0x115F, 0x1160, 0x3164, 0xFFA0]  # drawn as blanks, used as blank names
# One form each, the one a keyboard has: a search, a key and a diff then need no second case.
_ONE_FORM: dict[int, str | None] = {
    **dict.fromkeys(_DROPPED),
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys([0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029], "\n"),
    **dict.fromkeys(map(ord, "“”„‟«»″〝〞＂"), '"'),
    **dict.fromkeys(map(ord, "‘’‚‛′‹›´ʼ＇"), "'"),
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-"),
    0x37E: ";",  # NFC makes a semicolon of the Greek question mark, and so an entity's end
}
# Letters of Vietnamese and its neighbours that are NFC already: most text needs nothing at all.
_UNTIDY = re.compile(r"[^\n -%'-~À-ɏẠ-ỹ…]|  |\n | \n|\n\n\n|^[ \n]|[ \n]$")
_ENTITY = re.compile(r"&(?:#\d{1,8}|#[xX][0-9a-fA-F]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
_AMPERSANDS = re.compile(r"&(?:(?:amp|AMP|#0{0,5}38|#[xX]0{0,5}26);)+")
_SURROGATES = re.compile("[\ud800-\udfff]")
_EMOJI = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
_ZWJ_ALONE = re.compile(f"(?<![{_EMOJI}])\u200d|\u200d(?![{_EMOJI}])")
_BLANKS = re.compile(r" {2,}")
_LINE_EDGES = re.compile(r" ?\n ?")
_PARAGRAPHS = re.compile(r"\n{3,}")
_ESCAPED_AT_MOST = 4  # feeds escape twice; beyond this it is an attack on the reader's time


_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def drawable(value: Any) -> Any:
    """Return what a chart is told without the characters that no SVG may hold, however deep they lie.

    vl-convert ends the whole process at one of them: a report, a notebook's kernel.
    """
    if isinstance(value, str):
        return _NO_XML.sub("", value)
    if isinstance(value, dict):
        return {drawable(name): drawable(each) for name, each in value.items()}
    return [drawable(each) for each in value] if isinstance(value, list | tuple) else value


def canonical(text: str) -> str:
    """Return text as it is stored: NFC, entities undone, one kind of space, quote and dash.

    Newlines stay (at most one empty line between paragraphs), controls and invisible marks go,
    halves of surrogate pairs are joined or dropped. Idempotent; never raises; grows at most
    threefold (NFC of rare composites). The result is text: `<` may stand in it, escape on output.
    """
    if not _UNTIDY.search(text):
        return text
    for _ in range(_ESCAPED_AT_MOST):
        text = _one_form(text)
        if not _ENTITY.search(text):
            return text
        text = _ENTITY.sub(_unescaped, _AMPERSANDS.sub("&", text))
    text = _one_form(text)
    return _one_form(text.replace("&", "")) if _ENTITY.search(text) else text


def _one_form(text: str) -> str:
    """Do everything but the entities."""
    if _SURROGATES.search(text):
        joined = text.encode("utf-16-le", "surrogatepass")
        text = joined.decode("utf-16-le", "ignore")
    text = text.replace("\r\n", "\n").translate(_ONE_FORM)
    if "\u200d" in text:
        text = _ZWJ_ALONE.sub("", text)
    text = unicodedata.normalize("NFC", text)
    text = _LINE_EDGES.sub("\n", _BLANKS.sub(" ", text))
    return _PARAGRAPHS.sub("\n\n", text).strip(" \n")


def _unescaped(entity: re.Match[str]) -> str:
    # The semicolon is required: "a.vn/?x=1&copy=2" is an address, not a copyright sign.
    return html.unescape(entity[0])


# ---------------------------------------------------------------- match_key

_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SYLLABLE = re.compile(
    r"(ngh?|gh|gi(?=[aàáâăeêoôơuư])|g|nh|qu|ch|kh|ph|th|tr|[bcdđhklmnprstvx])?"
    r"([aăâeêioôơuưy]{1,3})(ng|nh|ch|[cmnpt])?"
)


def match_key(text: str) -> str:
    """Return the accented comparing key: lower case, one tone placement, words and digits only.

    The tone stands where the 2018 school rules put it (hoà, thuý, khoẻ, quý), and typing slips
    are put right (đựơc, cuả, nghiã). Words that are no Vietnamese syllable keep their marks.
    """
    text = unicodedata.normalize("NFC", canonical(text).lower())
    return " ".join(map(_placed, _WORD.findall(text)))


@lru_cache(maxsize=1 << 16)
def _placed(word: str) -> str:
    if word.isascii() or len(word) > 7:  # nghiêng: no syllable is longer
        return word
    marks = unicodedata.normalize("NFD", word)
    tones = [c for c in marks if c in _TONES]
    if len(tones) != 1:
        return word
    plain = unicodedata.normalize("NFC", marks.replace(tones[0], ""))
    parts = _SYLLABLE.fullmatch(plain)
    if parts is None:
        return word
    vowels, at = parts[2], parts.start(2)
    at += _bearer(vowels, closed=bool(parts[3]))
    return unicodedata.normalize("NFC", plain[: at + 1] + tones[0] + plain[at + 1 :])


def _bearer(vowels: str, *, closed: bool) -> int:
    """Return which vowel bears the tone."""
    marked = [i for i, v in enumerate(vowels) if v in "ăâêôơư"]
    if marked:
        return marked[-1]  # ươ: the second
    if closed:
        return len(vowels) - 1
    if len(vowels) == 3 or vowels in ("oa", "oe", "uy"):
        return 1
    return 0


# ---------------------------------------------------------------- fold

_MARKS = re.compile("[\u0300-\u036f]+")
_DSTROKE = str.maketrans("đĐ", "dD")


def fold(text: str) -> str:
    """Return the accent-blind comparing key: match_key without any mark, đ as d."""
    return fold_key(match_key(text))


def fold_key(key: str) -> str:
    """Return the fold of a text whose match_key is at hand: half the work where both are stored."""
    return key if key.isascii() else " ".join(" ".join(map(_blind, key.split())).split())


@lru_cache(maxsize=1 << 16)
def _blind(word: str) -> str:
    word = _MARKS.sub("", unicodedata.normalize("NFD", word)).translate(_DSTROKE)
    if not word.isascii():  # other scripts have marks of their own
        word = "".join(c for c in word if not unicodedata.combining(c))
        word = unicodedata.normalize("NFC", word)
    return word


# ---------------------------------------------------------------- loose_key

# short form(s) = what is meant, accents dropped on both sides
_TEENCODE = """
ko khg kh0ng khok hok hog khum hem hong k = khong
dc dcc = duoc
cty cti = cong ty
cn = cong nhan
cd = cong doan
cdcs = cong doan co so
nld = nguoi lao dong
ld = lao dong
ldld = lien doan lao dong
tldld = tong lien doan lao dong
bhxh = bao hiem xa hoi
bhyt = bao hiem y te
bhtn = bao hiem that nghiep
hdld = hop dong lao dong
tnld = tai nan lao dong
nsdld = nguoi su dung lao dong
dn = doanh nghiep
kcn = khu cong nghiep
ubnd = uy ban nhan dan
tphcm hcm = thanh pho ho chi minh
j = gi
zay = vay
zui = vui
zi = vi
zo = vo
ze = ve
w wa = qua
wan = quan
wen = quen
wyen = quyen
wy = quy
fai = phai
fep = phep
vs = voi
cx cug = cung
nhiu = nhieu
ngta nta = nguoi ta
r rui = roi
mn mng = moi nguoi
bik bit bjt = biet
thik thjk = thich
trc = truoc
nch = noi chuyen
ntn = nhu the nao
vd = vi du
sdt = so dien thoai
"""
# Words of their own where a whole text is written without accents: Hồng, hồng, hem.
_ONLY_AMONG_ACCENTS = {"hong": {"hong", "hông"}, "hem": {"hem"}}
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_I_FOR_Y = {f"{onset}i": f"{onset}y" for onset in ("h", "k", "l", "m", "s", "t", "qu")}


def loose_key(text: str) -> str:
    """Return the key of careless writing: fold, teencode spelled out, i for y, vuiiii as vui.

    For finding, never for showing: "k" is read as không, "cd" as công đoàn.
    """
    key = match_key(text)
    accented = not key.isascii()
    return " ".join(word for seen in key.split() if (word := _meant(seen, accented)))


@lru_cache(maxsize=1 << 16)
def _meant(seen: str, accented: bool) -> str:
    word = _STRETCHED.sub(r"\1", _blind(seen))
    if word not in _ONLY_AMONG_ACCENTS or (accented and seen in _ONLY_AMONG_ACCENTS[word]):
        word = _MEANT.get(word, word)
    return " ".join(_I_FOR_Y.get(w, w) for w in word.split())


def _read_teencode(table: str) -> dict[str, str]:
    lines = (line.split(" = ") for line in table.strip().splitlines())
    return {_blind(short): meant for shorts, meant in lines for short in shorts.split()}


_MEANT = _read_teencode(_TEENCODE)
SHORT_FORMS: Mapping[str, str] = _MEANT  # folded short form → folded words: a search tries both
