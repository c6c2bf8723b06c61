"""Count syllables and their pairs in the corpora: what nlp.normalise.accents chooses by."""

from __future__ import annotations

import itertools
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nlp.dataset import aside, aside_key, corpus, file_sha, gold, write_json
from nlp.normalise.accents import MARK, to_bytes, tokens

WORDS = 60_000  # the numbers of two words share 32 bits


def train(data: Path, out: Path, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Write accents.npz and accents.json into `out`; return what the second one holds.

    settings: shares (corpus → weight of its texts), at_least (times a pair must stand).
    Neither dev nor the texts kept aside are counted, so that what is measured on them is honest.
    """
    skip = {*aside(data), *(aside_key(e.title, e.text) for e in gold(data, "dev"))}
    alone: Counter[str] = Counter()
    together: Counter[tuple[str, str]] = Counter()
    read: dict[str, dict[str, int]] = {}
    for name, weight in settings["shares"].items():
        texts = [t for t in corpus(data, name) if aside_key(*t) not in skip]
        read[name] = {"texts": len(texts)}
        for title, text in texts:
            for words in _lines(f"{title}\n{text}"):
                for word in words:
                    alone[word] += weight
                for pair in itertools.pairwise(words):
                    together[pair] += weight
    least = int(settings["at_least"])
    kept = [word for word, n in alone.most_common(WORDS) if n >= least]
    number = {word: i for i, word in enumerate(kept)}
    pairs = {
        (number[a], number[b]): n
        for (a, b), n in together.items()
        if n >= least and a in number and b in number
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "accents.npz").write_bytes(to_bytes(kept, [alone[w] for w in kept], pairs))
    about = {
        "name": f"accents@{settings['version']}",
        "file": "accents.npz",
        "sha256": file_sha(out / "accents.npz"),
        "syllables": len(kept),
        "pairs": len(pairs),
        "inputs": read,
    }
    write_json(out / "accents.json", about)
    return about


def _lines(text: str) -> Iterator[list[str]]:
    """Yield the words of each line; one typed without accents would teach that none are needed."""
    for line in unicodedata.normalize("NFC", text).split("\n"):
        words = [word for _, _, word in tokens(line)]
        letters = [word for word in words if word.isalpha()]
        if not words or (
            len(letters) >= 4 and sum(map(str.isascii, letters)) > 0.85 * len(letters)
        ):
            continue
        yield [MARK, *words, MARK]
