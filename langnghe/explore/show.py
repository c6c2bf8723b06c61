"""Tables and sentences of a notebook: Vietnamese numbers and dates, nothing of a text taken as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Any

from langnghe.numbers import number
from langnghe.records import HANOI

LONG = 110  # characters of a cell; the rest stands behind its link


class Words(str):
    """A sentence that a notebook shows as Markdown."""

    __slots__ = ()

    def _repr_markdown_(self) -> str:
        return str(self)


def say(*lines: str) -> Words:
    """Return sentences, one a paragraph, for the end of a cell."""
    return Words("\n\n".join(lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under Vietnamese heads; link: the field whose address opens a row."""

    rows: tuple[Mapping[str, Any], ...]
    head: Mapping[str, str]  # field → what stands above it
    link: str = ""
    empty: str = "Không có dòng nào."

    def _repr_html_(self) -> str:
        if not self.rows:
            return f"<p>{escape(self.empty)}</p>"
        heads = "".join(
            f'<th style="text-align:left">{escape(name)}</th>' for name in self.head.values()
        )
        body = "".join(f"<tr>{self._cells(row)}</tr>" for row in self.rows)
        return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"  # fmt: skip

    def _cells(self, row: Mapping[str, Any]) -> str:
        told = []
        for place, field in enumerate(self.head):
            value = row.get(field)
            words = escape(plain(value))
            address = str(row.get(self.link) or "") if self.link and not place else ""
            if address.startswith(("https://", "http://")):
                words = f'<a href="{escape(address, quote=True)}">{words}</a>'
            side = (
                "right"
                if isinstance(value, int | float) and not isinstance(value, bool)
                else "left"
            )
            told.append(f'<td style="text-align:{side}">{words}</td>')  # fmt: skip
        return "".join(told)

    def __repr__(self) -> str:
        lines = [" | ".join(self.head.values())]
        lines += [" | ".join(plain(row.get(field)) for field in self.head) for row in self.rows]
        return "\n".join(lines if self.rows else [self.empty])


def table(
    rows: Iterable[Mapping[str, Any]],
    head: Mapping[str, str],
    *,
    link: str = "",
    empty: str = "Không có dòng nào.",
) -> Table:
    """Return rows for the end of a cell. link: the field with the address that the first cell opens."""
    return Table(rows=tuple(rows), head=head, link=link, empty=empty)


def plain(value: Any) -> str:
    """Return a value as Vietnamese writes it; nothing is an en dash, never 0.

    >>> plain(1234.5), plain(None), plain(date(2026, 6, 1)), plain(["a", "b"])
    ('1.234,5', '–', '01/06/2026', 'a, b')
    """
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, datetime):
        return f"{value.astimezone(HANOI) if value.tzinfo else value:%H:%M %d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    words = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return words if len(words) <= LONG else words[: LONG - 1].rstrip() + "…"


def pick(rows: Sequence[Mapping[str, Any]], **wanted: Any) -> list[Mapping[str, Any]]:
    """Return the rows whose fields have these values.

    >>> pick([{"a": 1}, {"a": 2}], a=2)
    [{'a': 2}]
    """
    return [row for row in rows if all(row.get(name) == value for name, value in wanted.items())]
