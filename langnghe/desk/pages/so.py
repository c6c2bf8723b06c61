"""/so: every register of staff, its rows, and the same rows as Excel in and out."""

from __future__ import annotations

import re
import secrets
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from flows.registers import Imported, context_of, import_register, template
from langnghe.desk import links
from langnghe.desk.ask import Ask, needs
from langnghe.desk.export import XLSX, attachment
from langnghe.desk.listing import Column, Filter, Listing, answer, list_rows
from langnghe.desk.pages.so_words import (
    CALLED_OFF,
    book_of,
    cell,
    names,
    readable,
    rows_of,
    shown,
    unit_column,
)
from langnghe.errors import LangngheError
from langnghe.records import ROLE_VI
from langnghe.registers.batch import ROW_OUTCOME_VI, RowOutcome
from langnghe.registers.columns import Kind
from langnghe.registers.kinds import REGISTERS

router = APIRouter(include_in_schema=False)

RETURNED = Path(
    "data/desk/tra-lai"
)  # workbooks that go back, each under a name only its sender knows
_TOKEN = re.compile(r"[\w-]{16,40}")
_SHOWN = 6  # columns of a list; the export has all
_SUMS = """
select register, id, recorded_at, changed_at, changed_by from staging.stg_register_row
"""
LIST_COLUMNS = (
    Column(key="title", name="Sổ", link=lambda row: links.register(row["id"])),
    Column(key="count", name="Số dòng", kind="number"),
    Column(key="last", name="Ghi lần cuối", kind="moment"),
    Column(key="by", name="Ai ghi"),
    Column(key="about", name="Dùng để", wide=True, sort=False),
)


@router.get("/so")
def registers(ask: Annotated[Ask, needs("registers.read")]) -> Response:
    """Show every register this person may open, how much it holds and when it last grew."""
    told = _times(ask)
    rows = []
    for kind in readable(ask):
        mine = rows_of(ask, kind)
        live = [id_ for id_, row in mine.items() if not row.get(CALLED_OFF)]
        last = max((told[kind.id, id_] for id_ in mine if (kind.id, id_) in told),
                   key=lambda t: t["changed_at"], default=None)  # fmt: skip
        rows.append({"id": kind.id, "title": kind.title, "about": kind.about, "count": len(live),
                     "last": last and last["changed_at"], "by": last and _by(last["changed_by"])})  # fmt: skip
    listing = list_rows(ask, rows, name="sổ", columns=LIST_COLUMNS, sort="title", file="so",
                        filters=(Filter(key="q", name="Có chữ", kind="words"),))  # fmt: skip
    return answer(ask, "so.html", listing)


@router.get("/so/{kind}")
def register(kind: str, ask: Annotated[Ask, needs("registers.read")]) -> Response:
    """Show the rows of one register."""
    found = kind_of(ask, kind)
    return answer(ask, "so_mot.html", listing_of(ask, found), kind=found, book=book_of(found))


@router.get("/so/{kind}/mau")
def blank(kind: str, ask: Annotated[Ask, needs("registers.read")]) -> Response:
    """Hand out the Excel template of a register, with today's units in its lists."""
    book = book_of(kind_of(ask, kind))
    with tempfile.TemporaryDirectory(prefix="langnghe-") as folder:
        path = Path(folder) / "mau.xlsx"
        with ask.write() as held:
            template(held.workspace, book, path)
        return attachment(path.read_bytes(), f"mau-{book.id}.xlsx", XLSX)


@router.post("/so/{kind}/nhap")
def take_in(kind: str, ask: Annotated[Ask, needs("registers.import")]) -> Response:
    """Import a workbook: good rows are in at once, refused ones go back marked red."""
    book = book_of(kind_of(ask, kind))
    if (sent := ask.typed.file("tep")) is None:
        raise LangngheError("chưa chọn tệp Excel")
    suffix = Path(sent[0]).suffix.lower()
    if suffix not in (".xlsx", ".csv"):
        raise LangngheError("cần tệp .xlsx hoặc .csv; tải mẫu ở ngay trên trang này")
    with tempfile.TemporaryDirectory(prefix="langnghe-") as folder:
        path = Path(folder) / f"so{suffix}"
        path.write_bytes(sent[1])
        with ask.write() as held:
            own_rows_only(ask, held.store, held.workspace, book, path)
            done = import_register(held.workspace, book, path, role=ask.role, at=ask.now)
        back = _keep(ask, done.returned) if done.returned else ""
    ask.audit("nhập sổ từ Excel", f"{book.id}: {done.total(RowOutcome.NEW)} mới")
    return ask.page("so_nhap.html", kind=kind_of(ask, kind), done=done, counts=_counts(done),
                    errors=done.errors()[:60], many=len(done.errors()), back=back)  # fmt: skip


@router.get("/so/{kind}/tra-lai/{token}")
def returned(kind: str, token: str, ask: Annotated[Ask, needs("registers.import")]) -> Response:
    """Hand back the workbook in which the wrong cells are red."""
    found = kind_of(ask, kind)
    path = ask.workspace.root / RETURNED / f"{ask.user.login}-{token}.xlsx"
    if not _TOKEN.fullmatch(token) or not path.exists():
        raise HTTPException(404, "Tệp trả lại này không còn; nhập lại tệp gốc sẽ có tệp mới.")
    return attachment(path.read_bytes(), f"{found.id}-loi.xlsx", XLSX)


