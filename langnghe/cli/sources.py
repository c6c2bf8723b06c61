"""`langnghe sources …`: what we read and how it is doing."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from langnghe.cli.common import WorkspaceOption, now, number, workspace_at

app = typer.Typer(help="Danh bạ nguồn: liệt kê, kiểm tra, tình trạng.", no_args_is_help=True)

JsonOption = Annotated[bool, typer.Option("--json", help="In JSONL thay cho bảng.")]


@app.command("list")
def list_sources(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Liệt kê nguồn trong sources.toml."""
    for source in workspace_at(workspace).sources():
        if as_json:
            print(source.model_dump_json())
            continue
        marks = "" if source.enabled else " [tắt]"
        checked = "đã kiểm" if source.verified else "chưa kiểm"
        lists = len(source.feeds) + len(source.sections) + len(source.sitemaps)
        print(
            f"{source.id:<22} {source.name} · {source.type} · {source.place} · tin cậy {source.reliability}"
            f" · ưu tiên {source.priority} · {lists} địa chỉ · {checked}{marks}"
        )


@app.command()
def check(workspace: WorkspaceOption = None) -> None:
    """Kiểm tra sources.toml. Báo mục sai, họ trang lạ, nguồn không có địa chỉ nào."""
    from crawlers.sites import FAMILIES
    from langnghe.errors import ConfigError

    place = workspace_at(workspace)
    problems = []
    found = place.sources()
    for source in found:
        if source.family not in FAMILIES:
            known = ", ".join(sorted(FAMILIES))
            problems.append(
                f"nguồn {source.id}: họ trang {source.family!r} lạ; dùng một trong: {known}"
            )
        if source.enabled and not (source.feeds or source.sections or source.sitemaps):
            problems.append(
                f"nguồn {source.id}: chưa có feeds, sections hay sitemaps; thêm hoặc đặt enabled = false"
            )
    if problems:
        raise ConfigError("\n".join(f"{place.root / 'sources.toml'}: {p}" for p in problems))
    on = sum(source.enabled for source in found)
    print(
        f"Ổn: {len(found)} nguồn, {on} đang bật, {sum(s.verified for s in found)} đã kiểm trên trang thật."
    )


@app.command()
def health(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Xem tình trạng từng nguồn. Lần thu được gần nhất, số tin so với thường ngày, báo động bố cục."""
    from warehouse import open_store
    from warehouse.health import health as health_rows

    with open_store(workspace_at(workspace).warehouse) as store:
        rows = health_rows(store, now=now())
    for row in rows:
        if as_json:
            print(json.dumps(row, ensure_ascii=False, default=str))
            continue
        expected = "?" if row["expected"] is None else number(float(row["expected"]))
        lag = (
            "chưa lần nào"
            if row["lag_hours"] is None
            else f"{number(float(row['lag_hours']))} giờ trước"
        )
        alarm = " · BÁO ĐỘNG BỐ CỤC" if row["layout_alarm"] else ""
        reason = (
            f" · {row['last_reason']}"
            if row["last_reason"] and row["state"] not in ("tốt", "0 tin")
            else ""
        )
        print(
            f"{row['source']:<22} {row['state']:<14} {row['items_24h']} tin/24 giờ (thường {expected}) · {lag}{alarm}{reason}"
        )
