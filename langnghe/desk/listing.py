"""Every list alike: filters and sort in the address, fifty rows a page, the same rows as CSV or XLSX."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from langnghe.desk import render
from langnghe.errors import LangngheError

if TYPE_CHECKING:
    from starlette.responses import Response

    from langnghe.desk.ask import Ask

PAGE = 50
EXPORT = 50_000  # rows of one export: more is for `langnghe export`
SORT, NUMBER, FORM = "xep", "trang", "dang"

Row = Mapping[str, Any]
Kind = Literal["text", "number", "day", "moment"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. Its value in a row stands under key; show and link may say more to a reader."""

    key: str
    name: str
    kind: Kind = "text"
    sort: bool = True
    link: Callable[[Row], str | None] | None = None  # an address of the desk
    show: Callable[[Row], str] | None = None  # instead of the plain value
    css: Callable[[Row], str] | None = None  # bad, warn, good, soft
    wide: bool = False  # takes what room there is
    export: bool = True

    def text(self, row: Row) -> str:
        """Return what a reader sees."""
        if self.show is not None:
            return self.show(row)
        value = row[self.key]
        if value is None or value == "":
            return "–"
        if isinstance(value, bool):
            return "có" if value else "không"
        if self.kind == "moment":
            return render.moment(value)
        if isinstance(value, date):
            return render.day(value)
        if isinstance(value, int | float):
            return render.number(value)
        if isinstance(value, list | tuple):
            return ", ".join(map(str, value))
        return str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One filter of a list: a choice, words, or a day; its value stands in the address under key.

    where: SQL with $key in it, for lists of SQL. test: for lists of rows; without it a choice
    compares the row's own key, words look into every text of the row, accents stripped.
    """

    key: str
    name: str
    kind: Literal["choice", "words", "day"] = "choice"
    choices: Sequence[tuple[str, str]] = ()
    where: str = ""
    test: Callable[[Row, str], bool] | None = None
    default: str = ""

    def passes(self, row: Row, value: str) -> bool:
        """Return whether a row is kept."""
        if self.test is not None:
            return self.test(row, value)
        if self.kind == "words":
            from langnghe.text import fold

            told = " ".join(str(v) for v in row.values() if isinstance(v, str))
            return fold(value) in fold(told)
        return str(row[self.key]) == value


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page of a list, ready for _list.html."""

    name: str  # “cảnh báo”: what is counted
    columns: Sequence[Column]
    filters: Sequence[Filter]
    chosen: Mapping[str, str]  # filters in force
    rows: Sequence[Row]
    total: int
    page: int
    sort: str  # "key" or "-key"
    empty: str = ""  # what an empty list teaches
    file: str = "danh-sach"
    kept: Mapping[str, str] = field(default_factory=dict)  # other keys of the address

    @property
    def pages(self) -> int:
        return max(1, math.ceil(self.total / PAGE))

    @property
    def narrowed(self) -> bool:
        """Return whether a filter is in force: an empty list then says something else."""
        return any(self.chosen.get(f.key, "") != f.default for f in self.filters)

    def next_sort(self, column: Column) -> str:
        """Return the sort a click on a column's head asks for."""
        return f"-{column.key}" if self.sort == column.key else column.key


def list_rows(
    ask: Ask,
    rows: Sequence[Row],
    *,
    name: str,
    columns: Sequence[Column],
    sort: str,
    filters: Sequence[Filter] = (),
    empty: str = "",
    file: str = "danh-sach",
) -> Listing:
    """Return a page of rows that are all at hand (cases, questions, sources)."""
    chosen = chosen_of(ask, filters)
    kept = [
        row for row in rows if all(f.passes(row, chosen[f.key]) for f in filters if chosen[f.key])
    ]
    wanted = _sort(ask, columns, sort)
    down = wanted.startswith("-")
    key = wanted.lstrip("-")
    known = [row for row in kept if row[key] not in (None, "")]
    unknown = [row for row in kept if row[key] in (None, "")]  # last, whichever way it is sorted
    known.sort(key=lambda row: _order(row[key]), reverse=down)
    ordered = [*known, *unknown]
    start, stop, page = _window(ask, len(ordered))
    return Listing(
        name=name, columns=columns, filters=filters, chosen=chosen, rows=ordered[start:stop],
        total=len(ordered), page=page, sort=wanted, empty=empty, file=file,
        kept=_others(ask, filters),
    )  # fmt: skip


