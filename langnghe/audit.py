"""Who did what, when: one line an act, never a body, each line carrying the hash of the line before.

Files of one month under data/audit; `dau-chuoi.json` beside them names the newest line, so that a
cut-off end is seen too. Who can rewrite every file and that name can rewrite history: copies kept
elsewhere (a backup, a printed hash) are what answers that.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from langnghe.errors import LandingError
from langnghe.files import PRIVATE, replace_file
from langnghe.records import HANOI, utc

HEAD = "dau-chuoi.json"
START = "0" * 64  # what the first line carries
_LONGEST = 300  # characters of a field: a longer one would be a body
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act: who (a log-in or a role), in which role, what, on what, for which unit, what came of it."""

    at: datetime
    who: str
    role: str
    what: str
    target: str = ""
    unit: str = ""
    outcome: str = "xong"


@dataclass(slots=True)
class Verified:
    """What a verification has read so far. ends: file → bytes and lines read, their SHA-256, the file's stamp."""

    before: str = START
    count: int = 0
    wrong: list[str] = field(default_factory=list)
    ends: dict[str, tuple[int, int, str, tuple[int, ...]]] = field(default_factory=dict)

    def stands(self, files: list[Path]) -> bool:
        """Tell whether all that was read is still there, byte for byte; nothing new in a month gone by."""
        if not set(self.ends) <= {path.name for path in files}:
            return False
        for path in files[:-1]:
            if path.name not in self.ends or self.ends[path.name][3] != _stamp(path):
                return not self.ends  # nothing was read at all
        newest = files[-1] if files else None
        if (
            newest is None
            or newest.name not in self.ends
            or self.ends[newest.name][3] == _stamp(newest)
        ):
            return True
        size, _, sha, _ = self.ends[newest.name]
        with newest.open("rb") as file:
            return hashlib.sha256(file.read(size)).hexdigest() == sha

    def go_on(self, path: Path) -> bool:
        """Read what a file has gained; False when its last line has no end."""
        start, number, _, stamp = self.ends.get(path.name, (0, 0, "", ()))
        if stamp == (now := _stamp(path)):
            return True
        data = path.read_bytes()
        lines = data[start:].split(b"\n")
        whole = lines.pop() == b""
        for raw in lines if whole else data[start:].splitlines():
            number += 1
            self._line(raw, f"{path.name} dòng {number}")
        self.ends[path.name] = (len(data), number, hashlib.sha256(data).hexdigest(), now)
        return whole

    def _line(self, raw: bytes, place: str) -> None:
        self.count += 1
        try:
            told = json.loads(raw)["before"]
        except (ValueError, KeyError, TypeError):
            self.wrong.append(f"{place}: không đọc được")
            told = self.before
        if told != self.before:
            self.wrong.append(f"{place}: dòng trước nó đã bị sửa, bỏ hoặc chèn")
        self.before = hashlib.sha256(raw).hexdigest()


class AuditLog:
    """The audit files of one workspace; safe for several threads and processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read = Verified()

    @classmethod
    def of(cls, root: Path) -> AuditLog:
        """Return the audit of a workspace folder."""
        return cls(root / "data" / "audit")

    def add(self, act: Act) -> None:
        """Append an act; it is on the disk when this returns."""
        with self._alone():
            before, count = self._head()
            line = _line(act, before)
            path = self.folder / f"{act.at.astimezone(HANOI):%Y-%m}.jsonl"
            newest = max(self.files(), default=path)
            path = max(path, newest)  # a clock set back must not write into a closed month
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE)
            with os.fdopen(handle, "ab") as file:
                file.write(line + b"\n")
                file.flush()
                os.fsync(file.fileno())
            told = {"lines": count + 1, "sha256": hashlib.sha256(line).hexdigest()}
            replace_file(self.folder / HEAD, json.dumps(told).encode(), mode=PRIVATE)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep every writer out for a block: for who copies the files as one whole."""
        with self._alone():
            yield

    def files(self) -> list[Path]:
        """Return the files, oldest first."""
        return sorted(self.folder.glob("[0-9]*.jsonl"))

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield all acts as they stand, oldest first."""
        for path in self.files():
            for raw in path.read_bytes().splitlines():
                try:
                    yield json.loads(raw)
                except ValueError:
                    continue  # `verify` names it

    def newest(self, limit: int) -> list[dict[str, Any]]:
        """Return the newest acts, newest first."""
        found: list[dict[str, Any]] = []
        for path in reversed(self.files()):
            for raw in reversed(path.read_bytes().splitlines()):
                try:
                    found.append(json.loads(raw))
                except ValueError:
                    continue
                if len(found) == limit:
                    return found
        return found

    def verify(self, *, anew: bool = True) -> tuple[int, list[str]]:
        """Return how many lines there are, and in Vietnamese every place where the chain is broken.

        anew=False goes on behind what this object read before, as long as no byte of that has changed.
        """
        with ExitStack() as stack:
            with suppress(OSError):  # a disk one can only read has no writers either
                stack.enter_context(self._alone())
            files = self.files()
            if anew or not self._read.stands(files):
                self._read = Verified()
            read = self._read
            for path in files:
                if not read.go_on(path):
                    self._read = (
                        Verified()
                    )  # a line without its end: to be looked at again as a whole
            try:
                sha, known = self._told_head()
            except LandingError as error:
                return read.count, [*read.wrong, str(error)]
        if known != read.count or (read.count and sha != read.before):
            return read.count, [*read.wrong,
                f"{HEAD}: chuỗi phải có {known} dòng, đang có {read.count}; cuối chuỗi bị cắt hoặc bị sửa"]  # fmt: skip
        return read.count, list(read.wrong)

    def _told_head(self) -> tuple[str, int]:
        path = self.folder / HEAD
        if not path.exists():
            return START, 0
        try:
            told = json.loads(path.read_bytes())
            return str(told["sha256"]), int(told["lines"])
        except (ValueError, KeyError, TypeError) as error:
            raise LandingError(f"{path}: không đọc được; khôi phục từ bản sao lưu") from error

    def _head(self) -> tuple[str, int]:
        """Return hash and number of the newest line; a line written before a crash counts."""
        sha, count = self._told_head()
        last = next(
            (raw for path in reversed(self.files()) for raw in path.read_bytes().splitlines()[-1:]),
            None,
        )
        if last is not None and (real := hashlib.sha256(last).hexdigest()) != sha:
            with_before = json.loads(last).get("before") if last.endswith(b"}") else None
            if with_before == sha:  # the crash came between the line and its name
                return real, count + 1
        return sha, count

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the folder against other threads and processes."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _LOCK, (self.folder / ".khoa").open("a") as file:
            try:
                import fcntl
            except ImportError:  # Windows without WSL: one process is all there is
                yield
                return
            fcntl.flock(file, fcntl.LOCK_EX)
            yield  # closing the file lets go


def _stamp(path: Path) -> tuple[int, ...]:
    told = path.stat()
    return told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns


def act(who: str, role: str, what: str, target: str = "", **more: str) -> Act:
    """Return an act of this moment."""
    return Act(at=datetime.now(UTC), who=who, role=role, what=what, target=target, **more)


def _line(act: Act, before: str) -> bytes:
    row = {
        "at": utc(act.at).isoformat(timespec="milliseconds"),
        **{
            name: str(getattr(act, name))[:_LONGEST]
            for name in ("who", "role", "what", "target", "unit", "outcome")
        },
        "before": before,
    }
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "replace")
