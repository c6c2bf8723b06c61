"""`langnghe gaps`: what people ask and our pages do not post, and what to write tomorrow."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from langnghe.cli.common import WorkspaceOption, day_of, now, workspace_at


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("gaps")(gaps)


def gaps(
    workspace: WorkspaceOption = None,
    until: Annotated[
        str | None, typer.Option("--until", help="Đến hết ngày, như 2026-06-30; trống: hôm nay.")
    ] = None,
    days: Annotated[int, typer.Option("--days", min=1, help="Bao nhiêu ngày gần nhất.")] = 28,
    unit: Annotated[
        str | None, typer.Option("--unit", help="Mã một đơn vị; trống: cả tỉnh.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="In JSON.")] = False,
) -> None:
    """Khoảng trống thông tin: điều được hỏi mà trang của ta chưa đăng."""
    from flows.gaps import as_data, as_text, needs
    from warehouse import open_store

    with open_store(workspace_at(workspace).warehouse) as store:
        found = needs(store, day_of(until), now(), days=days, units=[unit] if unit else None)
    print(json.dumps(as_data(found), ensure_ascii=False, indent=1) if as_json else as_text(found))
