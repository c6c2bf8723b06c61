"""`langnghe snapshot`: a read-only copy of the warehouse, for notebooks and the desk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from langnghe.cli.common import WorkspaceOption, workspace_at
from langnghe.numbers import number


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(snapshot)


def snapshot(
    workspace: WorkspaceOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Ghi ra tệp này, không thay bản của cơ quan.")
    ] = None,
) -> None:
    """Chụp kho dữ liệu thành một bản chỉ đọc. Sổ tay và bàn làm việc đọc bản này, không vướng lượt chạy nào."""
    from flows.snapshot import take
    from warehouse.snapshot import snapshot_of

    place = workspace_at(workspace)
    made = take(place, out=out)
    print(
        f"Đã chụp {number(made.counts['raw.post'])} bài, {number(made.counts['raw.annotation'])} nhãn "
        f"({number(made.bytes / 1e6)} MB, {number(made.seconds)} giây): {out or snapshot_of(place)}"
    )
