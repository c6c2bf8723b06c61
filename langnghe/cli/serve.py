"""`langnghe serve`: everything at its hour, and the desk, until it is stopped."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from langnghe.cli.common import WorkspaceOption, say, workspace_at

if TYPE_CHECKING:
    from langnghe.config import Workspace


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(serve)


def serve(
    workspace: WorkspaceOption = None,
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, help="Cổng của bàn làm việc.")
    ] = None,
    health_port: Annotated[
        int, typer.Option("--health-port", min=0, max=65535, help="Cổng của /suc-khoe và /metrics.")
    ] = 8791,
    desk: Annotated[
        bool, typer.Option("--desk/--no-desk", help="Có mở bàn làm việc không.")
    ] = True,
    print_unit: Annotated[
        bool, typer.Option("--print-unit", help="Chỉ in tệp dịch vụ systemd cho thư mục này.")
    ] = False,
    print_schedule: Annotated[
        bool,
        typer.Option("--print-schedule", help="Chỉ in lịch đang dùng, để sao thành serve.toml."),
    ] = False,
) -> None:
    """Chạy mọi việc đúng giờ và mở bàn làm việc, đến khi dừng. Lịch ở serve.toml; mất điện xong tự chạy bù một lần."""
    place = workspace_at(workspace)
    if print_unit:
        print(unit(place), end="")
        return
    if print_schedule:
        from flows.schedule import schedule_file

        print(schedule_file(place).read_text(encoding="utf-8"), end="")
        return
    from flows.serve import serve as run

    command = _desk_command(place, port) if desk else None
    run(place, health_port=health_port, desk=command, say=say)


def _desk_command(place: Workspace, port: int | None) -> list[str] | None:
    """Return the command of the web desk in a process of its own, None where it is not installed."""
    if find_spec("langnghe.desk") is None:
        say("Chưa có bàn làm việc trong bản cài này; chạy phần còn lại.")
        return None
    return [
        sys.executable, "-c", "from langnghe.cli.app import main; main()",
        "desk", "--workspace", str(place.root.resolve()),
        *([] if port is None else ["--port", str(port)]),
    ]  # fmt: skip


def unit(place: Workspace) -> str:
    """Return the systemd unit that keeps serve running in a workspace."""
    from importlib.resources import files

    text = files("langnghe.defaults").joinpath("langnghe.service").read_text(encoding="utf-8")
    program = Path(sys.executable).with_name("langnghe")
    return text.replace("{langnghe}", str(program)).replace(
        "{workspace}", str(place.root.resolve())
    )
