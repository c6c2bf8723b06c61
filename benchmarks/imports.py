"""Import of a 5,000-row Excel file with 37 planted errors: each stage, beside what plain readers take.

    python -m benchmarks.imports [rows]

The workbook is an activities register as an office keeps it: a title above, headings over two lines,
15 columns. Ours checks every cell, lands, loads and gives back a marked workbook; openpyxl only reads
the values, in the same run, and every line is told against it. Each line has seconds on the wall and
seconds of our own processor time (the one to compare where others use the machine), and the load.

Creating the empty warehouse with its views is a line of its own: an office pays it once, with
whatever command comes first. The whole command, from typing it, is told with and without it.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any, Self

NOW = datetime(2026, 11, 20, tzinfo=UTC)
GROUPS = (
    "Mã HĐ", "Buổi", "Đơn vị tổ chức", "Tên hoạt động", "Loại hình", "Kênh", "Từ ngày", "Đến ngày",
    "Đối tượng", "Chủ đề", "Thành phần dự", None, None, "Lồng ghép", "Link minh chứng",
)  # fmt: skip
BELOW = (None,) * 10 + ("Đoàn viên", "Khách mời", "Phóng viên") + (None,) * 2
FIRST = 4  # the line of the first row: a title and two lines of headings stand above
COLUMNS = "ABCDEFGHIJKLMNO"

# (column letter, what a person typed, a word of what they are told). One row each.
PLANTED: tuple[tuple[str, Any, str], ...] = (
    ("C", None, "còn trống"),
    ("D", "   ", "còn trống"),
    ("E", None, "còn trống"),
    ("F", "-", "còn trống"),
    ("G", None, "còn trống"),
    ("C", "LĐLĐ tỉnh Lai Chấu Xanh", "chưa có đơn vị"),
    ("C", "Công đoàn xã Bản Bo Bo", "ý bạn là “Công đoàn xã Bản Bo”"),
    ("C", "LĐLĐ huyện Tam Đường", "kết thúc hoạt động 30/06/2025"),
    ("E", "Họp báo chi", "ý bạn là “Họp báo”"),
    ("E", "Đi chợ", "không có “Đi chợ” trong danh sách"),
    ("E", "T", "không có “T”"),
    ("F", "Facebok; Zalo!!", "ý bạn là “Facebook”"),
    ("F", "Trực tiếp theo nhóm; Báo tường", "không có “Báo tường”"),
    ("G", "31/02/2026", "không có ngày"),
    ("G", "02/30/2026", "ý bạn là 30/02/2026"),
    ("G", "06/25/2026", "ý bạn là 25/06/2026"),
    ("G", "hôm qua", "không hiểu ngày"),
    ("G", 12, "không hiểu ngày 12"),
    ("G", "2026", "không hiểu ngày"),
    ("G", "12/05/1826", "không tin được năm 1826"),
    ("G", "tháng 13", "không hiểu ngày"),
    ("H", date(2025, 8, 1), "đứng trước Ngày bắt đầu"),
    ("H", "8h30", "không hiểu ngày"),
    ("I", "Đoàn viên; người dưng", "không có “người dưng”"),
    ("J", "Bóng đá", "không có “Bóng đá”"),
    ("J", "Đình công; bảo hiểm nhân thọ", "không có “bảo hiểm nhân thọ”"),
    ("K", "85 người", "chỉ ghi số: 85"),
    ("K", -3, "nhỏ hơn 0"),
    ("K", "12,5", "cần số nguyên"),
    ("K", "nhiều", "không phải số"),
    ("K", True, "đúng/sai"),
    ("L", "#REF!", "lỗi công thức"),
    ("L", "3-4", "không phải số"),
    ("N", "có lẽ", "ghi Có hoặc Không"),
    ("B", 0, "nhỏ hơn 1"),
    ("A", "gọi 0912 345 678", "không ghi số điện thoại"),
    ("A", "TRÙNG", "trùng với dòng"),
)


@dataclass(slots=True)
class Clock:
    """Seconds since it was made: on the wall, and of our own processor time (others use it too)."""

    wall: float = field(default_factory=time.perf_counter)
    own: float = field(default_factory=lambda: _used())

    def stop(self) -> Took:
        """Return what has passed."""
        return Took(time.perf_counter() - self.wall, _used() - self.own)


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds on the wall and of our own processor time."""

    wall: float = 0.0
    own: float = 0.0

    def __add__(self, other: Took) -> Took:
        return Took(self.wall + other.wall, self.own + other.own)

    def __sub__(self, other: Took) -> Took:
        return Took(self.wall - other.wall, self.own - other.own)

    def line(self, what: str, peer: Took, more: str = "") -> str:
        """Return it as a line of the table, told against the peer."""
        load = os.getloadavg()[0]
        return (
            f"{what:<44}{self.wall:7.2f} giây {self.own:6.2f} xử lý "
            f"{self.own / peer.own:6.2f} × openpyxl  tải {load:4.1f}  {more}"
        ).rstrip()


