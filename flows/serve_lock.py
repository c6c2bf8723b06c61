"""One at a time: a lock that dies with its process, and says who holds it since when."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from langnghe.errors import AlreadyRunning
from langnghe.records import HANOI


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who holds a lock: a process and since when (UTC), as it wrote itself down."""

    pid: int
    since: datetime | None


@contextmanager
def sole(path: Path, what: str) -> Iterator[None]:
    """Hold a lock for a block; raise AlreadyRunning, naming the holder, while another one does.

    The lock is flock(2): the kernel drops it with the process, kill -9 and power cut included, so
    that a file which stays behind holds nobody up. what: “đợt thu tin”, as a person calls it.
    """
    import fcntl

    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            other = _written(path)
            raise AlreadyRunning(
                f"{what} đang chạy ({said(other)}); chờ xong rồi chạy lại"
            ) from error
        line = json.dumps({"pid": os.getpid(), "since": datetime.now(UTC).isoformat()})
        with suppress(OSError):  # a full disk: the lock holds without saying whose it is
            os.ftruncate(handle, 0)
            os.pwrite(handle, line.encode(), 0)
        yield
    finally:
        os.close(handle)  # and with it the lock


def holder(path: Path) -> Holder | None:
    """Return who holds a lock at this moment, None when nobody does."""
    import fcntl

    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _written(path)
    finally:
        os.close(handle)
    return None


def said(who: Holder) -> str:
    """Return a holder in words: “tiến trình 123, từ 06:30 22/11”."""
    pid = f"tiến trình {who.pid}" if who.pid else "một tiến trình khác"
    return f"{pid}, từ {who.since.astimezone(HANOI):%H:%M %d/%m}" if who.since else pid


def _written(path: Path) -> Holder:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return Holder(pid=int(told["pid"]), since=datetime.fromisoformat(told["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Holder(pid=0, since=None)
