"""`langnghe quarantine …`: lines that could not be used, and what becomes of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from langnghe.cli.common import WorkspaceOption, now, read_bytes, workspace_at
from langnghe.numbers import number

app = typer.Typer(
    help="Dòng hỏng đã cách ly: xem, nạp lại khi đã chữa, sửa hoặc bỏ.", no_args_is_help=True
)
NameArgument = Annotated[
    str, typer.Argument(help="TỆP:DÒNG, như `langnghe quarantine list` in ra.")
]
RoleOption = Annotated[str, typer.Option("--as", help="Vai của người quyết định.")]


@app.command("list")
def listed(
    workspace: WorkspaceOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Cả những dòng đã quyết định.")] = False,
) -> None:
    """In các dòng đang cách ly và vì sao, cuối cùng là tổng theo lý do."""
    from flows.quarantine import SETTLED_VI
    from flows.quarantine import listed as found

    rows = found(workspace_at(workspace), everything=everything)
    for one in rows:
        settled = f" [{SETTLED_VI[one.settled]}]" if one.settled else ""
        print(f"{one.name}\t{one.reason}{settled}")
    reasons = Counter(one.reason.split(":", 1)[0] for one in rows)
    told = "; ".join(f"{reason}: {number(count)}" for reason, count in reasons.most_common())
    print(f"{number(len(rows))} dòng" + (f" ({told})" if told else " cách ly chờ quyết định"))


@app.command("show")
def show(name: NameArgument, workspace: WorkspaceOption = None) -> None:
    """In nguyên văn một dòng cách ly (tối đa 10.000 ký tự). Dòng hỏng có thể chứa thông tin riêng."""
    from flows.quarantine import found
    from langnghe.audit import AuditLog, act

    place = workspace_at(workspace)
    one = found(place, name)
    AuditLog.of(place.root).add(act("cli", "", "xem dòng cách ly", name))
    print(f"{one.name}: {one.reason}")
    print(one.content)


@app.command("replay")
def replay(
    name: Annotated[
        str | None, typer.Argument(help="TỆP:DÒNG; bỏ trống là mọi dòng đang chờ.")
    ] = None,
    workspace: WorkspaceOption = None,
    fixed: Annotated[
        Path | None, typer.Option("--with", help="Tệp có dòng JSON đã sửa; - là đầu vào.")
    ] = None,
    role: RoleOption = "admin",
) -> None:
    """Nạp lại dòng cách ly từ tệp landing, hoặc nạp dòng đã sửa. Mỗi dòng hoặc vào kho, hoặc vẫn cách ly."""
    from flows.quarantine import correct, replay_all

    place = workspace_at(workspace)
    if fixed is not None:
        if name is None:
            raise typer.BadParameter("--with cần TỆP:DÒNG của dòng được sửa")
        text = read_bytes(fixed).decode("utf-8-sig", "replace").strip()
        correct(place, name, text, role, now())
        print(f"Đã nạp dòng sửa của {name}")
        return
    done = replay_all(place, name)
    print(f"{number(done.mended)} dòng đã vào kho, {number(len(done.still))} dòng vẫn cách ly")
    for one in done.still:
        print(f"  {one.name}: {one.reason}")


@app.command("drop")
def drop(
    name: NameArgument,
    reason: Annotated[str, typer.Option("--reason", help="Vì sao bỏ.")],
    workspace: WorkspaceOption = None,
    role: RoleOption = "admin",
) -> None:
    """Ghi rằng một dòng cách ly không dùng được, và vì sao. Dòng vẫn nằm trong landing và vẫn được đếm."""
    from flows.quarantine import drop as settle

    settle(workspace_at(workspace), name, reason, role, now())
    print(f"Đã ghi: bỏ {name}")
