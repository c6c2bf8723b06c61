"""Where each word stands: an index beside the snapshot, so that no search reads a million texts.

SQLite's FTS5, of the folded words and of the words as typed, block by block of raw.post; texts are not
kept in it. A block that is not the store's own, or not there, is simply not used: its texts are read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse.query import And, Field, Node, Not, Or, Term
from warehouse.store import Store

BLOCK = 50_000  # wordings; what was taken away or edited rebuilds its block alone
_BATCH = 2_000

# What a block holds, told without reading its texts; method, because a text that expires keeps its revision.
_DIGESTS = """
select rowid // $block as n, max(rowid) + 1 as upto,
       bit_xor(hash(rowid, post_id, revision, method))::varchar as digest
from raw.post where rowid < $upto group by 1 order by 1
"""
# Blocks that an older program loaded, without words as typed: their texts are read.
_OLD = "select distinct rowid // $block from raw.post where search_key is null"
_DIGEST = """
select bit_xor(hash(rowid, post_id, revision, method))::varchar from raw.post
where rowid >= $first and rowid < $upto
"""
_TEXTS = """
select rowid, search_fold, case when search_key <> search_fold then search_key else '' end
from raw.post where rowid >= $first and rowid < $upto
"""
# Words are what stands between spaces, whatever signs they are made of.
_MAKE = """
create virtual table tim_{n} using fts5(
    fold, key, content='', columnsize=0,
    tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'")
"""


def words_of(snapshot: Path) -> Path:
    """Return where the index of a snapshot lies."""
    return snapshot.with_suffix(".tim")


def weave(store: Store, path: Path) -> int:
    """Bring the index of an open warehouse up to date; return how many wordings were read for it."""
    read = 0
    with closing(sqlite3.connect(path, isolation_level=None)) as index:
        for pragma in ("journal_mode = wal", "secure_delete = on", "synchronous = normal"):
            index.execute(f"pragma {pragma}")
        index.execute(
            "create table if not exists block (n integer primary key, upto integer, digest text)"
        )
        known = {n: (upto, digest) for n, upto, digest in index.execute("select * from block")}
        wanted = {n: row for n, *row in store.rows(_DIGESTS, {"block": BLOCK, "upto": 1 << 62})}
        old = {row[0] for row in store.rows(_OLD, {"block": BLOCK})}
        for n in sorted(known.keys() | wanted.keys()):
            upto, digest = wanted.get(n, (0, ""))
            gone = n not in wanted or n in old
            if known.get(n) != (upto, digest) or gone:
                read += _weave(store, index, n, known.get(n), None if gone else (upto, digest))
        index.execute("pragma wal_checkpoint(truncate)")
    return read


def _weave(
    store: Store, index: sqlite3.Connection, n: int, known: tuple[int, str] | None,
    wanted: tuple[int, str] | None,
) -> int:  # fmt: skip
    first = n * BLOCK
    index.execute("begin immediate")
    try:
        grown = (
            known is not None and wanted is not None and known[0] < wanted[0]
            and store.one(_DIGEST, {"first": first, "upto": known[0]}) == known[1]
        )  # fmt: skip
        if known is not None and grown:
            first = known[0]
        elif known is not None:
            index.execute(f"drop table tim_{n}")
            index.execute("delete from block where n = ?", [n])
        read = 0
        if wanted is not None:
            if not grown:
                index.execute(_MAKE.format(n=n))
            texts = store.connection.execute(_TEXTS, {"first": first, "upto": wanted[0]})
            while rows := texts.fetchmany(_BATCH):
                index.executemany(f"insert into tim_{n}(rowid, fold, key) values (?, ?, ?)", rows)  # noqa: S608 - a number
                read += len(rows)
            index.execute("insert or replace into block values (?, ?, ?)", [n, *wanted])
        index.execute("commit")
    except BaseException:
        index.execute("rollback")
        raise
    return read


@dataclass(frozen=True, slots=True)
class Found:
    """Rowids of raw.post at which words stand, and as they were typed (None: all of them): of each block
    a string, divided by spaces.

    fields: what else is asked of each. gaps, upto: of which rows the index knows nothing.
    """

    blind: list[str]
    exact: list[str] | None
    fields: tuple[Field, ...]
    gaps: tuple[tuple[int, int], ...]
    upto: int

    def unread(self) -> tuple[str, dict[str, Any]]:
        """Return the condition on raw.post that holds of what no block covers, and its values."""
        values: dict[str, Any] = {"g_upto": self.upto}
        parts = ["rowid >= $g_upto"]
        for at, (first, upto) in enumerate(self.gaps):
            parts.append(f"rowid >= $g_a{at} and rowid < $g_b{at}")
            values |= {f"g_a{at}": first, f"g_b{at}": min(upto, self.upto)}
        return f"({' or '.join(parts)})", values


@dataclass(frozen=True, slots=True)
class Words:
    """The blocks of an index that are a store's own, and from where on nothing is indexed.

    known: block → its digest; gaps: ranges [first, upto) of rowids to be read as texts; upto: the end.
    """

    path: Path
    known: dict[int, str]
    gaps: tuple[tuple[int, int], ...]
    upto: int

    def answer(self, tree: Node) -> Found | None:
        """Return where the words of a question stand; None where only the texts can tell."""
        parts = tree.parts if isinstance(tree, And) else (tree,)
        fields = tuple(part for part in parts if isinstance(part, Field))
        words = And(tuple(part for part in parts if not isinstance(part, Field)))
        blind, exact = expression(words), expression(words, exact=True)
        if blind is None or exact is None:
            return None
        found, gaps = self._find(blind)
        right = None if exact == blind else self._find(exact)[0]
        return Found(found, right, fields, tuple(gaps), self.upto)

    def _find(self, asked: str) -> tuple[list[str], list[tuple[int, int]]]:
        """Return the rowids that match, block by block, and the ranges in which texts must be read."""
        found: list[str] = []
        gaps = list(self.gaps)
        if not asked:
            return found, gaps
        with closing(sqlite3.connect(self.path, isolation_level=None, timeout=10)) as index:
            index.execute("pragma query_only = on")
            index.execute("begin")
            digests = dict(index.execute("select n, digest from block"))
            for n, digest in self.known.items():
                if digests.get(n) != digest:  # of another snapshot by now
                    gaps.append((n * BLOCK, (n + 1) * BLOCK))
                    continue
                (some,) = index.execute(
                    f"select group_concat(rowid, ' ') from tim_{n} where tim_{n} match ?",  # noqa: S608 - a number
                    [asked],
                ).fetchone()
                if some:
                    found.append(some)
        return found, gaps


def open_words(store: Store, path: Path) -> Words | None:
    """Return the index as far as it is of this very store, None where there is none."""
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(path, timeout=10)) as index:
            blocks = index.execute("select n, upto, digest from block order by n").fetchall()
    except sqlite3.Error:  # torn, or of another program: texts are read
        return None
    upto = max((row[1] for row in blocks), default=0)
    own = {
        n: (end, digest) for n, end, digest in store.rows(_DIGESTS, {"block": BLOCK, "upto": upto})
    }
    known = {n: digest for n, end, digest in blocks if own.get(n) == (end, digest)}
    gaps = tuple((n * BLOCK, (n + 1) * BLOCK) for n in own if n not in known)
    return Words(path, known, gaps, upto)


def stand(store: Store, name: str, blocks: Sequence[str]) -> None:
    """Make a temp table of rowids, block by block: all at once they would take memory nobody counts."""
    run = store.connection.execute
    run(f"create or replace temp table {name} (spot bigint)")
    for block in blocks:
        run(
            f"insert into {name} select unnest(string_split($block, ' '))::bigint",
            {"block": block},
        )


def expression(tree: Node, *, exact: bool = False) -> str | None:
    """Return a tree of words as FTS5 asks for it, "" for what nothing matches, None where it cannot.

    exact: with the accents as typed. As warehouse.search decides it word for word.
    """
    match tree:
        case Term():
            if exact and tree.loose and not tree.accented:
                return ""
            return _term(tree, "key" if exact and tree.accented else "fold")
        case Or(parts):
            found = [expression(part, exact=exact) for part in parts]
            if any(one is None for one in found):
                return None
            return _joined([one for one in found if one], "OR")
        case And(parts):
            wanted = [expression(p, exact=exact) for p in parts if not isinstance(p, Not)]
            without = [expression(p.part, exact=True) for p in parts if isinstance(p, Not)]
            plain = all(isinstance(p.part, Term) for p in parts if isinstance(p, Not))
            if not wanted or not plain or None in wanted:
                return None
            if "" in wanted:
                return ""
            with_all = _joined([one for one in wanted if one], "AND")
            with_none = _joined([one for one in without if one], "OR")
            return f"({with_all} NOT {with_none})" if with_none else with_all
    return None


def _term(term: Term, column: str) -> str:
    words = (term.key if column == "key" else term.blind).replace('"', '""')
    return f'{{{column}}} : "{words}"' + (" *" if term.prefix else "")


def _joined(parts: list[str], word: str) -> str:
    return f"({f' {word} '.join(parts)})" if len(parts) > 1 else "".join(parts)