def _used() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


class Stages:
    """Time named functions of a module while a block runs; a stage within a stage counts once."""

    def __init__(self, module: ModuleType, names: Sequence[str]) -> None:
        self.took: dict[str, Took] = dict.fromkeys(names, Took())
        self._module, self._inner = module, 0

    def __enter__(self) -> Self:
        self._plain = {name: getattr(self._module, name) for name in self.took}
        for name, function in self._plain.items():
            setattr(self._module, name, self._timed(name, function))
        return self

    def __exit__(self, *_: object) -> None:
        for name, function in self._plain.items():
            setattr(self._module, name, function)

    def _timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **named: Any) -> Any:
            clock, self._inner = Clock(), self._inner + 1
            try:
                return function(*arguments, **named)
            finally:
                self._inner -= 1
                if not self._inner:
                    self.took[name] += clock.stop()

        return timed


def workbook(path: Path, rows: int) -> dict[str, str]:
    """Write the workbook; return the cell of every planted error and a word of its message.

    The errors stand evenly over the rows; a whole-row error is told at its line's first cell.
    """
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Hoạt động 2026"
    sheet.append(["TỔNG HỢP HOẠT ĐỘNG TRUYỀN THÔNG NĂM 2026"])
    sheet.append(GROUPS)
    sheet.append(BELOW)
    sheet.merge_cells("A1:O1")
    sheet.merge_cells("K2:M2")
    step = (rows - 2) // len(PLANTED)
    planted = {(at + 1) * step: error for at, error in enumerate(PLANTED)}
    expected = {}
    for number in range(rows):
        day = date(2026, 1, 2) + timedelta(days=number % 300)
        cells: list[Any] = [
            f"HĐ-{number}", 1, "LĐLĐ tỉnh Lai Châu", f"Đối thoại với công nhân lần {number}",
            "Đối thoại", "Trực tiếp theo nhóm; Facebook", day, day + timedelta(days=1),
            "Đoàn viên; NLĐ" if number % 2 else "Đoàn viên", "Gặp gỡ, đối thoại", 20 + number % 200,
            number % 9, number % 3, "Có" if number % 5 else "x", f"https://congdoan.example/{number}",
        ]  # fmt: skip
        cells[8] = "Đoàn viên; Người lao động" if number % 2 else "doan vien"
        if number in planted:
            letter, typed, told = planted[number]
            at = COLUMNS.index(letter)
            if typed == "TRÙNG":
                cells[0] = f"HĐ-{number - 1}"
            else:
                cells[at] = typed
            if told.startswith("đứng trước"):
                cells[6] = date(2025, 9, 1)
            expected[f"{letter}{number + FIRST}"] = told
        sheet.append(cells)
    book.save(path)
    return expected


STAGES = {
    "read_book": "đọc tệp",
    "settle": "sổ đơn vị, chỉ tiêu mặc định",
    "state": "đọc điều đã biết từ kho",
    "check_table": "kiểm từng ô",
    "record": "ghi landing, nạp kho",
    "write_returned": "tệp trả lại",
}


