"""`langnghe retention` and `langnghe privacy …`: how long data is kept; another key for pseudonyms."""

from __future__ import annotations

from typing import Annotated

import typer

from langnghe.cli.common import WorkspaceOption, now, say, workspace_at
from langnghe.numbers import number

app = typer.Typer(help="Khoá bút danh của người nói.", no_args_is_help=True)


def register(main: typer.Typer) -> None:
    """Add the verbs."""
    main.command()(retention)
    main.add_typer(app, name="privacy")


def retention(
    workspace: WorkspaceOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ đếm, không xoá.")] = False,
) -> None:
    """Xoá những gì hết hạn lưu (retention.toml, điều khoản nền tảng)."""
    from flows.retention import expire, looked

    place = workspace_at(workspace)
    if dry_run:
        for line in looked(place, now()):
            print(line)
        return
    for line in expire(place, now()).lines() or ["Không có gì hết hạn lưu."]:
        print(line)


@app.command("rotate-key")
def rotate_key(
    cut: Annotated[
        bool,
        typer.Option("--cut", help="Cắt hẳn: không ai nối được người nói trước và sau nữa."),
    ] = False,
    role: Annotated[str, typer.Option("--role", help="Vai trò người làm.")] = "admin",
    yes: Annotated[bool, typer.Option("--yes", help="Làm thật.")] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Đổi khoá bút danh và đổi mọi mã đã lưu theo khoá mới. Dừng `langnghe serve` trước."""
    from flows.rotate import rotate_key as rotate
    from langnghe.cases.rights import role_of

    place = workspace_at(workspace)
    if not yes:
        print(
            "Sẽ ghi lại landing, kho và bản chụp với mã mới"
            + (
                "; người nói trước và sau không nối được nữa."
                if cut
                else "; người cũ vẫn là một người."
            )
        )
        print("Chưa đổi gì. Chạy lại với --yes để làm thật.")
        return
    say("Đổi mã của mọi người nói …")
    done = rotate(place, now(), role=role_of(role), cut=cut)
    print(
        f"Đã đổi {number(done.people)} mã, {number(done.lines)} dòng trong {number(done.files)} tệp landing. "
        "Bản sao lưu cũ giữ mã và khoá cũ; sao lưu lại ngay: `langnghe backup`."
    )
    if done.lake:
        print(f"Kho chung: {done.lake}. Chép data/pseudonym.key mới sang các máy khác.")
