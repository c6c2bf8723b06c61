"""Measure Vietnamese text: items a second, and how often a peer's repair or cutting is right.

    python benchmarks/text.py        # peers that are not installed are left out

Speed: titles with descriptions of corpus/rss_year_2025_2026. Repair: the same headlines
damaged in every way of `DAMAGE`; right means letter for letter. ftfy knows mojibake only.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Sequence
from importlib.util import find_spec

from langnghe.config import Settings
from langnghe.text import canonical, fold, loose_key, match_key
from nlp.normalise import legacy, normalise, repair
from nlp.places import places
from nlp.segment import sentences

ITEMS = 8_000


def headlines() -> list[str]:
    """Return titles with descriptions, spread over the year."""
    import pyarrow.parquet as pq

    path = Settings().data / "corpus" / "rss_year_2025_2026.parquet"
    table = pq.read_table(path, columns=["title", "text"])
    step = max(table.num_rows // ITEMS, 1)
    rows = zip(*(column.to_pylist()[::step] for column in table.columns), strict=True)
    return [f"{title}. {text or ''}" for title, text in rows]


def speed(work: Callable[[str], object], texts: Sequence[str]) -> float:
    """Return texts a second, the better of two runs."""
    best = 0.0
    for _ in range(2):
        start = time.perf_counter()
        for text in texts:
            work(text)
        best = max(best, len(texts) / (time.perf_counter() - start))
    return best


def western(data: bytes) -> str:
    """Read bytes as browsers read windows-1252."""
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in data)


def by_table(table: dict[int, str]) -> Callable[[str], str]:
    codes = {letter: code for code, letter in table.items()}
    return lambda text: western(bytes(codes[c] for c in text))


def as_1258(text: str) -> str:
    data = b""
    for char in text:
        marks = unicodedata.normalize("NFD", char)
        tone = "".join(m for m in marks if m in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", "".join(m for m in marks if m not in tone))
        data += (base + tone).encode("cp1258")
    return western(data)


def as_vni(text: str) -> str:
    pairs: dict[str, str] = {}
    for pair, letter in legacy._VNI.items():
        pairs.setdefault(letter, pair)
    return "".join(pairs.get(c, c) for c in text)


DAMAGE: dict[str, Callable[[str], str]] = {
    "clean": lambda text: text,
    "UTF-8 as cp1252": lambda text: western(text.encode()),
    "twice": lambda text: western(western(text.encode()).encode()),
    "UTF-8 as latin-1": lambda text: text.encode().decode("latin-1"),
    "TCVN3": by_table(legacy._TCVN3),
    "VNI": as_vni,
    "VPS": by_table(legacy._VPS),
    "VISCII": by_table(legacy._VISCII),
    "windows-1258": as_1258,
}


def plain_letters(text: str) -> str:
    """Keep what the old character sets have: no quotes, dashes or emoji of today."""
    kept = (c if c.isascii() or c.isalpha() else " " for c in unicodedata.normalize("NFC", text))
    tables = (legacy._VISCII, legacy._VPS, legacy._TCVN3)
    known = set.intersection(*(set(table.values()) for table in tables))
    return " ".join("".join(c if c in known else " " for c in kept).split())


def main() -> None:
    texts = headlines()
    print(f"{len(texts)} headlines with description, one process")
    peers: dict[str, tuple[str, Callable[[str], object]]] = {}
    from underthesea import sent_tokenize, text_normalize

    peers["canonical"] = ("underthesea.text_normalize", text_normalize)
    peers["sentences"] = ("underthesea.sent_tokenize", sent_tokenize)
    fixers: dict[str, Callable[[str], str]] = {"ours": repair}
    if find_spec("ftfy"):
        import ftfy

        peers["normalise"] = ("ftfy.fix_text", ftfy.fix_text)
        fixers["ftfy"] = ftfy.fix_text
    for work in (canonical, match_key, fold, loose_key, normalise, sentences, places):
        ours = speed(work, texts)
        line = f"  {work.__name__:10} {ours:9.0f}/s"
        if peer := peers.get(work.__name__):
            theirs = speed(peer[1], texts[:1000])
            line += f"   {peer[0]} {theirs:.0f}/s, ours/theirs {ours / theirs:.1f}"
        print(line)
    damaged = [plain_letters(text.split(". ")[0]) for text in texts[:1500]]
    damaged = [text for text in damaged if not text.isascii()]
    print(f"repair of {len(damaged)} headlines, share right letter for letter")
    for name, damage in DAMAGE.items():
        rows = [
            f"{who} {sum(fix(damage(t)) == t for t in damaged) / len(damaged):.3f}"
            for who, fix in fixers.items()
        ]
        print(f"  {name:18}", "  ".join(rows))


if __name__ == "__main__":
    main()
