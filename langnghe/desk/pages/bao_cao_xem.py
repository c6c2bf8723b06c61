"""/bao-cao/{bản}: one frozen report to read, from any number to its rows; lock it, take it away as a file."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from flows.report import LOCKERS, folder_of, found, lock
from langnghe.desk import charts
from langnghe.desk.ask import Ask, needs
from langnghe.desk.export import XLSX, attachment
from langnghe.desk.listing import answer
from langnghe.desk.pages.bao_cao import address, file_of, frozen_rows
from langnghe.desk.pages.bao_cao_jobs import jobs_of
from langnghe.desk.pages.bao_cao_rows import listing_of, rows_of
from langnghe.report import words
from langnghe.report.model import CRITERIA, Chart, FigureLine, Report
from langnghe.report.snapshot import Snapshot
from warehouse.measure import names_of

router = APIRouter(include_in_schema=False)

PARTS = 8  # classes of a figure that stand on the page; the rest is behind its number
FORMS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": XLSX,
    "json": "application/json",
}


@dataclass(frozen=True, slots=True)
class Links:
    """Where the numbers of one report lead."""

    name: str

    def rows(self, figure: FigureLine) -> str:
        """Return the rows of a number, "" where it has none."""
        if not figure.told or not figure.row_count:
            return ""
        return self.of(figure.question, figure.key, figure.part)

    def of(self, question: str, key: str, part: str = "") -> str:
        """Return the rows of a question's figure."""
        pairs = {"so": key, "lop": part}
        asked = urlencode({k: v for k, v in pairs.items() if v})
        return f"{address(self.name)}/dong/{quote(question, safe='')}" + (
            f"?{asked}" if asked else ""
        )


@router.get("/bao-cao/{name}")
def report(name: str, ask: Annotated[Ask, needs("report.read")]) -> Response:
    """Show a frozen report, or of a period its locked one, else its newest."""
    rows = frozen_rows(ask)
    row = next((r for r in rows if r["id"] == name), None)
    if row is None:
        mine = [r for r in rows if r["period"] == name]
        mine.sort(key=lambda r: (r["unit"] == ask.unit, bool(r["locked"]), r["made_at"]))
        if not mine:
            raise HTTPException(
                404, f"Chưa có bản báo cáo nào của {name[:40]!r}; lập ở trang Báo cáo."
            )
        return ask.go(address(mine[-1]["id"]))
    frozen = whole(ask, name)
    told, jobs = frozen.report, jobs_of(ask.desk)
    ready = [form for form in FORMS if file_of(ask, name, form).exists()]
    job = jobs.last(("files", name, ""))
    if len(ready) < len(FORMS) and not (job and job.error):
        job = jobs.start(("files", name, ""), ask.user.login)
    links = Links(name)
    return ask.page(
        "bao_cao_mot.html", r=told, row=row, manifest=frozen.manifest, job=job, ready=ready, to=links,
        usual=jobs.usual("files"), criteria=CRITERIA, words=words, parts=_parts, address=address,
        others=[r for r in rows if (r["period"], r["unit"]) == (row["period"], row["unit"]) and r["id"] != name],
        charts=[drawn for chart in told.charts if (drawn := _chart(chart, told, links))],
        may_lock=ask.may("report.lock") and ask.role in LOCKERS and told.over and not row["locked"],
    )  # fmt: skip


@router.get("/bao-cao/{name}/dong/{question}")
def behind(
    name: str, question: str, ask: Annotated[Ask, needs("report.read")], so: str = "", lop: str = ""
) -> Response:
    """Show the rows that one number of a report counted."""
    _seen(ask, name)
    frozen = whole(ask, name)
    mine = [f for f in frozen.report.figures() if f.question == question]
    chosen = next((f for f in mine if f.key == so and f.part == lop), None) or next(
        (f for f in mine if (f.primary if not so else f.key == so)), None
    )
    if chosen is None:
        raise HTTPException(404, "Báo cáo này không có con số ấy.")
    part = lop or chosen.part
    path, period = frozen.folder / "rows.parquet", frozen.report.period
    rows = rows_of(ask.store, path, question, chosen.rows, part, period=period)
    if not rows:  # of a target: counted from the first day of its year
        rows = rows_of(ask.store, path, question, chosen.rows, part)
    names = names_of(ask.store, "unit", frozen.report.last)
    listing = listing_of(ask, rows, names, file=f"{name}-{question}")
    return answer(
        ask, "bao_cao_dong.html", listing, r=frozen.report, figure=chosen, name=name, to=Links(name),
        words=words, address=address, mine=[f for f in mine if f.told][:40], of=_wording(frozen.report, question),
    )  # fmt: skip