def main() -> None:
    """Print the table."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "hoat-dong.xlsx"
        expected = workbook(file, rows)
        print(f"{rows} dòng, {len(expected)} lỗi cài sẵn, {file.stat().st_size // 1024} KiB")
        peer = _readers(file)
        office = Path(folder) / "co-quan"
        print(_set_up(office).line("lập kho trống, một lần mỗi cơ quan", peer))
        _imported(office, file, expected, peer)
        for what, place, ready in (
            ("trọn lệnh langnghe import, kho đã lập", Path(folder) / "kho-san", True),
            ("trọn lệnh langnghe import, cơ quan mới", Path(folder) / "moi", False),
        ):
            _set_up(place, warehouse=ready)
            took, told = _command(place, file)
            print(took.line(what, peer, told))


def _readers(file: Path) -> Took:
    """Print what reading alone takes: as openpyxl wrote the file, and as Excel would; return theirs."""
    from langnghe.registers.readers import book_sheets

    def ours(path: Path) -> int:
        return len(book_sheets(path)[0][0].rows)

    as_excel = file.with_name("nhu-excel.xlsx")
    _resave(file, as_excel)
    _openpyxl(file)  # both readers' imports are paid before
    ours(file)
    took: dict[str, Took] = {}
    for name, read, path in (
        ("openpyxl, chỉ đọc", _openpyxl, file),
        ("ta, chỉ đọc", ours, file),
        ("openpyxl, chỉ đọc, tệp kiểu Excel", _openpyxl, as_excel),
        ("ta, chỉ đọc, tệp kiểu Excel", ours, as_excel),
    ):
        clock = Clock()
        found = read(path)
        took[name] = clock.stop()
        print(took[name].line(name, took["openpyxl, chỉ đọc"], f"{found} dòng"))
    return took["openpyxl, chỉ đọc"]


def _set_up(place: Path, *, warehouse: bool = True) -> Took:
    from flows.workspace import create
    from langnghe.config import Workspace
    from warehouse import open_store

    clock = Clock()
    create(place)
    if warehouse:
        with open_store(Workspace(place).warehouse):
            pass
    return clock.stop()


def _imported(office: Path, file: Path, expected: dict[str, str], peer: Took) -> None:
    """Import twice in this process; print each stage, and whether the errors stand where planted."""
    from flows import registers
    from langnghe.config import Workspace
    from langnghe.registers.batch import RowOutcome
    from langnghe.registers.kinds import KINDS

    for what in ("nhập: mọi việc", "nhập lại cùng tệp"):
        with Stages(registers, tuple(STAGES)) as stages:
            clock = Clock()
            done = registers.import_register(Workspace(office), KINDS["activities"], file, at=NOW)
            whole = clock.stop()
        counts = {str(outcome): done.total(outcome) for outcome in RowOutcome}
        for name, took in stages.took.items():
            print(took.line(f"  {STAGES[name]}", peer))
        print((whole - sum(stages.took.values(), Took())).line("  còn lại", peer))
        print(whole.line(what, peer, str(counts)))
        right = sum(
            any(r.place == cell and told in r.message for t in done.checked for r in t.errors)
            for cell, told in expected.items()
        )
        print(f"lỗi báo đúng ô: {right}/{len(expected)}")


def _command(office: Path, file: Path) -> tuple[Took, str]:
    """Run the command line as a user does; return also its last word on what came of the rows."""
    command = "from langnghe.cli.app import main; main()"
    clock = Clock()
    ran = subprocess.run(
        [sys.executable, "-c", command, "import", "activities", str(file), "-w", str(office)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return clock.stop(), ran.stdout.partition("\n")[0]


def _resave(file: Path, out: Path) -> None:
    """Write the values again with shared strings, as Excel does."""
    import xlsxwriter
    from openpyxl import load_workbook

    with xlsxwriter.Workbook(out) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet()
        for line, row in enumerate(load_workbook(file, read_only=True).worksheets[0].values):
            for place, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(line, place, value, day)
                else:
                    sheet.write(line, place, value)


def _openpyxl(file: Path) -> int:
    from openpyxl import load_workbook

    book = load_workbook(file, read_only=True, data_only=True)
    return sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))


if __name__ == "__main__":
    main()
