"""`langnghe desk`: the web desk, until it is stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from langnghe.cli.common import WorkspaceOption, now, say, workspace_at

if TYPE_CHECKING:
    from langnghe.config import Workspace


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(desk)


def desk(
    workspace: WorkspaceOption = None,
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, help="Cổng; 0 là cổng còn trống.")
    ] = None,
    host: Annotated[
        str | None, typer.Option("--host", help="Địa chỉ máy này nghe (mặc định chỉ máy này).")
    ] = None,
) -> None:
    """Mở bàn làm việc trên trình duyệt. Lần đầu tạo một tài khoản mỗi vai trò, in mật khẩu dùng một lần."""
    from langnghe.desk.app import serve
    from langnghe.desk.settings import read_settings

    place = workspace_at(workspace)
    given = {"port": port, "host": host}
    settings = read_settings(place.root).model_copy(
        update={name: value for name, value in given.items() if value is not None}
    )
    print_accounts(place)
    serve(place, settings, ready=lambda address: say(f"Bàn làm việc: {address} (Ctrl-C để dừng)"))


def print_accounts(place: Workspace) -> None:
    """Make an account for each role where there is none yet, and print the passwords, once."""
    from langnghe.desk.begin import first_accounts
    from langnghe.records import ROLE_VI

    made = first_accounts(place, now())
    if not made:
        return
    print("Tài khoản cho bàn làm việc (mật khẩu dùng một lần, đổi ngay ở lần đăng nhập đầu):")
    for one in made:
        print(f"  {one.login:<12} {one.password}   {ROLE_VI[one.role]}")


def print_demo_accounts(place: Workspace) -> None:
    """Make and print the demo's accounts; the sample office asks for no phone, so that all may look."""
    from langnghe.desk.settings import NAME

    settings = place.root / NAME
    if not settings.exists():
        settings.write_text(
            "# Cơ quan thật thì xoá dòng này: lãnh đạo và quản trị xác nhận thêm bằng điện thoại.\n"
            "totp = false\n",
            encoding="utf-8",
        )
    print_accounts(place)
    print(f"Bàn làm việc: langnghe desk --workspace {place.root}")
