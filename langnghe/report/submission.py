"""What a unit hands in to the province with its report: its figures and the rows of its registers.

Lines of JSON under a SHA-256, on one sheet of the unit's XLSX. The rows are what the province's registers
take in, under ids made of what they say, so that what it holds already is not counted twice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from langnghe.errors import LangngheError
from langnghe.files import quiet
from langnghe.report.model import Report

SHEET = "Dữ liệu nộp"
PIECE = 30_000  # characters a cell; Excel holds 32,767
FORMAT = 1
MOST_BYTES = 100_000_000  # of the file unpacked: a year of a unit has a hundredth of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A report of a unit as it was handed in."""

    report: str  # the id of the unit's snapshot
    period: str
    unit: str
    unit_name: str
    made_at: str
    answered: int
    total: int
    sha256: str
    figures: tuple[Mapping[str, Any], ...] = ()
    rows: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)  # by register


def pack(report: Report, report_id: str, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> bytes:
    """Return the lines a unit hands in; the first is the SHA-256 of the others."""
    head = {
        "type": "head", "format": FORMAT, "report": report_id, "period": report.period,
        "unit": report.unit, "unit_name": report.unit_name,
        "made_at": report.made_at.isoformat(), "answered": report.answered, "total": report.total,
    }  # fmt: skip
    told = [
        {"type": "figure", "question": f.question, "key": f.key, "part": f.part, "value": f.value,
         "count": f.count, "n": f.n, "status": f.status}
        for f in report.figures()
    ]  # fmt: skip
    held = [{"type": "row", "register": register, "values": values} for register, values in rows]
    lines = [json.dumps(row, ensure_ascii=False, sort_keys=True) for row in (head, *told, *held)]
    body = "\n".join(lines)
    return f"{_sha(body)}\n{body}\n".encode()


def unpack(text: str, where: str) -> Submission:
    """Return what was handed in; where: the file, for what there is to say of it."""
    first, _, body = text.strip().partition("\n")
    if _sha(body) != first.strip():
        raise LangngheError(
            f"{where}: trang “{SHEET}” đã bị sửa sau khi lập (SHA-256 không khớp); xin đơn vị gửi lại tệp gốc"
        )
    # Whoever makes a file makes its hash too: what stands in it is checked like any other input.
    try:
        lines = [json.loads(line) for line in body.split("\n")]
        head = lines[0] if lines[0].get("type") == "head" else {}
        if head.get("format") != FORMAT:
            raise LangngheError(
                f"{where}: báo cáo do bản Lắng Nghe khác lập; hai bên dùng cùng bản"
            )
        return _submission(head, lines, first.strip())
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as error:
        raise LangngheError(
            f"{where}: trang “{SHEET}” thiếu phần hoặc sai kiểu; xin đơn vị lập lại tệp"
        ) from error


def _submission(head: Mapping[str, Any], lines: list[Any], sha256: str) -> Submission:
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for line in lines:
        if line["type"] == "row":
            rows.setdefault(_word(line["register"]), []).append({**line["values"]})
    return Submission(
        report=_word(head["report"]), period=_word(head["period"]), unit=_word(head["unit"]),
        unit_name=_word(head["unit_name"]), made_at=_word(head["made_at"]),
        answered=int(head["answered"]), total=int(head["total"]), sha256=sha256,
        figures=tuple({**line} for line in lines if line["type"] == "figure"),
        rows={register: tuple(mine) for register, mine in rows.items()},
    )  # fmt: skip


def _word(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    value.encode()  # half a letter cannot be stored
    return value


def read_submission(path: Path) -> Submission:
    """Return what a unit handed in, from its XLSX; a clear error for any other file."""
    if not path.exists():
        raise LangngheError(f"{path}: không có tệp này; kiểm tra lại đường dẫn")
    try:
        lines = _lines(path)
    except LangngheError:
        raise
    except Exception as error:  # the libraries raise whatever a damaged file makes them meet
        raise LangngheError(f"{path}: không phải tệp XLSX của `langnghe report`") from error
    return unpack("\n".join(line for line in lines if line), str(path))


def _lines(path: Path) -> list[str]:
    import openpyxl

    with ZipFile(path) as archive:
        if sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
            raise LangngheError(
                f"{path}: giải nén ra quá {MOST_BYTES // 1_000_000} MB; xin lập lại tệp"
            )
    with quiet():
        book = openpyxl.load_workbook(path, read_only=True)
    try:
        if SHEET not in book.sheetnames:
            raise LangngheError(
                f"{path}: không có trang “{SHEET}”; đơn vị lập tệp bằng "
                "`langnghe report --period KỲ --unit ĐƠN_VỊ --format xlsx`"
            )
        return [
            "".join(str(cell) for cell in row if cell is not None)
            for row in book[SHEET].iter_rows(min_row=2, values_only=True)
        ]
    finally:
        book.close()


def _sha(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