def list_sql(
    ask: Ask,
    sql: str,
    *,
    name: str,
    columns: Sequence[Column],
    sort: str,
    bound: Mapping[str, Any] | None = None,
    filters: Sequence[Filter] = (),
    empty: str = "",
    file: str = "danh-sach",
) -> Listing:
    """Return a page of a query with named parameters; sort, filters and paging happen in the store."""
    chosen = chosen_of(ask, filters)
    values: dict[str, Any] = dict(bound or {})
    conditions = []
    for one in filters:
        if chosen[one.key]:
            conditions.append(f"({one.where or f'{one.key} = ${one.key}'})")
            values[one.key] = chosen[one.key]
    where = " and ".join(conditions) or "true"
    wanted = _sort(ask, columns, sort)
    column = next(c for c in columns if c.key == wanted.lstrip("-"))
    collate = " collate vi" if column.kind == "text" else ""
    way = "desc" if wanted.startswith("-") else "asc"
    # Names of columns come from the code, values are bound.
    inner = f"from ({sql}) where {where}"
    total = int(ask.store.one(f"select count(*) {inner}", values))
    start, stop, page = _window(ask, total)
    rows = ask.store.dicts(
        f'select * {inner} order by "{column.key}"{collate} {way} nulls last '
        f"limit {stop - start} offset {start}",
        values,
    )
    return Listing(
        name=name, columns=columns, filters=filters, chosen=chosen, rows=rows, total=total,
        page=page, sort=wanted, empty=empty, file=file, kept=_others(ask, filters),
    )  # fmt: skip


def answer(ask: Ask, template: str, listing: Listing, **context: Any) -> Response:
    """Return a list as its page, or with ?dang=csv or ?dang=xlsx as the file of the same filter."""
    if form := ask.query.get(FORM, ""):
        from langnghe.desk.export import export

        ask.audit("xuất danh sách", f"{ask.request.url.path} ({form})")
        return export(form, listing)
    return ask.page(template, listing=listing, **context)


def exporting(ask: Ask) -> bool:
    """Return whether the whole list is asked for, as a file."""
    return bool(ask.query.get(FORM, ""))


def chosen_of(ask: Ask, filters: Sequence[Filter]) -> dict[str, str]:
    """Return the value of each filter in the address; what it does not know counts as its default."""
    found = {}
    for one in filters:
        value = ask.query.get(one.key, one.default).strip()
        if one.kind == "choice" and value and value not in {key for key, _ in one.choices}:
            value = one.default
        if one.kind == "day" and value:
            try:
                date.fromisoformat(value)
            except ValueError:
                value = one.default
        found[one.key] = value
    return found


def _sort(ask: Ask, columns: Sequence[Column], default: str) -> str:
    wanted = ask.query.get(SORT, default)
    known = {c.key for c in columns if c.sort} | {default.lstrip("-")}
    return wanted if wanted.lstrip("-") in known else default


def _window(ask: Ask, total: int) -> tuple[int, int, int]:
    if exporting(ask):
        if total > EXPORT:
            raise LangngheError(
                f"danh sách này có {render.number(total)} dòng, quá {render.number(EXPORT)}; "
                "lọc hẹp hơn rồi xuất, hoặc dùng lệnh `langnghe export`"
            )
        return 0, total, 1
    text = ask.query.get(NUMBER, "1")
    page = int(text) if text.isdecimal() and len(text) < 9 else 1
    page = min(max(1, page), max(1, math.ceil(total / PAGE)))
    return (page - 1) * PAGE, min(page * PAGE, total), page


def _others(ask: Ask, filters: Sequence[Filter]) -> dict[str, str]:
    own = {f.key for f in filters} | {SORT, NUMBER, FORM}
    return {key: value for key, value in ask.query.items() if key not in own}


def _order(value: Any) -> Any:
    if isinstance(value, str):
        return render.vietnamese_key(value)
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, list | tuple):
        return render.vietnamese_key(", ".join(map(str, value)))
    return value
