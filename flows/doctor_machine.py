"""What of the machine itself can be in the way: clock, zone, disk, memory, rights, ports, fonts.

Each finding says what to do. A check takes what it measures as an argument with the machine's own value
as the default, so that every fault can be planted.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tomllib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from flows.serve_lock import holder
from flows.serve_state import serve_lock
from langnghe.config import Workspace
from langnghe.numbers import number
from langnghe.records import HANOI

LITTLE_DISK = 5_000_000_000
NO_DISK = 500_000_000  # a day's run would not end
LITTLE_MEMORY, NEEDED_MEMORY = 2_000_000_000, 800_000_000  # free: of a day's run, of serve alone
SMALL_MACHINE = 3_500_000_000
DESK_PORT, HEALTH_PORT = 8710, 8791
PRIVATE = ("secrets.toml", ".env", "data/pseudonym.key", "data/contacts.key", "data/waiting.key",
           "data/desk/accounts.sqlite")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the examination."""

    level: Literal["ok", "warning", "error"]
    name: str
    detail: str

    @property
    def mark(self) -> str:
        """Return the sign before the line."""
        return {"ok": "✓", "warning": "!", "error": "✗"}[self.level]


def disk(workspace: Workspace, *, free: int | None = None) -> Iterator[Finding]:
    """Tell what room is left where the office lies."""
    place = workspace.root.resolve()
    while not place.exists():
        place = place.parent
    have = shutil.disk_usage(place).free if free is None else free
    said = f"còn {number(have / 1e9)} GB ở {place}"
    if have > LITTLE_DISK:
        yield Finding(level="ok", name="Đĩa", detail=said)
        return
    remedy = f"{said}; dọn bớt, hoặc chuyển thư mục làm việc sang ổ khác bằng `langnghe backup` và `langnghe restore`"
    yield Finding(level="warning" if have > NO_DISK else "error", name="Đĩa", detail=remedy)


def memory(
    _: Workspace, *, total: int | None = None, available: int | None = None
) -> Iterator[Finding]:
    """Tell whether a day's run has the memory it takes."""
    import psutil

    machine = psutil.virtual_memory()
    total = total or min(machine.total, _allowed() or machine.total)
    free = machine.available if available is None else available
    said = f"còn {number(free / 1e9)} trong {number(total / 1e9)} GB"
    if total < SMALL_MACHINE:
        yield Finding(
            level="warning", name="Bộ nhớ",
            detail=f"{said}; máy nên có 8 GB: đặt --profile fast cho lượt chạy, đừng mở sổ tay cùng lúc",
        )  # fmt: skip
    elif free < LITTLE_MEMORY:
        yield Finding(
            level="error" if free < NEEDED_MEMORY else "warning", name="Bộ nhớ",
            detail=f"{said}; đóng bớt chương trình khác, xem cái nào chiếm nhiều bằng `ps aux --sort=-rss | head`",
        )  # fmt: skip
    else:
        yield Finding(level="ok", name="Bộ nhớ", detail=said)


def _allowed() -> int | None:
    """Return what a service or a container may take at most, None where nothing limits it."""
    try:
        return int(Path("/sys/fs/cgroup/memory.max").read_text())
    except (OSError, ValueError):
        return None


def clock(
    workspace: Workspace, *, now: datetime | None = None, written: datetime | None = None
) -> Iterator[Finding]:
    """Tell a clock that is behind the program itself, or behind what the office has written down."""
    at = now or datetime.now(UTC)
    # A reset office clock shows as a date before the program itself was written.
    made = written or datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    landed = max((p.stat().st_mtime for p in workspace.landing.glob("**/*.jsonl")), default=0.0)
    last = datetime.fromtimestamp(landed, UTC)
    remedy = "chỉnh lại giờ và bật đồng bộ: `sudo timedatectl set-ntp true`"
    if made - at > timedelta(days=1):
        detail = f"máy đang ở {at:%d/%m/%Y}, sớm hơn cả ngày cài; {remedy}"
        yield Finding(level="error", name="Đồng hồ", detail=detail)
    elif last - at > timedelta(minutes=10):
        when = last.astimezone(HANOI)
        detail = f"máy đang ở {at.astimezone(HANOI):%H:%M %d/%m/%Y}, sớm hơn tin đã thu lúc {when:%H:%M %d/%m/%Y}; {remedy}"
        yield Finding(level="error", name="Đồng hồ", detail=detail)
    else:
        yield Finding(
            level="ok", name="Đồng hồ", detail=f"{at.astimezone(HANOI):%d/%m/%Y %H:%M} giờ Hà Nội"
        )


