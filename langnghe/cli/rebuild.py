"""`langnghe rebuild`: the warehouse anew from landing, when its file is damaged."""

from __future__ import annotations

import typer

from langnghe.cli.common import ProfileOption, WorkspaceOption, say, workspace_at
from langnghe.numbers import number


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(rebuild)


def rebuild(workspace: WorkspaceOption = None, profile: ProfileOption = None) -> None:
    """Dựng lại kho dữ liệu từ các tệp landing khi tệp kho hỏng. Tệp cũ được giữ, đổi tên bên cạnh tệp mới."""
    from flows.rebuild import rebuild as build

    made = build(workspace_at(workspace), profile=profile, progress=say)
    print(
        f"Đã dựng lại kho từ {number(made.files)} tệp landing: {number(made.counts['raw.post'])} bản ghi "
        f"bài, {number(made.counts['raw.annotation'])} nhãn, {number(made.counts['raw.event'])} sự kiện, "
        f"{number(made.quarantined)} dòng cách ly ({number(made.seconds)} giây)"
    )
    for line in made.told:
        print(f"Chú ý: {line}")
    for name, rows in made.checks.items():
        print(f"Chú ý: kiểm tra {name} không đạt ({number(rows)} dòng)")
    if made.kept:
        print(f"Tệp cũ: {made.kept} (tự xoá sau bảy ngày)")
