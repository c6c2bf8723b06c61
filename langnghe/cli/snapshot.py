"""`langnghe snapshot`: a read-only copy of the warehouse, for notebooks and the desk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from langnghe.cli.common import WorkspaceOption, say, workspace_at
from langnghe.errors import LangngheError
from langnghe.numbers import number


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(snapshot)


def snapshot(
    workspace: WorkspaceOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Ghi ra tệp này, không thay bản của cơ quan.")
    ] = None,
    if_changed: Annotated[
        bool, typer.Option("--if-changed", help="Chỉ khi kho có gì mới từ bản trước.")
    ] = False,
) -> None:
    """Chụp kho dữ liệu thành một bản chỉ đọc. Sổ tay và bàn làm việc đọc bản này, không vướng lượt chạy nào."""
    from flows.snapshot import refresh, take
    from warehouse.snapshot import snapshot_of

    place = workspace_at(workspace)
    if if_changed:
        if out is not None:
            raise typer.BadParameter("--if-changed là của bản của cơ quan; bỏ --out")
        if failed := refresh(place, progress=say):
            raise LangngheError("\n".join(failed))
        return
    made = take(place, out=out)
    print(
        f"Đã chụp {number(made.counts['raw.post'])} bài, {number(made.counts['raw.annotation'])} nhãn "
        f"({number(made.bytes / 1e6)} MB, {number(made.seconds)} giây): {out or snapshot_of(place)}"
    )
