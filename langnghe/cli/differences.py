"""`langnghe differences …`: numbers, amounts and dates that own outlets give differently for one event."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Annotated

import typer

from langnghe.cli.alerts import JsonOption, RoleOption
from langnghe.cli.common import WorkspaceOption, day_of, now, say, workspace_at

app = typer.Typer(
    help="Chỗ các kênh của ta nói khác nhau về một việc.",
    no_args_is_help=True,
)

ProposalArgument = Annotated[str, typer.Argument(help="Mã đề xuất, hoặc một phần đủ phân biệt.")]
NoteOption = Annotated[str, typer.Option("--note", help="Đã sửa ở đâu, lý do.")]


@app.command("update")
def update(
    workspace: WorkspaceOption = None,
    days: Annotated[
        int, typer.Option("--days", min=1, help="So bài của bấy nhiêu ngày gần nhất.")
    ] = 45,
    until: Annotated[str | None, typer.Option("--until", help="Đến ngày, như 2026-06-30.")] = None,
    as_json: JsonOption = False,
) -> None:
    """So bài trên các trang của ta và văn bản với nhau, tìm số, tiền, ngày nói khác nhau."""
    from dataclasses import asdict

    from flows.differences import update as look

    last = day_of(until)
    report = look(workspace_at(workspace), last - timedelta(days=days - 1), last, now())
    if as_json:
        print(json.dumps(asdict(report), ensure_ascii=False))
        return
    say(f"So {report.texts} bài, văn bản của ta: thêm {report.found} chỗ cần người xem.")


@app.command("show")
def show(
    workspace: WorkspaceOption = None,
    every: Annotated[bool, typer.Option("--all", help="Cả chỗ người đã xem.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Liệt kê chỗ nói khác nhau đang chờ người xem."""
    from flows.differences import listed

    rows = listed(workspace_at(workspace), every=every)
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        judged = {"differs": " (đã xác nhận)", "same": " (đã gạt)"}.get(row.get("person", ""), "")
        print(f"{row['one']['value']} ≠ {row['other']['value']}{judged}  {row['id']}")
        for side in (row["one"], row["other"]):
            print(f"    {side['day']}  {side['outlet']}: {side['sentence']}")
            if side["url"]:
                print(f"        {side['url']}")
    say(
        f"{len(rows)} chỗ"
        if rows
        else "Không có chỗ nào chờ xem; `langnghe differences update` để tìm."
    )


@app.command("confirm")
def confirm(
    proposal: ProposalArgument,
    role: RoleOption,
    note: NoteOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Xác nhận hai nơi nói khác nhau về cùng một việc."""
    from flows.differences import judge

    event = judge(workspace_at(workspace), proposal, role, now(), so=True, note=note)
    say(f"{event.id}: đã xác nhận nói khác nhau")


@app.command("refuse")
def refuse(
    proposal: ProposalArgument,
    role: RoleOption,
    note: NoteOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Gạt một đề xuất: hai việc khác nhau, hoặc không khác."""
    from flows.differences import judge

    event = judge(workspace_at(workspace), proposal, role, now(), so=False, note=note)
    say(f"{event.id}: đã gạt")
