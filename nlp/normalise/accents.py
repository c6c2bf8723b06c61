"""Vietnamese typed without accents, given its accents back before a model reads it.

A syllable pair model (bigrams with absolute discounting, best path by Viterbi) chooses among the
accented forms of each bare syllable. It is for models alone: no reader ever sees a restored text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from langnghe.errors import ModelError
from langnghe.text import fold
from nlp.packed import arrays

TOKENS = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
MARK, NUMBER = ".", "0"  # what stands for punctuation and line ends, and for numbers
DISCOUNT = 2.25
MOST = 16  # accented forms tried for one bare syllable; the rarer ones are never right
OURS_SHARE = 0.5  # of the words must be such as mostly bear accents, or it is another tongue
BARE_SHARE = 0.9  # of the words must stand without an accent
LEAST = 3  # words; of fewer nothing can be told


def tokens(line: str) -> list[tuple[int, int, str]]:
    """Return begin, end and form (lower case) of the words, numbers and marks of a line."""
    return [
        (m.start(), m.end(), word if (word := m.group().lower()).isalpha() else
         NUMBER if word.isdecimal() else MARK)
        for m in TOKENS.finditer(line)
    ]  # fmt: skip


class Accents:
    """Syllables with their counts, and how often one follows another."""

    def __init__(
        self, words: list[str], counts: NDArray[np.int64], pairs: NDArray[np.int64],
        pair_counts: NDArray[np.float64],
    ) -> None:  # fmt: skip
        """Take words with counts, and sorted pairs (first · 65,536 + second) with theirs."""
        self._number: Mapping[str, int] = {word: i for i, word in enumerate(words)}
        self._words = words
        self._pairs, self._pair_counts = pairs, pair_counts
        self._alone = (counts + 0.1) / counts.sum()
        first = pairs >> 16
        self._after = np.bincount(first, weights=pair_counts, minlength=len(words))
        self._kinds = np.bincount(first, minlength=len(words)).astype(np.float64)
        self._forms: dict[str, list[int]] = {}
        for index in np.argsort(-counts, kind="stable").tolist():
            if words[index].isalpha():
                self._forms.setdefault(fold(words[index]), []).append(index)

    def bare(self, text: str) -> bool:
        """Say whether a text is Vietnamese typed without accents."""
        # An accented letter is two or three bytes: nearly every text is told apart by this alone.
        if len((head := text[:400]).encode("utf-8", "replace")) - len(head) > 0.1 * len(head):
            return False
        words = [word for _, _, word in tokens(text) if word.isalpha()]
        if len(words) < LEAST or sum(map(str.isascii, words)) < BARE_SHARE * len(words):
            return False
        ours = sum(not self._words[self._forms.get(word, [0])[0]].isascii() for word in words)
        return ours >= OURS_SHARE * len(words)

    def restored(self, text: str) -> str:
        """Return a text typed without accents with them; any other text as it is."""
        if not self.bare(text):
            return text
        return "\n".join(self._line(line) for line in text.split("\n"))

    def _line(self, line: str) -> str:
        spans = tokens(line)
        if not spans:
            return line
        said = self._best([self._choices(word) for _, _, word in spans])
        out, last = [], 0
        for (begin, end, word), form in zip(spans, said, strict=True):
            shown = line[begin:end]
            if form >= 0 and word.isalpha():
                shown = _cased(self._words[form], shown)
            out += [line[last:begin], shown]
            last = end
        return "".join(out) + line[last:]

    def _choices(self, word: str) -> NDArray[np.int64]:
        if word.isascii() and word.isalpha():
            found = self._forms.get(word, [-1])[:MOST]
        else:
            found = [self._number.get(word, -1)]
        return np.array(found, dtype=np.int64)

    def _best(self, choices: list[NDArray[np.int64]]) -> list[int]:
        """Return the most likely form at each place; -1 where none is known."""
        mark = np.array([self._number.get(MARK, -1)], dtype=np.int64)
        before, score = mark, np.zeros(1)
        back: list[NDArray[np.intp]] = []
        for here in [*choices, mark]:
            table = score[:, None] + self._cost(before, here)
            back.append(table.argmax(axis=0))
            score = table.max(axis=0)
            before = here
        at, path = 0, []
        for step in range(len(choices), 0, -1):
            at = int(back[step][at])
            path.append(int(choices[step - 1][at]))
        return path[::-1]

    def _cost(self, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return log P(second | first), a row for each first."""
        alone = np.where(second >= 0, self._alone[second], 1e-9)[None, :]
        known = (first >= 0)[:, None]
        after = np.where(known, self._after[first][:, None], 0.0)
        kinds = np.where(known, self._kinds[first][:, None], 0.0)
        keys = (first[:, None] << 16) + second[None, :]
        place = np.minimum(np.searchsorted(self._pairs, keys), len(self._pairs) - 1)
        hit = (self._pairs[place] == keys) & known & (second >= 0)[None, :]
        seen = np.where(hit, self._pair_counts[place], 0.0)
        rest = np.where(after > 0, np.minimum(DISCOUNT * kinds, after), 1.0)
        total = np.where(after > 0, after, 1.0)
        likely = np.maximum(seen - DISCOUNT, 0.0) / total + rest / total * alone
        found: NDArray[np.float64] = np.log(likely)
        return found


def _cased(form: str, shown: str) -> str:
    if len(shown) > 1 and shown.isupper():
        return form.upper()
    return form.capitalize() if shown[0].isupper() else form


def to_bytes(words: list[str], counts: list[int], pairs: Mapping[tuple[int, int], int]) -> bytes:
    """Return the file of a model. pairs: numbers of two words → how often the second follows."""
    keys = np.array(sorted((a << 16) + b for a, b in pairs), dtype=np.int64)
    values = np.array([pairs[int(k) >> 16, int(k) & 0xFFFF] for k in keys], dtype=np.float64)
    file = io.BytesIO()
    np.savez_compressed(
        file,
        words=np.frombuffer("\n".join(words).encode(), dtype=np.uint8),
        counts=np.array(counts, dtype=np.uint32),
        steps=np.diff(keys, prepend=0).astype(np.uint32),  # sorted: small steps pack well
        logs=np.round(np.log2(values) * 8).astype(np.uint8),  # within 5 % of the count
    )
    return file.getvalue()


def from_bytes(data: bytes) -> Accents:
    """Return the model of a file; a damaged one is an error."""
    try:
        table = arrays(data)
        words = table["words"].tobytes().decode().split("\n")
        pairs = np.cumsum(table["steps"].astype(np.int64))
        values = np.exp2(table["logs"].astype(np.float64) / 8)
        return Accents(words, table["counts"].astype(np.int64), pairs, values)
    except (ValueError, KeyError) as error:
        raise ModelError(f"mô hình dấu tiếng Việt hỏng ({error}); cài lại gói") from error
