"""`langnghe backup` and `langnghe restore`: the office in one file, and an office out of it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from langnghe.cli.common import WorkspaceOption, say, workspace_at
from langnghe.numbers import number

if TYPE_CHECKING:
    from langnghe.config import Workspace

PassphraseOption = Annotated[
    str | None,
    typer.Option(
        "--passphrase-from",
        metavar="TỆP",
        help="Tệp có câu mật khẩu ở dòng đầu; - là đọc từ đầu vào. Không ghi câu ấy vào dòng lệnh.",
    ),
]
_SHORT = 12  # letters: whoever finds the file can try as long as he likes


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command()(backup)
    app.command()(restore)


def backup(
    workspace: WorkspaceOption = None,
    to: Annotated[
        Path | None,
        typer.Option("--to", help="Ghi vào thư mục này thay cho thư mục của serve.toml."),
    ] = None,
    passphrase_from: PassphraseOption = None,
) -> None:
    """Sao lưu mọi thứ cơ quan không làm lại được vào một tệp. Chạy được cả khi đang có việc khác."""
    from flows.backup import back_up
    from langnghe.records import HANOI

    place = workspace_at(workspace)
    made = back_up(place, to=to, passphrase=passphrase_of(passphrase_from, place), progress=say)
    print(
        f"Đã sao lưu {number(made.files)} tệp ({number(made.bytes / 1e6)} MB, {number(made.seconds)} "
        f"giây), đã đọc lại và đúng: {made.path}"
    )
    print(f"Mã của bản này (chép ra chỗ khác để đối chiếu): {made.sha256}")
    if made.snapshot_at:
        print(
            f"Kho dữ liệu lấy từ bản chụp lúc {made.snapshot_at.astimezone(HANOI):%H:%M %d/%m/%Y}."
        )
    for path in made.removed:
        print(f"Đã xoá bản cũ {path.name}")
    if made.left_out:
        listed = ", ".join(made.left_out[:6]) + (" …" if len(made.left_out) > 6 else "")
        say(
            f"CHÚ Ý: chưa có câu mật khẩu nên {len(made.left_out)} tệp bí mật KHÔNG nằm trong bản này: "
            f'{listed}. Thêm dòng SAO_LUU = "…" vào secrets.toml, chép câu ấy ra giấy, rồi sao lưu lại.'
        )


def restore(
    archive: Annotated[Path, typer.Argument(help="Bản sao lưu.")],
    workspace: Annotated[
        Path, typer.Option("--workspace", "-w", help="Thư mục mới; phải chưa có hoặc còn trống.")
    ],
    passphrase_from: PassphraseOption = None,
    no_secrets: Annotated[
        bool,
        typer.Option("--no-secrets", help="Bỏ phần kín: khoá, mật khẩu, tài khoản, hộp gửi."),
    ] = False,
    ledger: Annotated[
        Path | None,
        typer.Option("--ledger", help="Sổ đã xoá mới nhất (mặc định: tệp cạnh bản sao lưu)."),
    ] = None,
    without_ledger: Annotated[
        bool,
        typer.Option(
            "--without-ledger", help="Không có sổ đã xoá: chắc chắn chưa từng xoá cho ai."
        ),
    ] = False,
) -> None:
    """Khôi phục cơ quan từ một bản sao lưu vào thư mục mới. Đối chiếu từng tệp, từng bảng; sai thì không để lại gì."""
    from flows.restore import restore as bring_back
    from langnghe.records import HANOI

    words = "" if no_secrets else passphrase_of(passphrase_from, None)
    done = bring_back(
        archive,
        workspace,
        passphrase=words,
        secrets=not no_secrets,
        ledger=ledger,
        without_ledger=without_ledger,
        progress=say,
    )
    posts = number(done.counts.get("raw.post", 0))
    print(
        f"Đã khôi phục {number(done.files)} tệp, {posts} bản ghi bài, mọi bảng đủ dòng, {len(done.checks)} "
        f"kiểm tra như lúc {done.made_at.astimezone(HANOI):%H:%M %d/%m/%Y} ({number(done.seconds)} giây): "
        f"{done.root}"
    )
    if done.loaded:
        print(f"Đã nạp thêm {number(done.loaded)} tệp landing mà kho lúc ấy chưa nạp.")
    if done.expired:
        print(f"{number(done.expired)} bài đã hết hạn lưu được xoá chữ.")
    if done.forgotten:
        print(f"{number(done.forgotten)} lời đã xoá theo yêu cầu sau bản này được xoá lại.")
    if done.unsure:
        print(
            f"{number(done.unsure)} tin đang chờ lúc sao lưu có thể đã gửi rồi: xem hộp gửi, tự quyết định."
        )
    if done.missing:
        say(
            f"CHÚ Ý: {len(done.missing)} tệp bí mật không có, phải đặt lại: {', '.join(done.missing[:8])}"
        )
    print("Bước tiếp: `langnghe doctor`, rồi `langnghe serve`.")


def passphrase_of(given: str | None, place: Workspace | None) -> str:
    """Return the passphrase of a file, of stdin, of the environment or of secrets.toml; "" if none."""
    from langnghe.errors import BackupError, ConfigError
    from langnghe.notify.secret import PREFIX, read_secrets

    if given is not None:
        words = _first_line(given)
        if len(words) < _SHORT:
            raise BackupError(
                f"{given}: câu mật khẩu phải dài từ {_SHORT} ký tự; nên là bốn, năm từ không liên quan"
            )
        return words
    if place is None:
        words = os.environ.get(f"{PREFIX}SAO_LUU", "")
        if not words and sys.stdin.isatty():
            words = str(typer.prompt("Câu mật khẩu (Enter nếu không có)", "", hide_input=True))
        return words
    from flows.schedule import read_schedule

    name = read_schedule(place).backup.passphrase
    secrets = read_secrets(place.root)  # one that others may read is refused here
    try:
        words = secrets.get(name)
    except ConfigError:
        return ""
    if words and len(words) < _SHORT:
        raise BackupError(f"mật khẩu {name}: phải dài từ {_SHORT} ký tự; sửa trong secrets.toml")
    return words


def _first_line(given: str) -> str:
    from langnghe.cli.common import read_bytes
    from langnghe.errors import BackupError

    try:
        text = read_bytes(Path(given)).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BackupError(f"{given}: câu mật khẩu phải là chữ UTF-8") from error
    return text.splitlines()[0].strip() if text.strip() else ""