def timezone(_: Workspace) -> Iterator[Finding]:
    """Tell a machine that shows another hour than Hà Nội; what we count by never depends on it."""
    off = datetime.now().astimezone().utcoffset() or timedelta()
    if off == HANOI.utcoffset(None):
        yield Finding(level="ok", name="Múi giờ", detail="+07, giờ Hà Nội")
        return
    zone = f"UTC{off.total_seconds() / 3600:+g}"
    yield Finding(
        level="warning", name="Múi giờ",
        detail=f"máy đặt {zone}. Lịch và ngày vẫn tính theo giờ Hà Nội, nhưng nhật ký của máy "
        "sẽ lệch; `sudo timedatectl set-timezone Asia/Ho_Chi_Minh`",
    )  # fmt: skip


def permissions(workspace: Workspace) -> Iterator[Finding]:
    """Tell folders one may not write to, and secrets that others of this machine may read."""
    root = workspace.root
    folders = [root, root / "data", workspace.landing, workspace.output, workspace.outbox,
               root / "data" / "audit", root / "data" / "run", workspace.warehouse]  # fmt: skip
    shut = [str(p) for p in folders if p.exists() and not os.access(p, os.W_OK)]
    if shut:
        yield Finding(
            level="error", name="Quyền ghi",
            detail=f"không ghi được {', '.join(shut)}; `sudo chown -R $USER {root}`, hoặc gắn lại ổ cho ghi",
        )  # fmt: skip
    seen = [str(root / p) for p in PRIVATE if (root / p).exists() and _others_read(root / p)]
    if seen:
        yield Finding(
            level="error", name="Tệp bí mật",
            detail=f"người khác trên máy đọc được {', '.join(seen)}; `chmod 600 {' '.join(seen)}`",
        )  # fmt: skip
    if not shut and not seen:
        yield Finding(
            level="ok", name="Quyền", detail="thư mục ghi được, tệp bí mật không ai khác đọc được"
        )


def _others_read(path: Path) -> bool:
    return os.name == "posix" and bool(path.stat().st_mode & 0o077)


def ports(workspace: Workspace, *, health: int = HEALTH_PORT) -> Iterator[Finding]:
    """Tell a port of ours that another program has; while serve runs they are ours."""
    if (who := holder(serve_lock(workspace))) is not None:
        yield Finding(
            level="ok", name="Cổng", detail=f"`langnghe serve` đang chạy (tiến trình {who.pid})"
        )
        return
    host, desk = _desk(workspace)
    free = True
    for name, address, port, remedy in (
        ("bàn làm việc", host, desk, "đổi port trong desk.toml"),
        ("sức khoẻ", "127.0.0.1", health, "đổi bằng `langnghe serve --health-port`"),
    ):
        if port and (why := _taken(address, port)):
            free = False
            yield Finding(
                level="warning", name="Cổng",
                detail=f"cổng {port} ({name}) {why}; dừng chương trình ấy (`ss -ltnp`), hoặc {remedy}",
            )  # fmt: skip
    if free:
        yield Finding(level="ok", name="Cổng", detail=f"{desk} và {health} còn trống")


def _desk(workspace: Workspace) -> tuple[str, int]:
    try:
        told = tomllib.loads((workspace.root / "desk.toml").read_text(encoding="utf-8-sig"))
        return str(told.get("host", "127.0.0.1")), int(told.get("port", DESK_PORT))
    except (OSError, ValueError, TypeError):  # a wrong desk.toml is told by the desk itself
        return "127.0.0.1", DESK_PORT


def _taken(host: str, port: int) -> str:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return "đã có chương trình khác dùng" if error.errno == 98 else f"không mở được ({error.strerror})"  # fmt: skip
    return ""


def fonts(_: Workspace) -> Iterator[Finding]:
    """Tell whether charts and printed pages have letters with Vietnamese accents."""
    program = shutil.which("fc-list")
    if program is None:
        yield Finding(
            level="warning", name="Phông chữ",
            detail="không hỏi được máy có phông nào; `sudo apt-get install fontconfig fonts-noto-core`",
        )  # fmt: skip
        return
    asked = subprocess.run(  # noqa: S603 - a program of the system, no word of anybody's
        [program, ":lang=vi", "family"], capture_output=True, text=True, timeout=20, check=False
    )
    families = sorted({line.split(",")[0] for line in asked.stdout.splitlines() if line.strip()})
    if families:
        said = ", ".join(families[:3]) + (" …" if len(families) > 3 else "")
        yield Finding(
            level="ok", name="Phông chữ", detail=f"{len(families)} phông có dấu tiếng Việt: {said}"
        )
        return
    yield Finding(
        level="warning", name="Phông chữ",
        detail="không phông nào có đủ dấu tiếng Việt, biểu đồ và bản in sẽ ra ô vuông; "
        "`sudo apt-get install fonts-noto-core`",
    )  # fmt: skip


def paper(_: Workspace) -> Iterator[Finding]:
    """Tell whether PDF can be made here: it needs libraries of the system."""
    try:
        import weasyprint  # noqa: F401
    except OSError:
        yield Finding(
            level="warning", name="PDF",
            detail="không dựng được PDF (thiếu Pango), DOCX và HTML vẫn có; "
            "`sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0`",
        )  # fmt: skip
    else:
        yield Finding(level="ok", name="PDF", detail="dựng được")
