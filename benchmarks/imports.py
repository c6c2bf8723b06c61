"""Import of a 5,000-row Excel file with 37 planted errors, beside what plain readers take.

    python -m benchmarks.imports [rows]

The workbook is an activities register as an office keeps it: a title above, headings over two lines,
15 columns. Ours checks every cell, lands, loads and gives back a marked workbook; the peers only
read the values (openpyxl, and pandas where it is installed), in the same run. Interpreter start and imports are counted for ours
in the last line, which runs the command line as a user does.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

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


class Clock:
    """Seconds since it was made: on the wall, and of our own processor time (others use it too)."""

    def __init__(self) -> None:
        self._wall, self._own = time.perf_counter(), self._used()

    @staticmethod
    def _used() -> float:
        used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return sum(each.ru_utime + each.ru_stime for each in used)

    def __str__(self) -> str:
        wall, own = time.perf_counter() - self._wall, self._used() - self._own
        return f"{wall:6.2f} giây, {own:5.2f} giây xử lý"


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


def main() -> None:
    """Print the table."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    from flows.registers import import_register
    from flows.workspace import create
    from langnghe.config import Workspace
    from langnghe.registers.batch import RowOutcome
    from langnghe.registers.kinds import KINDS

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "hoat-dong.xlsx"
        expected = workbook(file, rows)
        print(f"{rows} dòng, {len(expected)} lỗi cài sẵn, {file.stat().st_size // 1024} KiB")
        for name, read in (("openpyxl, chỉ đọc", _openpyxl), ("pandas, chỉ đọc", _pandas)):
            clock = Clock()
            try:
                found = read(file)
            except ImportError:
                print(f"{name:<40}không cài")
                continue
            print(f"{name:<40}{clock}  {found} dòng")
        office = Path(folder) / "co-quan"
        create(office)
        clock = Clock()
        done = import_register(Workspace(office), KINDS["activities"], file, at=NOW)
        took = str(clock)
        counts = {str(outcome): done.total(outcome) for outcome in RowOutcome}
        right = sum(
            any(r.place == cell and told in r.message for t in done.checked for r in t.errors)
            for cell, told in expected.items()
        )
        print(f"{'kiểm, ghi landing, nạp, trả lại tệp':<40}{took}  {counts}")
        print(f"lỗi báo đúng ô: {right}/{len(expected)}")
        clock = Clock()
        import_register(Workspace(office), KINDS["activities"], file, at=NOW)
        print(f"{'nhập lại cùng tệp':<40}{clock}")
        other = Path(folder) / "don-vi-khac"
        create(other)
        command = "from langnghe.cli.app import main; main()"
        clock = Clock()
        subprocess.run(
            [sys.executable, "-c", command, "import", "activities", str(file), "-w", str(other)],
            capture_output=True,
            check=False,
        )
        print(f"{'trọn lệnh langnghe import, từ lúc gõ':<40}{clock}")


def _openpyxl(file: Path) -> int:
    from openpyxl import load_workbook

    book = load_workbook(file, read_only=True, data_only=True)
    return sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))


def _pandas(file: Path) -> int:
    import pandas

    return len(pandas.read_excel(file, header=None))


if __name__ == "__main__":
    main()
