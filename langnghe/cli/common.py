"""What verbs share: the workspace option, days, JSON lines in and out."""

from __future__ import annotations

import codecs
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from langnghe.errors import LangngheError

if TYPE_CHECKING:
    from langnghe.config import Workspace

WorkspaceOption = Annotated[
    Path | None,
    typer.Option("--workspace", "-w", help="Thư mục làm việc (mặc định: thư mục hiện tại)."),
]
ProfileOption = Annotated[
    str | None, typer.Option("--profile", help="Mô hình: fast, accurate hoặc baseline.")
]


def workspace_at(given: Path | None) -> Workspace:
    """Return the workspace of --workspace, LANGNGHE_WORKSPACE or the current folder."""
    from langnghe.config import Workspace, settings

    return Workspace(given if given is not None else settings().workspace).require()


def now() -> datetime:
    """Return this moment in UTC."""
    return datetime.now(UTC)


def day_of(text: str | None) -> date:
    """Return the day of an option: 2026-06-30 or 30/06/2026; today in Hà Nội when absent."""
    from langnghe.records import hanoi_day

    if not text:
        return hanoi_day(now())
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text.strip(), pattern).date()  # noqa: DTZ007 (a calendar day)
        except ValueError:
            continue
    raise typer.BadParameter(f"không hiểu ngày {text!r}; ghi như 2026-06-30 hoặc 30/06/2026")


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes, or standard input for `-`."""
    if str(path) == "-":
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise LangngheError(f"{path}: không có tệp này; kiểm tra lại đường dẫn") from error
    except OSError as error:
        raise LangngheError(f"{path}: không đọc được ({error.strerror})") from error


WORDS = ("title", "text", "url", "source", "kind")


def _utf8_lines(data: bytes) -> list[bytes]:
    """Return the lines of a file; UTF-16, which Windows programs write, becomes UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = data.decode("utf-16", "replace").encode("utf-8")
    return data.removeprefix(codecs.BOM_UTF8).splitlines()


def _line_text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        from nlp.normalise import repair_bytes

        return repair_bytes(raw)  # an old program wrote TCVN3, VNI or windows-1258


class Lines:
    """JSON lines of a file or `-`; refused lines are reported and counted, the others go on."""

    def __init__(self, path: Path, required: Iterable[str]) -> None:
        self.path = path
        self.required = tuple(required)
        self.refused = 0
        self.number = 0  # of the row just given

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for number, raw in enumerate(_utf8_lines(read_bytes(self.path)), start=1):
            if not raw.strip():
                continue
            try:
                row = json.loads(_line_text(raw))
            except (ValueError, RecursionError) as error:
                at = f", sai từ ký tự {error.pos + 1}" if hasattr(error, "pos") else ""
                self.refuse(number, f"không phải JSON{at}")
                continue
            if not isinstance(row, dict):
                self.refuse(number, "cần một đối tượng JSON {…}")
            elif missing := [name for name in self.required if row.get(name) is None]:
                self.refuse(number, f"thiếu {', '.join(missing)}")
            elif wrong := [name for name in WORDS if isinstance(row.get(name), dict | list)]:
                self.refuse(number, f"{', '.join(wrong)} phải là chữ")
            else:
                self.number = number
                yield row

    def refuse(self, number: int, reason: str) -> None:
        """Report one line."""
        self.refused += 1
        print(f"Lỗi: {self.path}: dòng {number}: {reason}", file=sys.stderr)

    def finish(self) -> None:
        """Exit 1 when a line was refused."""
        if self.refused:
            raise typer.Exit(1)


def write_lines(rows: Iterable[Mapping[str, Any]]) -> None:
    """Print rows as JSON lines."""
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))


def say(message: str) -> None:
    """Print progress for a person, on standard error, so that output can be piped."""
    print(message, file=sys.stderr, flush=True)


Progress = Callable[[str], None]
