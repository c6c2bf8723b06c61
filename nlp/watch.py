"""Match the watch list against texts: accent-blind, whole words, must and not words.

All spellings are compiled once into two indexes (first word → phrases), one of accent-blind words
and one of accented words, so that a text is read once however long the list is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from langnghe.config import Watch, WatchlistFile
from langnghe.records import digest_of
from langnghe.text import fold, match_key
from nlp.classifiers.base import NOTHING, Columns, TextItem
from nlp.classifiers.signs import blind_words

_Phrase = tuple[str, ...]
_Phrases = dict[str, list[_Phrase]]


@dataclass(frozen=True, slots=True)
class _Entry:
    id: str
    spellings: frozenset[_Phrase]
    must: frozenset[tuple[str, ...]]
    never: frozenset[tuple[str, ...]]
    exact: bool
    scope: bool

    def matches(self, phrases: set[_Phrase]) -> bool:
        """Say whether the phrases found in a text satisfy this entry."""
        return bool(self.spellings & phrases and self.must <= phrases and not self.never & phrases)


class Watcher:
    """A watch list, compiled. name goes into annotations: another list is another name."""

    def __init__(self, watchlist: WatchlistFile) -> None:
        self.name = f"watchlist@{digest_of(watchlist.model_dump_json())}"
        self._entries = tuple(_compile(watch) for watch in watchlist.watch)
        self._blind = _index(e for e in self._entries if not e.exact)
        self._accented = _index(e for e in self._entries if e.exact)
        # An accented phrase can only be there when its accent-blind first word is.
        self._worth = {word for first in self._accented for word in fold(first).split()}
        self._scope = {entry.id for entry in self._entries if entry.scope}

    def match(self, text: str) -> tuple[str, ...]:
        """Return the ids of the entries that match, in the order of the list."""
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
        words = blind_words(text)
        blind = _found(words, self._blind)
        accented: set[_Phrase] = set()
        if not self._worth.isdisjoint(words):
            accented = _found(match_key(text).split(), self._accented)
        if not blind and not accented:
            return ()
        return tuple(
            entry.id for entry in self._entries if entry.matches(accented if entry.exact else blind)
        )

    def brings_into_scope(self, ids: Iterable[str]) -> bool:
        """Say whether one of these entries makes a text ours, whatever the classifier thinks."""
        return any(i in self._scope for i in ids)

    def annotate(self, items: Sequence[TextItem], revisions: Sequence[str]) -> Columns:
        """Return annotation rows: task watch with an entry's id (NOTHING where none matches), and
        in_scope "1" where it brings in."""
        out = Columns.empty()
        for item, revision in zip(items, revisions, strict=True):
            ids = self.match(f"{item.title}\n{item.text}")
            for rank, watch_id in enumerate(ids or (NOTHING,)):
                out.add(item.id, revision, "watch", watch_id, 1.0, self.name, rank)
            if self.brings_into_scope(ids):
                out.add(item.id, revision, "in_scope", "1", 1.0, self.name)
        return out


def _compile(watch: Watch) -> _Entry:
    def phrases(words: Iterable[str]) -> frozenset[_Phrase]:
        key = match_key if watch.exact else fold
        return frozenset(split for word in words if (split := tuple(key(word).split())))

    return _Entry(
        watch.id, phrases(watch.spellings), phrases(watch.must), phrases(watch.not_),
        watch.exact, watch.brings_into_scope,
    )  # fmt: skip


def _index(entries: Iterable[_Entry]) -> _Phrases:
    """Return first word → phrases that begin with it, of spellings, must and not words alike."""
    index: _Phrases = {}
    for entry in entries:
        for phrase in entry.spellings | entry.must | entry.never:
            known = index.setdefault(phrase[0], [])
            if phrase not in known:
                known.append(phrase)
    return index


def _found(words: list[str], index: _Phrases) -> set[_Phrase]:
    found: set[_Phrase] = set()
    if index.keys().isdisjoint(words):
        return found
    for place, word in enumerate(words):
        for phrase in index.get(word, ()):
            if phrase not in found and tuple(words[place : place + len(phrase)]) == phrase:
                found.add(phrase)
    return found
