"""What an outlet changed, word by word; the trace of a message, safe to stand inside a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from langnghe.desk.ask import Ask

AROUND = 6  # words of what stayed, before and after what changed
LONGEST = 4_000  # words compared: nothing an outlet writes is longer

Piece = tuple[str, str]  # ("same" | "gone" | "new" | "cut", words)


def changes(wordings: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return each edit of a text: when it was found, and what changed in title, lead and body."""
    found = []
    for before, after in pairwise(wordings):
        parts = [
            (name, list(differences(before[key], after[key])))
            for key, name in (("title", "Tiêu đề"), ("lead", "Sapo"), ("body", "Nội dung"))
            if before[key] != after[key]
        ]
        if parts:
            found.append({"at": after["fetched_at"], "parts": parts})
    return found


def differences(before: str, after: str) -> Iterator[Piece]:
    """Yield two texts as one: what stayed (cut short), what is gone, what is new.

    >>> list(differences("có 12 người nhập viện", "có 17 người nhập viện"))
    [('same', 'có'), ('gone', '12'), ('new', '17'), ('same', 'người nhập viện')]
    """
    old, new = before.split()[:LONGEST], after.split()[:LONGEST]
    steps = SequenceMatcher(None, old, new, autojunk=len(old) > 1_000).get_opcodes()
    for at, (step, a, b, c, d) in enumerate(steps):
        if step == "equal":
            yield from _same(old[a:b], first=at == 0, last=at == len(steps) - 1)
            continue
        if b > a:
            yield "gone", " ".join(old[a:b])
        if d > c:
            yield "new", " ".join(new[c:d])


def _same(words: list[str], *, first: bool, last: bool) -> Iterator[Piece]:
    head = [] if first else words[:AROUND]
    tail = [] if last else words[-AROUND:]
    if len(words) <= len(head) + len(tail):
        yield "same", " ".join(words)
        return
    if head:
        yield "same", " ".join(head)
    yield "cut", "…"
    if tail:
        yield "same", " ".join(tail)


_MARK = re.compile(r'<a href="([^"]*)" target="_blank"><title>([^<]*)</title>')


def trace_of(ask: Ask, code: str) -> Markup:
    """Return the picture of a message's way; its links tell their names and take nothing along."""

    def make() -> Markup:
        from flows.lineage import trace
        from nlp.lineage.picture import draw

        row, marks = trace(ask.workspace, code)
        name = re.sub(r"\W", "-", code)
        picture = draw(row["code"], row["text"], marks)
        # Marks inside are links, so the whole is a group and no single image.
        picture = picture.replace('role="img" aria-labelledby="t"', f'role="group" aria-labelledby="duong-{name}"', 1)  # fmt: skip
        picture = picture.replace('<title id="t">', f'<title id="duong-{name}">', 1)
        picture = _MARK.sub(
            r'<a href="\1" target="_blank" rel="noopener noreferrer" aria-label="\2"><title>\2</title>',
            picture,
        )
        return Markup(picture)  # noqa: S704 - drawn by nlp.lineage, which escapes every word

    return ask.desk.once(ask.version, ("duong-di", code), make)
