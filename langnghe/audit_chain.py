"""The chain of the audit: each line carries the hash of the one before; what reading it finds."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

HEAD, ANCHOR = "dau-chuoi.json", "moc-chuoi.json"
START = "0" * 64  # what the first line carries
CUT = "cắt nhật ký hết hạn"  # what the line does that says which months are gone


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the chain begins once old months are gone: their lines, the hash of the last, the last month."""

    lines: int = 0
    sha256: str = START
    month: str = ""

    def told(self) -> str:
        """Return what the line in the chain says of it."""
        return f"{self.lines} dòng từ đầu tới hết tháng {self.month}; dòng cuối của chúng mang mã {self.sha256}"


@dataclass(slots=True)
class Verified:
    """What a verification has read so far. ends: file → bytes and lines read, their SHA-256, the file's stamp."""

    anchor: Anchor = Anchor()
    before: str = START
    count: int = 0
    cuts: set[str] = field(default_factory=set)  # what lines of the chain say was cut
    wrong: list[str] = field(default_factory=list)
    ends: dict[str, tuple[int, int, str, tuple[int, ...]]] = field(default_factory=dict)

    def stands(self, files: list[Path]) -> bool:
        """Tell whether all that was read is still there, byte for byte; nothing new in a month gone by."""
        if not self.ends.keys() <= {path.name for path in files}:
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
            row = json.loads(raw)
            told = row["before"]
            if row.get("what") == CUT:
                self.cuts.add(str(row.get("target")))
        except (ValueError, KeyError, TypeError):
            self.wrong.append(f"{place}: không đọc được")
            told = self.before
        if told != self.before:
            self.wrong.append(f"{place}: dòng trước nó đã bị sửa, bỏ hoặc chèn")
        self.before = hashlib.sha256(raw).hexdigest()


def _stamp(path: Path) -> tuple[int, ...]:
    told = path.stat()
    return told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns
