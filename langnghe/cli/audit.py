"""`langnghe audit …`: who did what; whether the record is whole."""

from __future__ import annotations

from typing import Annotated

import typer

from langnghe.cli.common import WorkspaceOption, workspace_at, write_lines
from langnghe.numbers import number

app = typer.Typer(help="Nhật ký: ai làm gì, lúc nào; không ghi nội dung.", no_args_is_help=True)


@app.command("verify")
def verify(workspace: WorkspaceOption = None) -> None:
    """Kiểm chuỗi nhật ký. Mỗi dòng mang mã băm của dòng trước; sửa, bỏ hay chèn một dòng là thấy."""
    from langnghe.audit import AuditLog

    log = AuditLog.of(workspace_at(workspace).root)
    count, wrong = log.verify()
    for line in wrong:
        print(f"HỎNG {line}")
    print(
        f"{number(count)} dòng nhật ký, "
        + (f"{number(len(wrong))} chỗ hỏng" if wrong else "chuỗi nguyên vẹn")
    )
    if wrong:
        raise typer.Exit(1)
    if (anchor := log.anchor()).lines:
        print(f"Hết hạn lưu, đã cắt: {anchor.told()}")


@app.command("list")
def listed(
    workspace: WorkspaceOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Bao nhiêu dòng mới nhất.")] = 50,
) -> None:
    """In những việc mới nhất, mới trước. Mỗi dòng một JSON."""
    from langnghe.audit import AuditLog

    write_lines(AuditLog.of(workspace_at(workspace).root).newest(limit))
