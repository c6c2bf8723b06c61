"""/so/{sổ}/{dòng}: one row to read, write, change or take back; checked and landed as an import is."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from flows.record import record
from flows.registers import FOLDER, context_of, import_register, known_codes, settle
from langnghe.desk import links
from langnghe.desk.ask import Ask, needs
from langnghe.desk.conflict import require_version, version_of
from langnghe.desk.pages.so import _by, kind_of
from langnghe.desk.pages.so_words import (
    CALLED_OFF,
    REASON,
    cell,
    fields,
    names,
    rows_of,
    shown,
    to_type,
    unit_column,
)
from langnghe.privacy import scrub
from langnghe.records import Event
from langnghe.registers.check import Row, check_row
from langnghe.registers.columns import Kind
from warehouse.registers import history, state

router = APIRouter(include_in_schema=False)


@router.get("/so/{kind}/moi")
def new(kind: str, ask: Annotated[Ask, needs("registers.write")]) -> Response:
    """Show an empty form of a register."""
    found = kind_of(ask, kind)
    return ask.page(
        "so_form.html",
        kind=found,
        fields=fields(ask, found, {}, {}),
        ident="",
        version="",
        wrong="",
    )


@router.post("/so/{kind}/moi")
def write_new(kind: str, ask: Annotated[Ask, needs("registers.write")]) -> Response:
    """Write one new row."""
    return _save(ask, kind_of(ask, kind), "")


@router.get("/so/{kind}/{ident}")
def row(kind: str, ident: str, ask: Annotated[Ask, needs("registers.read")]) -> Response:
    """Show one row: what it says, what happened to it."""
    found, values = _found(ask, kind, ident)
    past = history(ask.store, found.subject, ident)
    units = names(ask)
    told = [(c.heading, cell(c, values.get(c.name), units)) for c in shown(found)]
    return ask.page(
        "so_dong.html", kind=found, ident=ident, told=[t for t in told if t[1]], values=values,
        empty=[heading for heading, said in told if not said], off=bool(values.get(CALLED_OFF)),
        reason=values.get(REASON, ""), version=version_of(past), name=_name(found, values),
        past=[_said(found, each, units) for each in reversed(past)], post=values.get("post_id") if found.post_of else None,
    )  # fmt: skip


@router.get("/so/{kind}/{ident}/sua")
def edit(kind: str, ident: str, ask: Annotated[Ask, needs("registers.write")]) -> Response:
    """Show the form of a row with what it says now."""
    found, values = _found(ask, kind, ident)
    typed = {c.name: to_type(c, values.get(c.name)) for c in found.columns}
    version = version_of(history(ask.store, found.subject, ident))
    return ask.page("so_form.html", kind=found, fields=fields(ask, found, typed, {}), ident=ident,
                    version=version, wrong="", name=_name(found, values))  # fmt: skip


@router.post("/so/{kind}/{ident}/sua")
def change(kind: str, ident: str, ask: Annotated[Ask, needs("registers.write")]) -> Response:
    """Change one row."""
    found, _ = _found(ask, kind, ident)
    return _save(ask, found, ident)


@router.post("/so/{kind}/{ident}/rut")
def take_back(kind: str, ident: str, ask: Annotated[Ask, needs("registers.write")]) -> Response:
    """Take a row back, or put it in force again; it stays in the history with the reason."""
    found, _ = _found(ask, kind, ident)
    reason, back = scrub(ask.typed.must("ly_do", "lý do")), ask.typed.get("lai") == "1"
    with ask.write() as held:
        _same_version(ask, found, ident, held.store)
        fields_ = {CALLED_OFF: not back, REASON: reason}
        event = Event(
            kind=found.subject, id=ident, what="updated", by=ask.role, at=ask.now, fields=fields_
        )
        record(held.store, held.workspace, [event], FOLDER)
    ask.audit("ghi lại dòng sổ" if back else "rút dòng sổ", f"{found.id}/{ident}")
    return ask.go(
        links.register(found.id, ident),
        "Dòng được dùng lại." if back else "Đã rút dòng này; nó còn trong lịch sử.",
    )


def _save(ask: Ask, kind: Kind, ident: str) -> Response:
    """Check what was typed as an import checks a row; land it, or show the form with what is wrong."""
    given = {c.name: ask.typed.get(c.name, "") for c in kind.columns if c.name in ask.typed}
    for column in kind.columns:  # a keyed hash that is not typed anew stays
        if column.type == "speaker" and not given.get(column.name):
            given.pop(column.name, None)
    with ask.write() as held:
        settle(held.store, held.workspace, ask.now)
        if ident:
            _same_version(ask, kind, ident, held.store)
        context = replace(
            context_of(held.store, held.workspace, ask.now), known=known_codes(held.store, kind, [])
        )
        checked = check_row(kind, given, context)
        errors = (
            checked if isinstance(checked, dict) else _beyond(ask, kind, ident, checked, held.store)
        )
        if not errors:
            errors = _land(ask, kind, given, held)
    if errors:
        version = ask.typed.get("_phien_ban", "")
        few = f"Chưa ghi: {len(errors)} ô cần sửa."
        return ask.page("so_form.html", 422, kind=kind, fields=fields(ask, kind, given, errors), ident=ident,
                        version=version, wrong=few, errors=_told(kind, errors), name="")  # fmt: skip
    assert isinstance(checked, Row)
    ask.audit("sửa dòng sổ" if ident else "ghi dòng sổ", f"{kind.id}/{checked.id}")
    said = "; ".join(f"{kind.headings[n]}: {note}" for n, note in checked.notes.items())
    return ask.go(
        links.register(kind.id, checked.id), "Đã ghi." + (f" Lưu ý: {said}." if said else "")
    )


def _beyond(ask: Ask, kind: Kind, ident: str, row: Row, store: Any) -> dict[str, str]:
    """Return what is wrong beyond the cells: whose row it is, which row it is."""
    column = unit_column(kind)
    if ask.unit is not None and column and row.values.get(column) != ask.unit:
        return {column: "chỉ ghi được dòng của đơn vị mình"}
    first = kind.keys[0][0].partition(".")[0]
    if ident and row.id != ident:
        return {first: "ô này làm nên dòng; muốn đổi thì rút dòng cũ, ghi dòng mới"}
    if not ident and row.id in state(store, kind.subject):
        return {first: "dòng này đã có trong sổ; tìm nó rồi sửa"}
    return {}


def _land(ask: Ask, kind: Kind, given: Mapping[str, str], held: Any) -> dict[str, str]:
    """Import one row by the very way a file goes; return what the whole table refuses in it."""
    with tempfile.TemporaryDirectory(prefix="langnghe-") as folder:
        path = Path(folder) / "dong.jsonl"
        path.write_text(json.dumps(given, ensure_ascii=False) + "\n", encoding="utf-8")
        done = import_register(held.workspace, kind, path, role=ask.role, at=ask.now)
    return {remark.column: remark.message for each in done.checked for remark in each.errors}


def _same_version(ask: Ask, kind: Kind, ident: str, store: Any) -> None:
    past = history(store, kind.subject, ident)
    values = state(store, kind.subject).get(ident, {})
    units = names(ask)
    now = [(c.heading, cell(c, values.get(c.name), units)) for c in shown(kind)]
    by = f"{_by(past[-1]['said_by'])}" if past else ""
    require_version(ask.typed, version_of(past), what=f"dòng của sổ {kind.title}", by=by,
                    now=[pair for pair in now if pair[1]])  # fmt: skip


def _found(ask: Ask, kind: str, ident: str) -> tuple[Kind, dict[str, Any]]:
    found = kind_of(ask, kind)
    values = rows_of(ask, found).get(ident)
    if values is None:
        raise HTTPException(404, f"Sổ {found.title} không có dòng này, hoặc dòng của đơn vị khác.")
    return found, values


def _name(kind: Kind, values: Mapping[str, Any]) -> str:
    for name in ("title", "name", "question", "label", "text", "content", "code", "note", "source"):
        if values.get(name):
            return str(values[name])
    return kind.title


def _said(kind: Kind, event: Mapping[str, Any], units: Mapping[str, str]) -> dict[str, Any]:
    fields_ = event["fields"]
    changed = [(kind.by_name[n].heading, cell(kind.by_name[n], v, units) or "(để trống)")
               for n, v in fields_.items() if n in kind.by_name and kind.by_name[n].type != "speaker"]  # fmt: skip
    if fields_.get(REASON):
        changed.append(("Lý do", str(fields_[REASON])))
    if event["what"] == "opened":
        changed = []
    return {"at": event["happened_at"], "by": _by(event["said_by"]), "changed": changed,
            "what": "ghi mới" if event["what"] == "opened" else "sửa"}  # fmt: skip


def _told(kind: Kind, errors: Mapping[str, str]) -> list[tuple[str, str, str]]:
    return [(n, kind.headings.get(n, "Cả dòng"), message) for n, message in errors.items()]
