"""A text as its words, and tables of phrases that are looked up at a word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from langnghe.text import fold_key, match_key
from nlp.places import TOKEN, Word, read_words

Found = tuple[int, str]  # where a phrase ends, and what it stands for


class Reading:
    """The words of a canonical text. blind: it has no accents, so accents tell nothing."""

    __slots__ = ("_spans", "blind", "keys", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.blind = text.isascii()
        self.words: Sequence[Word] = read_words(text)
        self.keys = [word.key for word in self.words]
        self._spans: list[tuple[int, int]] = []

    def span(self, at: int, end: int) -> tuple[int, int]:
        """Return where words [at, end) stand in the text; places are found when first asked for."""
        if not self._spans:
            self._spans = [found.span() for found in TOKEN.finditer(self.text)]
        return self._spans[at][0], self._spans[end - 1][1]

    def written(self, at: int, end: int) -> str:
        """Return words [at, end) as they stand in the text."""
        start, stop = self.span(at, end)
        return self.text[start:stop]

    def touches(self, at: int) -> bool:
        """Say whether no blank stands between a word and the next."""
        return at + 1 < len(self.words) and self.span(at, at + 1)[1] == self.span(at + 1, at + 2)[0]

    def key(self, at: int) -> str:
        """Return the key of a word, "" beyond the ends."""
        return self.keys[at] if 0 <= at < len(self.keys) else ""

    def capital(self, at: int) -> bool:
        """Say whether a word begins with a capital."""
        return at < len(self.words) and self.words[at].text[0].isupper()

    def cased(self, at: int) -> bool:
        """Say whether capitals tell something here: not where all or nearly all words have one."""
        near = [w.text for w in self.words[at : at + 14] if w.text[0].isalpha()]
        capitals = sum(word[0].isupper() for word in near)
        return not self.blind and bool(capitals) and (capitals <= len(near) - 2 or len(near) < 6) \
            and not all(word.isupper() for word in near if len(word) > 1)  # fmt: skip


class Phrases:
    """Phrases and what each stands for; the longest that begins at a word is found."""

    def __init__(self, table: Mapping[str, str] | Iterable[str]) -> None:
        pairs = table.items() if isinstance(table, Mapping) else ((p, p) for p in table)
        self._accented: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._blind: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for phrase, meaning in pairs:
            key = match_key(phrase)
            for index, words in ((self._accented, key), (self._blind, fold_key(key))):
                split = tuple(words.split())
                index.setdefault(split[0], []).append((split, meaning))
        for index in (self._accented, self._blind):
            for known in index.values():
                known.sort(key=lambda entry: -len(entry[0]))

    def at(self, text: Reading, at: int) -> Found | None:
        """Return the end and meaning of the longest phrase that begins at a word."""
        if at >= len(text.keys):
            return None
        index = self._blind if text.blind else self._accented
        for phrase, meaning in index.get(text.keys[at], ()):
            if len(phrase) == 1:
                return at + 1, meaning
            if (end := _along(text, at, phrase)) is not None:
                return end, meaning
        return None

    def first_words(self, *, blind: bool) -> frozenset[str]:
        """Return the words with which a phrase may begin."""
        return frozenset(self._blind if blind else self._accented)


def _along(text: Reading, at: int, phrase: tuple[str, ...]) -> int | None:
    """Return where a phrase ends, marks inside it passed over: T.P, GD-ĐT, NN&PTNT."""
    here = at
    for number, word in enumerate(phrase):
        if number and text.key(here) in ("-", ".", "&", ","):
            here += 1
        if text.key(here) != word:
            return None
        here += 1
    return here
