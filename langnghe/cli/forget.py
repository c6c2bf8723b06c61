"""`langnghe forget` and `langnghe held`: what we keep of somebody, and taking it away when asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from langnghe.cli.common import WorkspaceOption, now, say, workspace_at
from langnghe.numbers import number

if TYPE_CHECKING:
    from flows.forget import Asked

AuthorOption = Annotated[
    str, typer.Option("--author", help="Tên hiển thị, mã trên nền tảng, hay số điện thoại đã gọi.")
]
SourceOption = Annotated[str, typer.Option("--source", help="Chỉ nguồn này; trống là mọi nguồn.")]
UrlOption = Annotated[str, typer.Option("--url", help="Địa chỉ bài.")]
PersonOption = Annotated[str, typer.Option("--person", help="Họ tên đứng trong chữ.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command()(forget)
    app.command()(held)


def forget(
    author: AuthorOption = "",
    source: SourceOption = "",
    url: UrlOption = "",
    person: PersonOption = "",
    confirm: Annotated[
        list[str] | None,
        typer.Option("--confirm", help="Với --person: mã câu đúng là người ấy; ghi nhiều lần."),
    ] = None,
    request: Annotated[str, typer.Option("--request", help="Số yêu cầu trong sổ.")] = "",
    role: Annotated[str, typer.Option("--role", help="Vai trò người làm.")] = "admin",
    yes: Annotated[
        bool, typer.Option("--yes", help="Làm thật; không có thì chỉ xem trước.")
    ] = False,
    drop_backups: Annotated[
        bool,
        typer.Option("--drop-backups", help="Sao lưu lại rồi xoá các bản sao lưu cũ còn chữ."),
    ] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Xoá theo yêu cầu, ở mọi nơi. Không có --yes thì chỉ liệt kê sẽ xoá gì, ở đâu."""
    from flows import forget as work
    from flows.forget_paper import beyond, told
    from langnghe.cases.rights import role_of
    from langnghe.cli.backup import passphrase_of

    place, asked = workspace_at(workspace), _asked(author, source, url, person)
    if not yes:
        done = work.look(place, asked, now(), confirmed=confirm or ())
        if person:
            for line in work.shown(done.meant.held):
                print(f"  {line}")
            for ident in sorted(done.meant.talk.get("inquiry", ())):
                print(f"  {ident} · câu hỏi tới công đoàn")
            for line in work.shown(done.meant.press):
                print(f"  BÁO, không xoá: {line}")
        print("Sẽ xoá:")
        for line in told(done):
            print(f"  {line}")
        print("Chưa xoá gì. Chạy lại với --yes để làm thật; không lấy lại được.")
        return
    words = passphrase_of(None, place) if drop_backups else ""
    if drop_backups:
        work.droppable(place, words)
    done = work.forget(
        place,
        asked,
        now(),
        role=role_of(role),
        confirmed=confirm or (),
        request=request,
        progress=say,
    )
    if drop_backups and done.archives:
        made = work.drop_archives(place, done, passphrase=words, progress=say)
        print(f"Đã sao lưu lại: {made.name}")
    print("Đã xoá:")
    for line in told(done):
        print(f"  {line}")
    print("Ngoài tầm của chương trình:")
    for line in beyond(done):
        print(f"  {line}")
    print(f"Giấy xác nhận: {done.certificate}")


def held(
    author: AuthorOption = "",
    source: SourceOption = "",
    url: UrlOption = "",
    person: PersonOption = "",
    out: Annotated[
        Path | None, typer.Option("--out", help="Thư mục ghi ra (mặc định output/yeu-cau).")
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Xuất mọi thứ đang giữ của một người: tệp JSON và trang đọc được. Chỉ chủ máy đọc được hai tệp ấy."""
    from flows.forget import meant_by
    from flows.forget_paper import FOLDER, held_papers

    place, asked = workspace_at(workspace), _asked(author, source, url, person)
    meant = meant_by(place, asked)
    paths = held_papers(place, asked, meant, out or place.output / FOLDER, now())
    talks = sum(map(len, meant.talk.values()))
    print(
        f"Đang giữ {number(len(meant.held))} lời, {number(talks)} câu hỏi; "
        f"{number(len(meant.press))} bài báo có nêu tên."
    )
    for path in paths:
        print(path)


def _asked(author: str, source: str, url: str, person: str) -> Asked:
    from flows.forget import Asked

    return Asked(
        author=author.strip(), source=source.strip(), url=url.strip(), person=person.strip()
    )
