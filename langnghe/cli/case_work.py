"""`langnghe case …`, the work: propose, approve, return, act, inform, press, close."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from langnghe.cli.alerts import JsonOption, RoleOption
from langnghe.cli.case import IdArgument, app, on
from langnghe.cli.common import WorkspaceOption, now

__all__ = ["app"]

TextArgument = Annotated[str, typer.Argument(help="Nội dung.")]


@app.command("propose")
def propose(
    case: IdArgument,
    role: RoleOption,
    text: Annotated[str, typer.Option("--text", help="Phương án phản hồi.")] = "",
    file: Annotated[Path | None, typer.Option("--file", help="Hoặc tệp chữ UTF-8.")] = None,
    grounds: Annotated[str, typer.Option("--grounds", help="Căn cứ.")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Đề xuất phương án phản hồi để duyệt."""
    from langnghe.cases import case_orders
    from langnghe.cli.common import read_bytes

    said = read_bytes(file).decode("utf-8-sig", "replace") if file else text
    on(
        workspace, case, role, as_json, "đề xuất phương án",
        lambda found, who: case_orders.propose(found, who, said, now(), grounds=grounds),
    )  # fmt: skip


@app.command("approve")
def approve(
    case: IdArgument,
    role: RoleOption,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Duyệt phương án. Không ai duyệt phương án của mình."""
    from langnghe.cases import case_orders

    on(
        workspace, case, role, as_json, "duyệt phương án",
        lambda found, who: case_orders.approve(found, who, now()),
    )  # fmt: skip


@app.command("return")
def send_back(
    case: IdArgument,
    role: RoleOption,
    reason: Annotated[str, typer.Option("--reason", help="Lý do trả lại.")],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Trả lại phương án, có lý do."""
    from langnghe.cases import case_orders

    on(
        workspace, case, role, as_json, "trả lại phương án",
        lambda found, who: case_orders.send_back(found, who, reason, now()),
    )  # fmt: skip


@app.command("act")
def act(
    case: IdArgument,
    text: TextArgument,
    role: RoleOption,
    positive: Annotated[
        int, typer.Option("--positive", help="Số bài tích cực đã đăng trong việc này.")
    ] = 0,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ghi việc đã làm."""
    from langnghe.cases import case_orders

    on(
        workspace, case, role, as_json, "ghi việc đã làm",
        lambda found, who: case_orders.act(found, who, text, now(), positive=positive),
    )  # fmt: skip


@app.command("inform")
def inform(
    case: IdArgument,
    text: TextArgument,
    role: RoleOption,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ghi đã thông tin nội bộ thế nào."""
    from langnghe.cases import case_orders

    on(
        workspace, case, role, as_json, "ghi thông tin nội bộ",
        lambda found, who: case_orders.inform(found, who, text, now()),
    )  # fmt: skip


@app.command("press")
def press(
    case: IdArgument,
    text: TextArgument,
    role: RoleOption,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ghi đã làm gì với báo chí."""
    from langnghe.cases import case_orders

    on(
        workspace, case, role, as_json, "ghi việc với báo chí",
        lambda found, who: case_orders.press(found, who, text, now()),
    )  # fmt: skip


@app.command("close")
def close(
    case: IdArgument,
    role: RoleOption,
    outcome: Annotated[str, typer.Option("--outcome", help="Kết quả.")],
    lesson: Annotated[str, typer.Option("--lesson", help="Bài học.")],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Đóng hồ sơ với kết quả và bài học."""
    from langnghe.cases import case_orders

    on(
        workspace, case, role, as_json, "đóng hồ sơ",
        lambda found, who: case_orders.close_case(found, who, outcome, lesson, now()),
    )  # fmt: skip
