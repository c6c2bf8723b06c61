"""Cut the 250,002-piece tokenizer down to what Vietnamese text uses: an eighth of the weights."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.train.encoder.e5 import package_file

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
_SPACE = "▁"


def full_tokenizer(path: Path | None = None) -> dict[str, Any]:
    """Return tokenizer.json of the full model, from the package that carries it."""
    parts = ("assets", "multilingual-e5-small", "tokenizer.json")
    path = path or package_file("semantra_multilingual", *parts)
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def count(tokenizer: dict[str, Any], texts: Iterable[str]) -> Counter[int]:
    """Return how often each piece stands in the texts."""
    from tokenizers import Tokenizer

    reader = Tokenizer.from_str(json.dumps(tokenizer))
    seen: Counter[int] = Counter()
    batch: list[str] = []

    def flush() -> None:
        for encoding in reader.encode_batch(batch, add_special_tokens=False):
            seen.update(encoding.ids)
        batch.clear()

    for text in texts:
        batch.append(text)
        if len(batch) >= 2000:
            flush()
    flush()
    return seen


def kept_pieces(
    pieces: Sequence[Sequence[Any]], seen: Counter[int], least: int
) -> NDArray[np.int64]:
    """Return the ids to keep, in their old order.

    Beside pieces seen at least `least` times: the special ones, single Latin letters, digits,
    symbols and emoji, short ASCII pieces and numbers, so that any text can still be spelled.
    """
    return np.array(
        [
            index
            for index, (piece, _) in enumerate(pieces)
            if seen[index] >= least or piece in SPECIAL or _basic(piece.removeprefix(_SPACE))
        ]
    )


def _basic(piece: str) -> bool:
    if len(piece) <= 1:
        return not piece or piece.isascii() or _latin_or_symbol(piece)
    return piece.isascii() and (len(piece) <= 2 or piece.isdigit())


def _latin_or_symbol(char: str) -> bool:
    if unicodedata.category(char)[0] in "SPM":
        return True
    return unicodedata.name(char, "").startswith("LATIN")


def cut(tokenizer: dict[str, Any], kept: NDArray[np.int64]) -> dict[str, Any]:
    """Return tokenizer.json with only the kept pieces; every id that stands in it is renumbered."""
    new = {int(old): index for index, old in enumerate(kept)}
    pieces = tokenizer["model"]["vocab"]
    special = tokenizer["post_processor"]["special_tokens"]
    return {
        **tokenizer,
        "added_tokens": [{**t, "id": new[t["id"]]} for t in tokenizer["added_tokens"]],
        "post_processor": {
            **tokenizer["post_processor"],
            "special_tokens": {
                name: {**value, "ids": [new[i] for i in value["ids"]]}
                for name, value in special.items()
            },
        },
        "model": {
            **tokenizer["model"],
            "unk_id": new[tokenizer["model"]["unk_id"]],
            "vocab": [pieces[int(old)] for old in kept],
        },
    }
