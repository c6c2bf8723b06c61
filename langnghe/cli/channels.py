"""`langnghe channels …`: the union's own pages, official account and website."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

import typer

from langnghe.cli.common import WorkspaceOption, now, say, workspace_at
from langnghe.numbers import number

app = typer.Typer(
    help="Kênh của ta: đo bài ở mốc 1, 7, 30 ngày; đọc hộp thư; nhận webhook.", no_args_is_help=True
)

JsonOption = Annotated[bool, typer.Option("--json", help="In JSONL thay cho bảng.")]


@app.command()
def look(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Mã nguồn; trống là mọi kênh của ta.")
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Đo bài đến mốc, đọc hộp thư, chuyển tin nhắn thành câu hỏi. Kênh này lỗi không dừng kênh khác."""
    from flows.channels import look_after

    done = look_after(workspace_at(workspace), ids or None, progress=say)
    taken = done.taken
    opened, replied = (taken.count("opened"), taken.count("replied")) if taken else (0, 0)
    print(
        f"Đo {number(done.total('measured'))} mốc, {number(done.total('removed'))} bài đã gỡ, "
        f"nhận ra {number(done.described)} bài của ta; {number(done.total('sent'))} tin nhắn, "
        f"{number(opened)} câu hỏi mới, {number(replied)} lần trả lời."
    )
    for part, until in done.waiting.items():
        print(f"CHỜ {part}: nền tảng cho hỏi lại sau {_moment(until)}")
    for part, reason in {**done.partial, **done.failed}.items():
        print(f"{'KHÔNG THU ĐƯỢC' if part in done.failed else 'THU CHƯA ĐỦ'} {part}: {reason}")
    if done.failed:
        raise typer.Exit(1)


@app.command()
def posts(
    workspace: WorkspaceOption = None,
    days: Annotated[int, typer.Option("--days", min=1, help="Số ngày gần đây.")] = 30,
    source: Annotated[str | None, typer.Option("--source", help="Chỉ một kênh.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Liệt kê bài của ta với số liệu ở từng mốc. Bài đã sửa, đã gỡ vẫn còn; dấu – là chưa đo hoặc nền tảng không cho."""
    from warehouse import open_store
    from warehouse.channels import own_posts

    with open_store(workspace_at(workspace).warehouse) as store:
        rows = own_posts(store, now=now(), days=days, source=source)
    for row in rows:
        print(json.dumps(row, ensure_ascii=False, default=str) if as_json else _line(row))
    if not rows:
        say(f"Chưa có bài nào của ta trong {days} ngày; khai own = true trong sources.toml")


def _line(row: dict[str, Any]) -> str:
    from warehouse.channels import FORMAT_VI

    marks = [
        word
        for word, on in (
            ("chia sẻ lại", row["shared"]),
            ("đã sửa", row["edited"]),
            ("đã gỡ", row["gone"]),
        )
        if on
    ]
    title = " ".join(str(row["title"] or row["body"]).split())[:80]
    figures = "; ".join(
        f"{mark} ngày: {_figure(row, 'reactions', mark)} cảm xúc, {_figure(row, 'comments', mark)} bình luận, "
        f"{_figure(row, 'shares', mark)} chia sẻ, {_figure(row, 'views', mark)} xem"
        for mark in (1, 7, 30)
        if any(
            row[f"{name}_{mark}d"] is not None
            for name in ("reactions", "comments", "shares", "views")
        )
    )
    kind = ", ".join([FORMAT_VI.get(row["format"], row["format"]), *marks])
    return f"{row['day']:%d/%m} {row['source_name']} · {title} ({kind})\n    {figures or 'chưa có mốc nào được đo'}"


def _figure(row: dict[str, Any], name: str, mark: int) -> str:
    value = row[f"{name}_{mark}d"]
    return "–" if value is None else number(int(value))


def _moment(at: datetime) -> str:
    from langnghe.records import HANOI

    return f"{at.astimezone(HANOI):%H:%M %d/%m}"


@app.command()
def expire(workspace: WorkspaceOption = None) -> None:
    """Như `langnghe retention`; lời YouTube giữ 30 ngày không thấy lại."""
    from flows.retention import expire as take_away

    done = take_away(workspace_at(workspace), now())
    for line in done.lines() or ["Không có gì hết hạn lưu."]:
        print(line)


@app.command()
def webhook(
    workspace: WorkspaceOption = None,
    port: Annotated[
        int, typer.Option("--port", min=1, max=65535, help="Cổng trên máy này.")
    ] = 8790,
) -> None:
    """Nhận webhook của Facebook và Zalo trên 127.0.0.1. Đặt sau máy chủ trung gian có HTTPS; xem docs/channels.md."""
    from flows.channels_hook import serve

    serve(workspace_at(workspace), port, say)
