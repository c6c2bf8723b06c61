"""`langnghe fleet …`: several machines that crawl and label together, and replicas for readers."""

from __future__ import annotations

import os
import socket
from typing import Annotated

import typer

from langnghe.cli.common import ProfileOption, WorkspaceOption, say, workspace_at
from langnghe.errors import LangngheError
from langnghe.numbers import number

app = typer.Typer(
    help="Nhiều máy cùng làm trên một kho chung. Một máy văn phòng không cần.",
    no_args_is_help=True,
)


@app.command("init")
def init(workspace: WorkspaceOption = None) -> None:
    """Tạo tệp fleet.toml mẫu để điền: kho chung ở đâu, máy chủ Prefect ở đâu."""
    from flows.fleet_settings import write_sample

    print(
        f"Đã tạo {write_sample(workspace_at(workspace))}; sửa cho đúng nơi rồi chạy `langnghe fleet up`."
    )


@app.command("up")
def up(
    workspace: WorkspaceOption = None,
    workers: Annotated[
        int, typer.Option("--workers", min=0, help="Số thợ chạy luôn ở máy này.")
    ] = 0,
) -> None:
    """Chạy máy chủ Prefect và tạo kho chung, đến khi dừng. Chỉ ở máy đầu mối."""
    from flows.fleet_up import serve_fleet

    serve_fleet(workspace_at(workspace), workers=workers, say=say)


@app.command("worker")
def worker(
    workspace: WorkspaceOption = None,
    name: Annotated[
        str,
        typer.Option(
            "--name", help="Tên thợ, mỗi thợ một tên (mặc định: tên máy và số tiến trình)."
        ),
    ] = "",
) -> None:
    """Chạy một thợ: nhận việc thu tin, gán nhãn, mỗi lần một việc, đến khi dừng. Mỗi nhân máy một thợ."""
    place = workspace_at(workspace)
    from flows.fleet_up import enter

    settings = enter(place)
    from flows.fleet_prefect import main

    main([settings.prefect.pool, name or f"{socket.gethostname()}-{os.getpid()}"])


@app.command("run")
def run(
    workspace: WorkspaceOption = None,
    ids: Annotated[list[str] | None, typer.Argument(help="Nguồn; bỏ trống là mọi nguồn.")] = None,
    only_due: Annotated[bool, typer.Option("--due", help="Chỉ hỏi địa chỉ đến hạn.")] = False,
    round_name: Annotated[
        str, typer.Option("--round", help="Làm tiếp vòng này (vòng trước bị ngắt).")
    ] = "",
    profile: ProfileOption = None,
) -> None:
    """Một vòng: các thợ thu tin và gán nhãn, máy này gom tin. Xong thì kho ở đây có mọi thứ, như `langnghe run`."""
    place = workspace_at(workspace)
    from flows.fleet_up import enter

    enter(place)
    from flows.fleet import run_round

    done = run_round(
        place, ids=ids or None, name=round_name, profile=profile, only_due=only_due, progress=say
    )
    print(
        f"Vòng {done.name}: {number(done.crawled)} phần thu tin, {number(done.labelled)} mẻ gán nhãn, "
        f"{number(done.files)} tệp mới, {number(done.stories)} tin mới."
    )
    if done.failed:
        raise LangngheError(
            f"KHÔNG LÀM ĐƯỢC {number(len(done.failed))} việc: {', '.join(done.failed)}; xem màn hình của thợ, "
            f"rồi chạy lại `langnghe fleet run --round {done.name}`"
        )


@app.command("pull")
def pull(
    workspace: WorkspaceOption = None,
    ids: Annotated[list[str] | None, typer.Argument(help="Nguồn; bỏ trống là mọi nguồn.")] = None,
) -> None:
    """Cập nhật kho ở đây theo kho chung: tin, nhãn, mã tin. Đọc, điểm báo, báo cáo, bàn làm việc như thường."""
    place = workspace_at(workspace)
    from flows.fleet import fetch

    files, rows = fetch(place, ids or None)
    print(f"Đã nạp {number(files)} tệp và {number(rows)} nhãn từ kho chung.")


@app.command("push")
def push(workspace: WorkspaceOption = None) -> None:
    """Đưa tệp landing của cơ quan lên kho chung. Tệp nhập tay, tệp của bàn làm việc; tệp đã có thì thôi."""
    place = workspace_at(workspace)
    from flows.fleet import give

    print(f"Đã đưa {number(give(place))} tệp lên kho chung.")


@app.command("tidy")
def tidy(
    workspace: WorkspaceOption = None,
    days: Annotated[int, typer.Option("--days", min=1, help="Giữ lịch sử kho chung mấy ngày.")] = 7,
) -> None:
    """Dọn kho chung: gộp tệp nhỏ, bỏ lịch sử cũ, xoá tệp mồ côi của lượt ghi dở. Mỗi đêm một lần."""
    place = workspace_at(workspace)
    from flows.fleet import tidy as clean

    before, after = clean(place, days=days)
    print(f"Kho chung: {number(before)} tệp dữ liệu còn {number(after)}.")
