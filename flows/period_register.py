"""Enter an information report that was sent into the register, with its recipients and its file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flows.period import with_sending
from flows.record import held, record
from flows.registers import FOLDER, context_of, settle
from langnghe.cases.rights import require
from langnghe.config import Workspace
from langnghe.digest.period_model import Kind, Review
from langnghe.errors import LangngheError
from langnghe.files import replace_file
from langnghe.records import Event, hanoi_day
from langnghe.registers.check import Row, check_row
from langnghe.registers.kinds import KINDS
from warehouse import Store
from warehouse.measure import units_in_force
from warehouse.registers import state

REGISTER = "info_reports"
# The chairman's page is a report of the week too: to another reader, under its own code.
TYPE: dict[Kind, str] = {
    "weekly": "weekly", "monthly": "monthly", "quick": "quick", "thematic": "thematic",
    "chair": "weekly",
}  # fmt: skip
SENDERS = ("analyst", "propaganda_head", "policy_head", "vice_chair", "chair")
_CHAIR = "-CT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What was entered: its code, what it is issued again for ("" the first time), and its file."""

    code: str
    reissue_of: str
    file: Path


def mark_sent(
    store: Store,
    workspace: Workspace,
    review: Review,
    written: bytes,
    form: str,
    recipients: Sequence[str],
    role: str,
    at: datetime,
) -> Sent:
    """Keep the very file that was sent, and enter the report as “đã gửi”.

    written: the file, made from `before_sending(...)`. The same report sent before is issued again:
    a row of its own that names the first, so that 1.12 counts the two once.
    """
    file = file_of(workspace, review.code, form)
    paper = Paper(
        code=review.code, type=TYPE[review.kind], title=f"{review.title} {review.subject}",
        period=review.period, unit=_province(store, review), file=file,
        reissue_of=review.reissue_of,
    )  # fmt: skip
    enter(store, workspace, paper, written, recipients, role, at)
    return Sent(code=review.code, reissue_of=review.reissue_of, file=file)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """An information report as the register has it."""

    code: str
    type: str
    title: str
    period: str
    unit: str
    file: Path
    reissue_of: str = ""


def file_of(workspace: Workspace, code: str, form: str) -> Path:
    """Return where the very file that was sent is kept."""
    return workspace.output / "bao-cao-thong-tin" / f"{code}.{form}"


def enter(
    store: Store,
    workspace: Workspace,
    paper: Paper,
    written: bytes,
    recipients: Sequence[str],
    role: str,
    at: datetime,
) -> None:
    """Keep the file that was sent, and enter the report as “đã gửi” with its recipients."""
    require(role, SENDERS, "đánh dấu báo cáo đã gửi")
    if not recipients:
        raise LangngheError("chưa có nơi nhận; ghi --to-whom “Thường trực LĐLĐ tỉnh; các Ban”")
    settle(store, workspace, at)
    values = {
        "code": paper.code, "unit": paper.unit, "type": paper.type, "title": paper.title,
        "period": paper.period, "sent_at": at, "status": "sent",
        "recipients": "; ".join(recipients),
        "file": paper.file.relative_to(workspace.root).as_posix(),
    }  # fmt: skip
    if paper.reissue_of:
        values["reissue_of"] = paper.reissue_of
    row = check_row(KINDS[REGISTER], values, context_of(store, workspace, at))
    if not isinstance(row, Row):
        raise LangngheError("; ".join(f"{name}: {why}" for name, why in row.items()))
    paper.file.parent.mkdir(parents=True, exist_ok=True)
    replace_file(paper.file, written)
    fields = {name: value for name, value in row.values.items() if value is not None}
    seal = {"period": paper.period, "type": paper.type, "file": values["file"],
            "sha256": hashlib.sha256(written).hexdigest()}  # fmt: skip
    record(
        store,
        workspace,
        [
            Event(kind=KINDS[REGISTER].subject, id=row.id, what="opened", by=role, at=at,
                  fields=fields),
            Event(kind="brief", id=paper.code, what="sent", by=role, at=at, fields=seal),
        ],
        FOLDER,
    )  # fmt: skip


def entered(store: Store, code: str) -> bool:
    """Tell whether the register has a report of this code as sent."""
    rows = state(store, KINDS[REGISTER].subject).values()
    return any(
        row.get("code") == code and row.get("status") == "sent" and not row.get("withdrawn")
        for row in rows
    )


def before_sending(store: Store, review: Review, recipients: Sequence[str]) -> Review:
    """Return a report under the code it will be sent with, and what it is issued again for."""
    rows = list(state(store, KINDS[REGISTER].subject).values())
    taken = {str(row.get("code")) for row in rows}
    first = _earlier(review, rows, _province(store, review))
    code, again = review.code, 2
    while code in taken:
        code, again = f"{review.code}-L{again}", again + 1
    return with_sending(review, first, tuple(recipients), code)


def _earlier(review: Review, rows: Sequence[dict[str, Any]], unit: str) -> str:
    """Return the code of the report this one repeats: the same code, or the same kind and period."""
    for row in rows:
        code = str(row.get("code") or "")
        if row.get("status") != "sent" or row.get("withdrawn") or row.get("reissue_of"):
            continue
        if code == review.code:
            return code
        same = (row.get("unit"), row.get("type"), row.get("period")) == (
            unit, TYPE[review.kind], review.period,
        )  # fmt: skip
        if same and review.kind in ("weekly", "monthly") and not code.endswith(_CHAIR):
            return code or str(row.get("title"))
    return ""


def _province(store: Store, review: Review) -> str:
    return province(store, (review.last, hanoi_day(review.made_at)))


def province(store: Store, days: Sequence[date]) -> str:
    """Return the code of the province on the first of some days on which there is one."""
    for day in days:
        for code, _, level in sorted(units_in_force(store, day)):
            if level == "province":
                return str(code)
    raise LangngheError("chưa có đơn vị cấp tỉnh trong sổ đơn vị; kiểm tra units.toml")


__all__ = [
    "Paper",
    "Sent",
    "before_sending",
    "enter",
    "entered",
    "file_of",
    "held",
    "mark_sent",
    "province",
]
