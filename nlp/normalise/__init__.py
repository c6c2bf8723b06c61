"""Any Vietnamese text, however it was encoded, as canonical Unicode."""

from __future__ import annotations

import codecs
import re
import unicodedata

from langnghe.text import canonical
from nlp.normalise.legacy import ALIASES, DECODERS
from nlp.normalise.syllable import evidence, is_syllable

__all__ = ["normalise", "repair", "repair_bytes"]

# Bytes as windows-1252 shows them; its five holes as Latin-1 does, which is what browsers do.
_SHOWN = {bytes([b]).decode("cp1252", "ignore") or chr(b): b for b in range(0x80, 0x100)}
_SHOWN.update({chr(b): b for b in range(0x80, 0x100)})
_SHOWN_BYTES = {ord(shown): byte for shown, byte in _SHOWN.items()}
_RUN = re.compile("[" + "".join(map(re.escape, sorted(_SHOWN))) + "]{2,}")
_MOJIBAKE = re.compile(
    "[ÃÂÄÅÆáâðÌ][" + "".join(re.escape(s) for s, b in _SHOWN.items() if b < 0xC0) + "]"
)
_SPLIT_A = re.compile(r"(?<!\w)(\w*)Ã (\w*)")  # "hÃ ng": the NBSP of à became a blank
_UNICODE = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ]")  # letters that no single Western byte shows
_WORD = re.compile(r"[^\W\d_]+")


def normalise(text: str) -> str:
    """Return the canonical form of a text whose letters may have been mis-mapped on its way."""
    return canonical(repair(text))


def repair(text: str) -> str:
    """Return text with its letters put right, only where that is sure; else text itself.

    Undone: UTF-8 read as windows-1252 or Latin-1 (once or twice, whole or in parts), and TCVN3,
    VNI, VPS, VISCII or windows-1258 shown as Western letters. Clean Vietnamese, other languages
    and emoji come back unchanged.
    """
    if text.isascii():
        return text
    for _ in range(3):
        undone = _undo_mojibake(text)
        if undone == text:
            break
        text = undone
    return _undo_legacy(text)