@router.get("/bao-cao/{name}/tai/{form}")
def download(name: str, form: str, ask: Annotated[Ask, needs("report.read")]) -> Response:
    """Hand out a report as Word, Excel or JSON; where it is not written yet, have it written."""
    _seen(ask, name)
    if form not in FORMS:
        raise HTTPException(404, "Tải được dạng docx, xlsx, json.")
    whole(ask, name)
    path = file_of(ask, name, form)
    if not path.exists():
        jobs_of(ask.desk).start(("files", name, ""), ask.user.login)
        return ask.go(address(name), "Đang ghi tệp; xong sẽ tải được ở đây.")
    ask.audit("tải báo cáo", f"{name}.{form}")
    return attachment(path.read_bytes(), f"bao-cao-{name}.{form}", FORMS[form])


@router.post("/bao-cao/{name}/khoa")
def lock_it(name: str, ask: Annotated[Ask, needs("report.lock")]) -> Response:
    """Lock a report: from now on it is the official one of its period."""
    _seen(ask, name)
    with ask.write() as held:
        lock(held.workspace, name, ask.role, ask.now)
    ask.audit("khoá báo cáo", name)
    return ask.go(address(name), "Đã khoá: đây là báo cáo chính thức của kỳ.")


_KEPT: OrderedDict[tuple[Path, int], Snapshot] = OrderedDict()
_GUARD = Lock()


def whole(ask: Ask, name: str) -> Snapshot:
    """Return a frozen report whose files are what its manifest says; read once while they stay."""
    path = folder_of(ask.workspace) / name / "manifest.json"
    try:
        changed = max(p.stat().st_mtime_ns for p in path.parent.iterdir())
    except (OSError, ValueError) as error:
        raise HTTPException(404, "Không có bản báo cáo này.") from error
    with _GUARD:
        key = (path.parent, changed)
        if key not in _KEPT:
            _KEPT[key] = found(ask.workspace, name)
            while len(_KEPT) > 4:
                _KEPT.popitem(last=False)
        _KEPT.move_to_end(key)
        return _KEPT[key]


def _seen(ask: Ask, name: str) -> None:
    """Refuse what is no frozen report, or that of another unit."""
    if all(row["id"] != name for row in frozen_rows(ask)):
        raise HTTPException(404, "Không có bản báo cáo này, hoặc là của đơn vị khác.")


def _parts(figure: FigureLine, among: tuple[FigureLine, ...]) -> list[FigureLine]:
    """Return the largest classes of a figure."""
    mine = [f for f in among if f.key == figure.key and f.part and f.told]
    mine.sort(key=lambda f: -(f.value if f.value is not None else f.count or 0))
    return mine[:PARTS]


def _chart(chart: Chart, told: Report, links: Links) -> charts.Chart | None:
    """Return a chart of the report whose marks open the rows of its figure."""
    if not chart.bars:
        return None
    if not any(f.question == chart.question and f.key == chart.figure for f in told.figures()):
        href = ""
    else:
        href = links.of(chart.question, chart.figure)
    marks = [
        charts.Mark(
            name=f"{bar.label}: {bar.group}" if bar.group else bar.label, short=bar.label,
            value=bar.value, href=href or "#tieu-chi-1", css="",
        )
        for bar in chart.bars
    ]  # fmt: skip
    draw = charts.columns if chart.id == "weeks" else charts.bars
    return draw(chart.title, marks, about=chart.note or chart.alt, unit=chart.axis)


def _wording(told: Report, question: str) -> str:
    said = {line.id: line.wording for line in told.questions}
    said |= {line.id: line.wording for line in told.targets}
    return said.get(question, "")
