"""/bao-cao: the frozen reports by the five criteria, making one in the background, reports of units that came in."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from flows.report import folder_of
from flows.report_units import unit_lines
from langnghe.desk.ask import Ask, needs
from langnghe.desk.listing import Column, Filter, answer, list_rows
from langnghe.desk.pages.bao_cao_child import FILES
from langnghe.desk.pages.bao_cao_jobs import jobs_of
from langnghe.errors import LangngheError
from langnghe.measure.periods import period_of
from langnghe.numbers import number
from langnghe.records import ROLE_VI, hanoi_day
from langnghe.report.snapshot import Snapshot
from warehouse import report as kept
from warehouse.measure import units_in_force

router = APIRouter(include_in_schema=False)

COLUMNS = (
    Column(key="period_name", name="Kỳ", wide=True, link=lambda row: address(row["id"])),
    Column(key="unit_name", name="Của"),
    Column(key="made_at", name="Lập lúc", kind="moment"),
    Column(key="answered", name="Trả lời", kind="number",
           show=lambda row: f"{row['answered']}/{row['total']}" if row["total"] else "–"),
    Column(key="rows", name="Dòng đếm được", kind="number"),
    Column(key="locked", name="Chính thức", show=lambda row: row["locked"] or "bản nháp",
           css=lambda row: "good" if row["locked"] else "soft"),
    Column(key="content", name="Mã băm nội dung", sort=False, show=lambda row: row["content"][:12]),
    Column(key="id", name="Mã bản"),
)  # fmt: skip
FILTERS = (
    Filter(key="chinh_thuc", name="Tình trạng", choices=(("co", "đã khoá"), ("chua", "bản nháp")),
           test=lambda row, value: bool(row["locked"]) == (value == "co")),
    Filter(key="q", name="Kỳ, đơn vị", kind="words"),
)  # fmt: skip


@router.get("/bao-cao")
def reports(ask: Annotated[Ask, needs("report.read")], ky: str = "") -> Response:
    """Show what was frozen, what is being made, and which units have handed in for a period."""
    rows = frozen_rows(ask)
    listing = list_rows(
        ask,
        rows,
        name="bản đã chụp",
        columns=COLUMNS,
        filters=FILTERS,
        sort="-made_at",
        file="bao-cao",
    )
    period = period_of(ky or _usual(ask, rows))
    jobs = jobs_of(ask.desk)
    return answer(
        ask, "bao_cao.html", listing, period=period, choices=periods(ask), units=units(ask),
        jobs=[job for job in jobs.of("report") if _mine(ask, job.key[2])][:4],
        usual=jobs.usual("report"), address=address,
        handed=unit_lines(ask.store, period, ask.now) if ask.unit is None else (),
    )  # fmt: skip


@router.post("/bao-cao")
def build(ask: Annotated[Ask, needs("report.build")]) -> Response:
    """Make the report of a period in the background; the same content is not frozen twice."""
    period = period_of(ask.typed.must("ky", "kỳ báo cáo"))
    if period.first > hanoi_day(ask.now):
        raise LangngheError(f"{period.name} chưa bắt đầu; chọn kỳ khác")
    unit = ask.unit or ask.typed.get("don_vi", "")
    if ask.unit is None and unit and unit not in {code for code, _ in units(ask)}:
        raise LangngheError("không có đơn vị này; chọn trong danh sách")
    jobs_of(ask.desk).start(("report", period.id, unit), ask.user.login)
    ask.audit("lập báo cáo", f"{period.id} {unit or 'toàn tỉnh'}")
    return ask.go("/bao-cao", f"Đang lập báo cáo {period.name}; các trang khác vẫn dùng được.")


@router.post("/bao-cao/nhan")
def take_in(ask: Annotated[Ask, needs("report.receive")]) -> Response:
    """Receive the report file of a unit: hash, period and unit are checked, its registers come along."""
    from flows.report_receive import receive

    if (sent := ask.typed.file("tep")) is None:
        raise LangngheError("chưa chọn tệp báo cáo của đơn vị")
    with tempfile.TemporaryDirectory(prefix="langnghe-") as folder:
        path = Path(folder) / "bao-cao.xlsx"
        path.write_bytes(sent[1])
        with ask.write() as held:
            done = receive(held.workspace, path, ask.now)
    told = done.submission
    ask.audit("nhận báo cáo của đơn vị", f"{told.unit} {told.period}")
    if not done.new:
        return ask.go(
            f"/bao-cao?ky={quote(told.period)}#don-vi", "Tệp này đã nhận từ trước, không đổi gì."
        )
    said = f"Đã nhận báo cáo {told.period} của {told.unit_name}: {number(sum(done.rows.values()))} dòng sổ mới hoặc sửa"
    if done.refused:
        said += f", {number(len(done.refused))} dòng lỗi: {'; '.join(done.refused[:3])}"
    return ask.go(f"/bao-cao?ky={quote(told.period)}#don-vi", said + ".")


def frozen_rows(ask: Ask) -> list[dict[str, Any]]:
    """Return one row a frozen report this person may see."""

    def make() -> list[dict[str, Any]]:
        made: dict[str, dict[str, Any]] = {}
        locks: dict[str, str] = {}
        for event in kept.report_events(ask.store):
            if event["what"] == "made":
                made[event["id"]] = event["fields"]
            elif event["what"] == "locked":
                locks[event["id"]] = ROLE_VI.get(event["said_by"], event["said_by"])
        names = {code: name for code, name, _ in units_in_force(ask.store, hanoi_day(ask.now))}
        found = []
        for path in sorted(folder_of(ask.workspace).glob("*/manifest.json")):
            manifest = Snapshot(path.parent).manifest
            fields = made.get(path.parent.name, {})
            found.append(
                {
                    "id": path.parent.name,
                    "period": manifest["period"],
                    "period_name": period_of(manifest["period"]).name,
                    "unit": manifest["unit"],
                    "unit_name": names.get(manifest["unit"], manifest["unit"]),
                    "made_at": _moment(manifest["made_at"]),
                    "answered": fields.get("answered", 0),
                    "total": fields.get("total", 0),
                    "rows": manifest["rows"],
                    "content": manifest["content"],
                    "locked": locks.get(path.parent.name, ""),
                }
            )
        return found

    folder = folder_of(ask.workspace)
    stamp = folder.stat().st_mtime_ns if folder.exists() else 0
    rows = ask.once(("reports", stamp), make)
    return [row for row in rows if ask.unit in (None, row["unit"])]


def address(name: str) -> str:
    """Return the page of a frozen report, or of a period."""
    return f"/bao-cao/{quote(name, safe='')}"


def file_of(ask: Ask, name: str, form: str) -> Path:
    """Return where a frozen report lies as a file of one form."""
    return ask.workspace.root / FILES / f"{name}.{form}"


def units(ask: Ask) -> list[tuple[str, str]]:
    """Return the units a report may be made of, besides the province."""
    if ask.unit is not None:
        return []
    day = hanoi_day(ask.now)
    found = ask.once(("report units", str(day)), lambda: units_in_force(ask.store, day))
    return [(code, name) for code, name, level in found if level in ("upper", "grassroots")]


def periods(ask: Ask) -> list[tuple[str, str]]:
    """Return the usual periods of two years that have begun, the newest first."""
    today = hanoi_day(ask.now)
    found = []
    for year in (today.year, today.year - 1):
        names = [str(year), f"{year}-H2", f"{year}-H1", *(f"{year}-Q{n}" for n in (4, 3, 2, 1)),
                 *(f"{year}-{n:02d}" for n in range(12, 0, -1))]  # fmt: skip
        found += [period_of(name) for name in names]
    return [(p.id, p.name) for p in found if p.first <= today]


def _usual(ask: Ask, rows: list[dict[str, Any]]) -> str:
    """Return the period to look at first: of the newest report, else the half year that is over."""
    if rows:
        return str(max(rows, key=lambda row: row["made_at"])["period"])
    today = hanoi_day(ask.now)
    return f"{today.year}-H1" if today >= date(today.year, 7, 1) else f"{today.year - 1}-H2"


def _mine(ask: Ask, unit: str) -> bool:
    return ask.unit in (None, unit)


def _moment(text: str) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(text)
