"""Who did what, when: one line an act, never a body, each line carrying the hash of the line before.

Files of one month under data/audit; `dau-chuoi.json` beside them names the newest line, so that a
cut-off end is seen too. Who can rewrite every file and that name can rewrite history: copies kept
elsewhere (a backup, a printed hash) are what answers that.

Months whose term is over go as whole files. A line of the chain says so, with their number and the hash
of the last of them; `moc-chuoi.json` says the same, and the rest is verified from there.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from langnghe.audit_chain import ANCHOR, CUT, HEAD, START, Anchor, Verified
from langnghe.errors import LandingError
from langnghe.files import PRIVATE, replace_file
from langnghe.records import HANOI, utc

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
            self._append(act)

    def _append(self, act: Act) -> None:
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

    def past(self, end: date) -> list[Path]:
        """Return the files of months over before a day, never the newest file."""
        closed = self.files()[:-1]
        months = [date.fromisoformat(f"{path.stem}-01") for path in closed]
        return [p for p, m in zip(closed, months, strict=True) if (m + timedelta(days=31)).replace(day=1) <= end]  # fmt: skip

    def cut(self, end: date, now: datetime) -> int:
        """Delete the months over before a day and say so in the chain; return how many lines went.

        Killed half-way, the next call does the rest. A chain that is broken is left as it is: evidence.
        """
        if not self.past(end) or self.verify()[1]:
            return 0
        with self._alone():
            gone, old = self.past(end), self.anchor()
            lines = [raw for path in gone for raw in path.read_bytes().splitlines()]
            anchor = Anchor(old.lines + len(lines), hashlib.sha256(lines[-1]).hexdigest(), gone[-1].stem)  # fmt: skip
            self._append(Act(at=now, who="machine@retention", role="", what=CUT, target=anchor.told()))  # fmt: skip
            told = json.dumps({"lines": anchor.lines, "sha256": anchor.sha256, "month": anchor.month})  # fmt: skip
            replace_file(self.folder / ANCHOR, told.encode(), mode=PRIVATE)
            for path in self.folder.glob("[0-9]*.jsonl"):
                if path.stem <= anchor.month:
                    path.unlink()
            return len(lines)

    def anchor(self) -> Anchor:
        """Return where the chain begins."""
        path = self.folder / ANCHOR
        if not path.exists():
            return Anchor()
        try:
            told = json.loads(path.read_bytes())
            return Anchor(int(told["lines"]), str(told["sha256"]), str(told["month"]))
        except (ValueError, KeyError, TypeError) as error:
            raise LandingError(f"{path}: không đọc được; khôi phục từ bản sao lưu") from error

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep every writer out for a block: for who copies the files as one whole."""
        with self._alone():
            yield

    def files(self) -> list[Path]:
        """Return the files, oldest first; what a killed cut has left is none of them."""
        month = self.anchor().month
        return sorted(p for p in self.folder.glob("[0-9]*.jsonl") if p.stem > month)

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
            try:
                files, anchor = self.files(), self.anchor()
            except LandingError as error:
                return 0, [str(error)]
            if anew or self._read.anchor != anchor or not self._read.stands(files):
                self._read = Verified(anchor, anchor.sha256)
            read = self._read
            for path in files:
                if not read.go_on(path):
                    # A line without its end: to be looked at again as a whole.
                    self._read = Verified(anchor, anchor.sha256)
            try:
                sha, known = self._told_head()
            except LandingError as error:
                return read.count, [*read.wrong, str(error)]
        wrong = list(read.wrong)
        if anchor != Anchor() and anchor.told() not in read.cuts:
            wrong.append(f"{ANCHOR}: không dòng nào của chuỗi nói đã cắt như vậy; có người xoá tháng cũ")  # fmt: skip
        if known != anchor.lines + read.count or (read.count and sha != read.before):
            wrong.append(f"{HEAD}: chuỗi phải có {known} dòng, đang có {anchor.lines + read.count}; "
                         "cuối chuỗi bị cắt hoặc bị sửa")  # fmt: skip
        return read.count, wrong

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
