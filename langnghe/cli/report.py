"""`langnghe report …`: the report by the five criteria, its snapshots, the reports of units."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from langnghe.cli.common import WorkspaceOption, now, say, workspace_at
from langnghe.errors import LangngheError
from langnghe.numbers import number

if TYPE_CHECKING:
    from langnghe.report.snapshot import Snapshot

app = typer.Typer(
    help="Báo cáo theo 5 tiêu chí: lập, chụp lại, khoá, nhận báo cáo của đơn vị.",
    invoke_without_command=True,
    no_args_is_help=True,
)


class ReportFormat(StrEnum):
    """What a report can be written as."""

    DOCX = "docx"
    XLSX = "xlsx"
    JSON = "json"
    HTML = "html"
    MD = "md"


FILES = (ReportFormat.DOCX, ReportFormat.XLSX)
NameArgument = Annotated[str, typer.Argument(help="Mã bản đã chụp, như 2026-H1-ldld-lai-chau-1.")]


@app.callback()
def report(
    context: typer.Context,
    workspace: WorkspaceOption = None,
    period: Annotated[
        str | None, typer.Option("--period", help="Kỳ, như 2026-H1, 2026, 2026-Q2, 2026-06.")
    ] = None,
    unit: Annotated[
        str | None, typer.Option("--unit", help="Mã hoặc tên đơn vị (mặc định: cả tỉnh).")
    ] = None,
    form: Annotated[
        ReportFormat, typer.Option("--format", help="docx, xlsx, json, html hoặc md.")
    ] = ReportFormat.MD,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Tệp ghi ra; cần với docx và xlsx.")
    ] = None,
    snapshot: Annotated[
        str | None, typer.Option("--snapshot", help="Dựng lại từ bản đã chụp này, không đếm lại.")
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Đếm lại dù kỳ này đã có bản khoá.")
    ] = False,
) -> None:
    """Lập báo cáo theo 5 tiêu chí của một kỳ: đếm, chụp lại kèm SHA-256, ghi ra."""
    if context.invoked_subcommand is not None:
        return
    if (period is None) == (snapshot is None):
        raise typer.BadParameter("ghi --period KỲ (như 2026-H1), hoặc --snapshot MÃ")
    if form in FILES and out is None:
        raise typer.BadParameter(f"--format {form.value} cần --out TỆP.{form.value}")
    frozen = _frozen(workspace, period, unit, snapshot, fresh=fresh)
    _write(frozen, form, out)


def _frozen(
    workspace: Path | None, period: str | None, unit: str | None, name: str | None, *, fresh: bool
) -> Snapshot:
    from flows.report import current, found

    place = workspace_at(workspace)
    if name is not None:
        return found(place, name)
    frozen, is_locked = current(place, period or "", unit, now(), fresh=fresh)
    if is_locked:
        say(f"Kỳ này đã khoá ở bản {frozen.id}; đếm lại: thêm --fresh")
    return frozen


def _write(frozen: Snapshot, form: ReportFormat, out: Path | None) -> None:
    told = frozen.report
    data: bytes
    if form is ReportFormat.DOCX:
        from langnghe.report.document import to_docx

        data = to_docx(told)
    elif form is ReportFormat.XLSX:
        from langnghe.report.workbook import to_xlsx

        data = to_xlsx(told, frozen.rows, frozen.submission)
    else:
        from langnghe.report.web import render

        data = render(frozen, form.value).encode()
    if out is None:
        sys.stdout.write(data.decode())
    else:
        from langnghe.files import replace_file

        out.parent.mkdir(parents=True, exist_ok=True)
        replace_file(out, data)
        say(f"Đã ghi {out}")
    say(
        f"Bản {frozen.id}: trả lời {told.answered}/{told.total} câu, "
        f"{number(frozen.rows.num_rows)} dòng đếm được"
    )


@app.command("list")
def list_snapshots(workspace: WorkspaceOption = None) -> None:
    """Liệt kê các bản đã chụp: kỳ, đơn vị, lúc lập, đã khoá chưa, còn nguyên không."""
    from flows.report import listed

    found = listed(workspace_at(workspace))
    for line in found:
        print(line)
    if not found:
        say("Chưa có bản nào; lập bằng `langnghe report --period 2026-H1`.")


@app.command("rows")
def rows(
    name: NameArgument,
    question: Annotated[str, typer.Argument(help="Câu hỏi hoặc chỉ tiêu, như 1.02, T3a.")],
    figure: Annotated[
        str | None, typer.Option("--figure", help="Con số (mặc định: con số trả lời câu hỏi).")
    ] = None,
    part: Annotated[str, typer.Option("--part", help="Một lớp của con số.")] = "",
    most: Annotated[int, typer.Option("--most", min=1, help="Nhiều nhất bấy nhiêu dòng.")] = 50,
    workspace: WorkspaceOption = None,
) -> None:
    """Mở các dòng đứng sau một con số của bản đã chụp."""
    from flows.report import found

    frozen = found(workspace_at(workspace), name)
    mine = [f for f in frozen.report.figures() if f.question == question]
    chosen = [f for f in mine if (f.key == figure if figure else f.primary)]
    if not chosen:
        known = ", ".join(dict.fromkeys(f.key for f in mine))
        more = f"; câu này có: {known}" if known else ""
        raise LangngheError(f"không có con số {question} {figure or ''}".rstrip() + more)
    listed = frozen.rows_of(question, chosen[0].rows, part)
    for row in listed.slice(0, most).to_pylist():
        print(_row(row))
    say(f"{chosen[0].name}: {number(listed.num_rows)} dòng" + (f", in {most} đầu" if listed.num_rows > most else ""))  # fmt: skip


def _row(row: dict[str, Any]) -> str:
    part = f" [{row['part']}]" if row["part"] else ""
    unit = f" · {row['unit_name']}" if row["unit_name"] else ""
    return f"{row['day']:%d/%m/%Y}{unit} · {row['label'] or '(không tên)'}{part}\n    {row['kind']} {row['id']}"


@app.command("lock")
def lock(
    name: NameArgument,
    role: Annotated[str, typer.Option("--role", help="Vai trò người khoá: propaganda_head…")],
    workspace: WorkspaceOption = None,
) -> None:
    """Khoá một bản: từ đó là báo cáo chính thức của kỳ."""
    from flows.report import lock as lock_it
    from langnghe.records import ROLE_VI

    event = lock_it(workspace_at(workspace), name, role, now())
    say(f"Đã khoá {event.id} ({ROLE_VI[event.by]})")


@app.command("check")
def check(name: NameArgument, workspace: WorkspaceOption = None) -> None:
    """Kiểm SHA-256 của một bản đã chụp."""
    from flows.report import found

    frozen = found(workspace_at(workspace), name)
    say(f"{frozen.id}: nguyên vẹn, {len(frozen.manifest['sha256'])} tệp khớp manifest.json")


@app.command("receive")
def receive(
    files: Annotated[list[Path], typer.Argument(help="Tệp XLSX do `langnghe report --unit` lập.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Nhận báo cáo của đơn vị: kiểm mã băm, kỳ, đơn vị; sổ nào tỉnh chưa có thì cộng vào."""
    from flows.report_receive import receive as take
    from langnghe.registers.kinds import REGISTERS

    place = workspace_at(workspace)
    for file in files:
        done = take(place, file, now())
        sent = done.submission
        if not done.new:
            say(f"{sent.unit_name}, {sent.period}: tệp này đã nhận từ trước, không đổi gì")
            continue
        say(f"{sent.unit_name}, {sent.period}: đã nhận; đơn vị trả lời {sent.answered}/{sent.total} câu")  # fmt: skip
        for register, count in done.rows.items():
            say(f"    {REGISTERS[register].title}: {number(count)} dòng mới hoặc sửa")
        for register, count in done.kept_out.items():
            say(f"    {REGISTERS[register].title}: {number(count)} dòng không cộng, tỉnh đã có sổ này")  # fmt: skip
        if done.withdrawn:
            say(f"    {number(done.withdrawn)} dòng của tệp trước không còn trong tệp này: đã rút")
        for line in done.refused:
            say(f"    lỗi: {line}")