def kind_of(ask: Ask, ident: str) -> Kind:
    """Return a register this person may open."""
    found = REGISTERS.get(ident)
    if found is None or found not in readable(ask):
        raise HTTPException(404, "Không có sổ này, hoặc sổ không ghi theo đơn vị của bạn.")
    return found


def listing_of(ask: Ask, kind: Kind) -> Listing:
    """Return the rows of a register as a list; all columns in a file, the first few on the page."""
    units, told, columns = names(ask), _times(ask), shown(kind)
    rows: list[dict[str, Any]] = []
    for id_, values in rows_of(ask, kind).items():
        when = told.get((kind.id, id_))
        row = {
            c.name: _sortable(c.type, values.get(c.name), cell(c, values.get(c.name), units))
            for c in columns
        }
        said = {f"_{c.name}": cell(c, values.get(c.name), units) for c in columns}
        rows.append({**row, **said, "_id": id_, "_huy": "co" if values.get(CALLED_OFF) else "khong",
                     "_raw": values, "_luc": when and when["changed_at"]})  # fmt: skip
    export = bool(ask.query.get("dang"))
    plain = [c for c in columns if c.type not in ("long", "url", "texts")]
    chosen = columns if export else plain[:_SHOWN]
    listed = [
        Column(
            key=c.name, name=c.heading, wide=c.name in ("title", "name", "question", "text", "content", "note"),
            kind="number" if c.type in ("count", "number") else "text",
            show=lambda row, name=c.name: row[f"_{name}"] or "–",  # type: ignore[misc]
            link=(lambda row: links.register(kind.id, row["_id"])) if at == 0 else None,
        )
        for at, c in enumerate(chosen)
    ]  # fmt: skip
    listed.append(Column(key="_luc", name="Ghi lúc", kind="moment"))
    listed.append(Column(key="_huy", name="Tình trạng", sort=False, show=lambda row: "đã rút" if row["_huy"] == "co" else "đang dùng",
                         css=lambda row: "soft" if row["_huy"] == "co" else ""))  # fmt: skip
    return list_rows(
        ask, rows, name="dòng", columns=listed, filters=_filters(kind, rows, units),
        sort="-_luc", file=f"so-{kind.id}",
    )  # fmt: skip


def own_rows_only(ask: Ask, store: Any, workspace: Any, kind: Kind, path: Path) -> None:
    """Refuse a file with rows of another unit, where a person may write of one unit only."""
    if ask.unit is None:
        return
    from flows.registers import _decode
    from langnghe.registers.book import read_book

    context, wrong = context_of(store, workspace, ask.now), []
    for table in read_book(path, kind, _decode()):
        column = unit_column(table.kind)
        for line, cells in table.rows:
            given = table.given(cells) if isinstance(cells, list | tuple) else {}
            said = str(given.get(column) or "").strip()
            try:  # the register of units names them by code, the others by code or name
                whose = said if column == "code" else context.units.find(said)
            except ValueError:
                whose = ""
            if whose != ask.unit and any(given.values()):
                wrong.append(str(line))
    if wrong:
        raise LangngheError(f"chỉ nhập được dòng của đơn vị mình; xem dòng {', '.join(wrong[:20])}")


def _filters(kind: Kind, rows: list[dict[str, Any]], units: Any) -> list[Filter]:
    found = [Filter(key="q", name="Có chữ", kind="words")]
    for column in kind.columns:
        if column.type in ("choice", "unit") and len(found) < 4:
            seen = {row["_raw"].get(column.name) for row in rows} - {None, ""}
            pairs = [(str(v), cell(column, v, units)) for v in seen]
            found.append(
                Filter(key=column.name, name=column.heading, choices=sorted(pairs, key=lambda p: p[1]),
                       test=lambda row, value, name=column.name: row["_raw"].get(name) == value)  # type: ignore[misc]
            )  # fmt: skip
    found.append(
        Filter(key="_huy", name="Tình trạng", choices=(("khong", "đang dùng"), ("co", "đã rút")))
    )
    return found


def _sortable(type_: str, value: Any, said: str) -> Any:
    return value if type_ in ("count", "number", "day", "moment", "month") else said


def _times(ask: Ask) -> dict[tuple[str, str], dict[str, Any]]:
    def make() -> dict[tuple[str, str], dict[str, Any]]:
        return {(row["register"], row["id"]): row for row in ask.store.dicts(_SUMS)}

    return ask.once(("register times",), make)


def _by(said: str) -> str:
    return ROLE_VI.get(said, "máy" if said.startswith("machine@") else said)


def _counts(done: Imported) -> list[tuple[str, list[tuple[str, int]]]]:
    return [
        (
            each.table.title,
            [(ROW_OUTCOME_VI[o], each.outcomes[o]) for o in RowOutcome if each.outcomes[o]],
        )
        for each in done.checked
    ]


def _keep(ask: Ask, path: Path) -> str:
    """Keep a workbook that goes back for a day."""
    folder = ask.workspace.root / RETURNED
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in folder.glob("*.xlsx"):
        if datetime.now().timestamp() - old.stat().st_mtime > 86_400:  # noqa: DTZ005 - an age
            old.unlink(missing_ok=True)
    token = secrets.token_urlsafe(16)
    (folder / f"{ask.user.login}-{token}.xlsx").write_bytes(path.read_bytes())
    return token
