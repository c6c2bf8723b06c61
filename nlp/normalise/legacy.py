"""Vietnamese character sets of before Unicode: bytes to letters.

TCVN3 (ABC), VISCII, VPS: one byte a letter. VNI: a base letter, then a byte for its marks.
windows-1258: Python's own codec, tones as combining marks. Tables checked against glibc's
iconv (TCVN5712-1, VISCII) and the vowel tables of free input methods (VPS, VNI).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

# Vowels in the order of the tables below, each plain, sắc, huyền, hỏi, ngã, nặng.
_VOWELS = "aâăeêoôơuưiy"
_TONES = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")

_TCVN3_HIGH = (
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ"
    "\u00a0ĂÂÊÔƠƯĐăâêôơưđẶ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
_VISCII_HIGH = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"
    "ÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_TCVN3_LOW = dict(
    zip(b"\x01\x02\x04\x05\x06\x11\x12\x13\x14\x15\x16\x17", "ÚỤỪỬỮỨỰỲỶỸÝỴ", strict=True)
)
_VISCII_LOW = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}

# One row a vowel, 00: the plain ASCII letter.
_VPS_LOWER = """
00 E1 E0 E4 E3 E5  E2 C3 C0 C4 C5 C6  E6 A1 A2 A3 A4 A5  00 E9 E8 C8 EB CB
EA 89 8A 8B CD 8C  00 F3 F2 D5 F5 86  F4 D3 D2 B0 87 B6  D6 A7 A9 AA AB AE
00 FA F9 FB DB F8  DC D9 D8 BA BB BF  00 ED EC CC EF CE  00 9A FF 9B CF 9C
"""
_VPS_UPPER = """
00 C1 80 81 82 02  C2 83 84 85 1C 03  88 8D 8E 8F F0 04  00 C9 D7 DE FE 05
CA 90 93 94 95 06  00 B9 BC BD BE 10  D4 96 97 98 99 11  F7 9D 9E 9F A6 13
00 DA A8 D1 AC 14  D0 AD AF B1 1D 15  00 B4 B5 B7 B8 16  00 DD B2 FD B3 19
"""

# VNI: the byte after the base letter, as Latin-1. ô and ö stand for ơ and ư, ñ for đ.
_VNI_MARKS = {
    "a": "ùøûõï",
    "â": "áàåãä",
    "ă": "éèúüë",
}
_VNI_I = {"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ", "ô": "ơ", "ö": "ư"}


def _letter(vowel: str, tone: int) -> str:
    return unicodedata.normalize("NFC", vowel + _TONES[tone])


def _from_high(high: str, low: dict[int, str] | None = None) -> dict[int, str]:
    table = {i: chr(i) for i in range(0x80)}
    table.update({0x80 + i: letter for i, letter in enumerate(high)})
    return {**table, **(low or {})}


def _vps() -> dict[int, str]:
    table = {i: chr(i) for i in range(0x100)}
    for rows, upper in ((_VPS_LOWER, False), (_VPS_UPPER, True)):
        for at, code in enumerate(rows.split()):
            if code != "00":
                letter = _letter(_VOWELS[at // 6], at % 6)
                table[int(code, 16)] = letter.upper() if upper else letter
    return {**table, 0xC7: "đ", 0xF1: "Đ"}


def _vni() -> dict[str, str]:
    pairs: dict[str, str] = dict(_VNI_I)
    for base in "aeouy":
        for tone, mark in enumerate(_VNI_MARKS["a"], start=1):
            pairs[base + mark] = _letter(base, tone)
    for base, hat in (("a", "â"), ("e", "ê"), ("o", "ô")):
        pairs[base + "â"] = hat
        for tone, mark in enumerate(_VNI_MARKS["â"], start=1):
            pairs[base + mark] = _letter(hat, tone)
    pairs["aê"] = "ă"
    for tone, mark in enumerate(_VNI_MARKS["ă"], start=1):
        pairs["a" + mark] = _letter("ă", tone)
    for base, horn in (("ô", "ơ"), ("ö", "ư")):
        for tone, mark in enumerate(_VNI_MARKS["a"], start=1):
            pairs[base + mark] = _letter(horn, tone)
    for pair, letter in list(pairs.items()):
        pairs[pair.upper()] = letter.upper()
        pairs[pair[0].upper() + pair[1:]] = letter.upper()
    return pairs


_TCVN3 = _from_high(_TCVN3_HIGH, _TCVN3_LOW)
_VISCII = _from_high(_VISCII_HIGH, _VISCII_LOW)
_VPS = _vps()
_VNI = _vni()


def _single(table: dict[int, str]) -> Callable[[bytes], str]:
    return lambda data: unicodedata.normalize("NFC", data.decode("latin-1").translate(table))


def _decode_vni(data: bytes) -> str:
    text = data.decode("latin-1")
    out: list[str] = []
    at = 0
    while at < len(text):
        for size in (2, 1):
            if (letter := _VNI.get(text[at : at + size])) is not None:
                break
        else:
            letter, size = text[at], 1
        out.append(letter)
        at += size
    return "".join(out)


def _decode_1258(data: bytes) -> str:
    return unicodedata.normalize("NFC", data.decode("cp1258", "replace"))


DECODERS: dict[str, Callable[[bytes], str]] = {
    "tcvn3": _single(_TCVN3),
    "vni": _decode_vni,
    "cp1258": _decode_1258,
    "viscii": _single(_VISCII),
    "vps": _single(_VPS),
}
"""What files and feeds may be written in, the likeliest first."""

ALIASES = {
    "abc": "tcvn3",
    "tcvn": "tcvn3",
    "tcvn-3": "tcvn3",
    "tcvn5712": "tcvn3",
    "tcvn5712-1": "tcvn3",
    "x-viet-tcvn5712": "tcvn3",
    "vni-win": "vni",
    "vni-windows": "vni",
    "x-viet-vni": "vni",
    "x-viet-vps": "vps",
    "windows-1258": "cp1258",
    "windows1258": "cp1258",
    "x-viscii": "viscii",
}
