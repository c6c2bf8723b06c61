"""The rows behind a number, of a frozen report or of the board: each opens what it counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from langnghe.desk import links, render
from langnghe.desk.ask import Ask
from langnghe.desk.listing import Column, Filter, Listing, list_rows
from langnghe.registers.kinds import REGISTERS
from warehouse import Store

KIND_VI = {
    "post": "tin bài", "story": "tin", "inquiry": "câu hỏi", "day": "ngày", "week": "tuần",
    "source": "nguồn", "message": "tin nhắn", "unit": "đơn vị", "theme": "chủ đề tuần",
    "document": "căn cứ của văn bản", "carriage": "bài mang thông điệp", "alert": "cảnh báo",
    "case": "hồ sơ", "burst": "đợt bài", "topic": "chủ đề", "outlet": "cơ quan báo chí",
}  # fmt: skip
_RIGHT = {"tin": "posts.read", "hoi-dap": "inquiries.read", "canh-bao": "alerts.read",
          "ho-so": "cases.read", "nguon": "sources.read", "so": "registers.read",
          "tin-bai": "posts.read"}  # fmt: skip


def thing(kind: str, ident: str) -> str:
    """Return the address of what a row counted, "" where it has no page."""
    parts = ident.split("/")
    if kind in ("post", "story"):
        return links.story(ident)
    if kind == "carriage":
        return links.story(parts[-1])
    if kind.startswith("register."):
        return links.register(kind.removeprefix("register."), ident)
    if kind == "document":
        return links.register("documents", ident.partition("#")[0])
    if kind == "unit":
        return f"{links.register('units')}?q={ident}"
    plain = {
        "inquiry": links.inquiry,
        "alert": links.alert,
        "case": links.case,
        "source": links.source,
    }
    if kind in plain:
        return plain[kind](ident)
    if kind == "topic":
        return links.posts(chu_de=ident)
    if kind == "outlet":
        return links.posts(nguon=ident)
    day = next((p for p in parts if _is_day(p)), "")
    if kind == "day" and day:
        return links.posts(tu=day, den=day)
    if kind in ("week", "theme") and day:
        return links.posts(tu=day)
    if kind == "burst" and day:
        return links.posts(nguon=parts[0], tu=day)
    return ""


def thing_for(ask: Ask, kind: str, ident: str) -> str | None:
    """Return the address of what a row counted, None where this person may not open it."""
    address = thing(kind, ident)
    right = _RIGHT.get(address.split("/")[1].partition("?")[0], "") if address else ""
    return address if right and ask.may(right) else None


_ROWS = """
select question, figure, part, kind, id, day, unit, label, num, den from read_parquet($path)
where question = $question and figure = $figure
"""
_PERIOD = " and period = $period"  # the file of a board has no such column
_PART = " and (part = $part or list_contains(string_split(part, '>'), $part))"


def rows_of(
    store: Store, path: Path, question: str, figure: str, part: str = "", *, period: str = ""
) -> list[dict[str, Any]]:
    """Return the rows of one number out of a file of rows, in its order.

    By the store, which has Parquet anyway: importing Arrow for it would cost the desk 60 MB.
    """
    bound = {"path": str(path.resolve()), "question": question, "figure": figure}
    sql = _ROWS
    if period:
        sql, bound["period"] = sql + _PERIOD, period
    if part:
        sql, bound["part"] = sql + _PART, part
    return store.dicts(sql + " order by file_row_number", bound)


def listing_of(
    ask: Ask, rows: list[dict[str, Any]], names: Mapping[str, str], *, file: str
) -> Listing:
    """Return the rows of a number as a list: when, what, of whom, what it adds."""
    told = [
        {
            **row,
            "unit_name": names.get(row["unit"], row["unit"]) or "",
            "kind_name": kind_name(row["kind"]),
        }
        for row in rows
    ]
    parts = sorted({row["part"] for row in told if row["part"]}, key=render.vietnamese_key)
    units = sorted({(r["unit"], r["unit_name"]) for r in told if r["unit"]},
                   key=lambda pair: render.vietnamese_key(pair[1]))  # fmt: skip
    columns = [
        Column(key="day", name="Ngày"),
        Column(key="label", name="Cái được đếm", wide=True,
               link=lambda row: thing_for(ask, row["kind"], row["id"]),
               show=_label),
        Column(key="unit_name", name="Đơn vị"),
        Column(key="num", name="Cộng vào", kind="number"),
        Column(key="den", name="Trên", kind="number"),
        Column(key="part", name="Lớp"),
        Column(key="kind_name", name="Loại"),
    ]  # fmt: skip
    if ask.query.get("dang"):
        columns.append(Column(key="id", name="Mã"))
    else:  # what says nothing takes no room
        columns = [c for c in columns if c.key in ("day", "label")
                   or any(row[c.key] not in (None, "") for row in told)]  # fmt: skip
    filters = [Filter(key="q", name="Có chữ", kind="words")]
    if len(units) > 1:
        filters.insert(0, Filter(key="unit", name="Đơn vị", choices=units))
    if len(parts) > 1:
        filters.insert(0, Filter(key="part", name="Lớp", choices=[(p, p) for p in parts]))
    return list_rows(
        ask, told, name="dòng", columns=columns, filters=filters, sort="day", file=file
    )


def _label(row: Mapping[str, Any]) -> str:
    """Return what a row is called; comments have no title."""
    if row["label"] and row["label"] != row["id"]:
        return str(row["label"])
    return f"({row['kind_name']} không có tiêu đề, {row['id'][:8]})"


def kind_name(kind: str) -> str:
    """Return what kind of thing was counted, in words."""
    if kind.startswith("register."):
        found = REGISTERS.get(kind.removeprefix("register."))
        return f"sổ {found.title}" if found else kind
    return KIND_VI.get(kind, kind)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