def repair_bytes(data: bytes, hint: str | None = None) -> str:
    """Return the text of a file: UTF-8 or UTF-16 if it is, else hint if it reads well, else the
    Vietnamese character set that reads best. Never raises; undecodable bytes become U+FFFD."""
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return repair(data.decode(codec, "replace"))
    if (wide := _utf16(data)) is not None:
        return repair(wide)
    try:
        return repair(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    if _mostly_utf8(data):
        return repair(data.decode("utf-8", "replace"))
    return _best_decoding(data, hint)


def _utf16(data: bytes) -> str | None:
    head = data[:400]
    if len(head) < 8 or head.count(0) < len(head) // 8:
        return None
    codec = "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"
    return data.decode(codec, "replace")


def _mostly_utf8(data: bytes) -> bool:
    """Say whether data is UTF-8 with a few broken places, as a cut file or a bad join leaves."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return broken * 8 < sum(c > "\x7f" for c in text)


def _best_decoding(data: bytes, hint: str | None) -> str:
    name = (hint or "").strip().lower().replace("_", "-")
    name = ALIASES.get(name, name)
    names = [name, *DECODERS] if name in DECODERS else [*DECODERS]
    best, best_score = "", -1.0
    for candidate in names:
        text = DECODERS[candidate](data)
        good, good_accented, frequent = evidence(text)
        score = good + good_accented + min(frequent, 20) / 20
        if candidate == name and good_accented >= 0.6:
            return text
        if score > best_score:
            best, best_score = text, score
    if best_score >= 1.2:
        return best
    try:
        return data.decode(name) if name and name not in DECODERS else data.decode("cp1252")
    except (LookupError, UnicodeDecodeError):
        return data.decode("cp1252", "replace")


def _undo_mojibake(text: str) -> str:
    if not _MOJIBAKE.search(text):
        return text
    runs = [(run, _as_utf8(run[0])) for run in _RUN.finditer(text)]
    fixed = [(run, better) for run, better in runs if better is not None]
    # One lone pair may be meant: “ĐÃ” ends in Ã and a quotation mark. Three bytes never are.
    if not any(len(run[0]) > 2 for run, _ in fixed) and not _surely_broken(text, len(fixed)):
        return text
    undone = _RUN.sub(lambda run: _as_utf8(run[0]) or run[0], text)
    return _SPLIT_A.sub(_joined, undone) if "Ã " in undone else undone


def _surely_broken(text: str, pairs: int) -> bool:
    words = [w for w in _WORD.findall(text) if not w.isascii()]
    bad = sum(not is_syllable(w) for w in words)
    return pairs >= 1 and bad >= 1 and bad * 2 >= len(words)


def _as_utf8(run: str) -> str | None:
    """Return what a run of shown bytes means in UTF-8; None where it means nothing plausible."""
    data = bytes(_SHOWN_BYTES[ord(c)] for c in run)
    try:
        text: str | None = data.decode("utf-8")
    except UnicodeDecodeError:
        text = _partly(data, run)  # a good letter may stand beside broken ones
    return text if text is not None and all(map(_plausible, text)) else None


def _partly(data: bytes, run: str) -> str | None:
    out: list[str] = []
    at = done = 0
    while at < len(data):
        size = 2 if 0xC2 <= data[at] < 0xE0 else 3 if data[at] & 0xF0 == 0xE0 else 4
        try:
            out.append(data[at : at + size].decode("utf-8") if data[at] >= 0xC2 else run[at])
            done += data[at] >= 0xC2
            at += size if data[at] >= 0xC2 else 1
        except UnicodeDecodeError:
            out.append(run[at])
            at += 1
    return "".join(out) if done else None


def _plausible(char: str) -> bool:
    """Say whether a letter may stand in a Vietnamese text: what chance decodes to is elsewhere."""
    code = ord(char)
    return (
        code < 0x250
        or char in _SHOWN  # ˜ and ˆ: a second round of damage
        or 0x300 <= code < 0x370
        or 0x1E00 <= code < 0x1F00
        or 0x2000 <= code < 0x2C00
        or 0xFE00 <= code < 0xFE10
        or code == 0xFEFF
        or code >= 0x1F000
    )


def _joined(match: re.Match[str]) -> str:
    before, after = match[1], match[2]
    if after and not is_syllable(after) and is_syllable(f"{before}à{after}"):
        return f"{before}à{after}"
    return f"{before}à {after}"


_MARGIN = 0.3  # how much better a decoding must read than what is there


def _undo_legacy(text: str) -> str:
    data = None if _UNICODE.search(text) else _shown_bytes(text)
    if data is None:
        return text
    good, good_accented, _ = evidence(text)
    if good_accented >= 0.9:
        return text
    best, best_score = text, good + good_accented
    for decode in DECODERS.values():
        candidate = decode(data)
        all_words, accented_words, frequent = evidence(candidate)
        # Foreign names spoil the share of all words; many good accented words outweigh them.
        sure = accented_words >= 0.85 and (all_words >= 0.75 or _long(candidate) >= 4)
        sure = sure and (frequent > 0 or _long(candidate) >= 4) and _changed(text, candidate) >= 2
        score = all_words + accented_words + min(frequent, 20) / 20
        if sure and score > best_score + _MARGIN:
            best, best_score = candidate, score - _MARGIN
    return best


def _long(text: str) -> int:
    """Return how many accented words have three letters or more: signs and numbers give none."""
    return sum(len(w) >= 3 and not w.isascii() for w in _WORD.findall(text))


def _changed(text: str, other: str) -> int:
    return sum(a != b for a, b in zip(text.split(), other.split(), strict=False))


def _shown_bytes(text: str) -> bytes | None:
    """Return the bytes a text shows; None where a letter cannot come from one byte: a text with
    ạ or an emoji in it went through Unicode properly."""
    try:
        return bytes(_SHOWN_BYTES.get(ord(c), ord(c)) for c in unicodedata.normalize("NFC", text))
    except ValueError:
        return None
