"""The review sheet as a table people fill in: columns, keys, drop-down lists; XLSX or CSV."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from langnghe.errors import LangngheError
from langnghe.records import Chosen
from langnghe.registers.kinds import Column, Kind

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

Choices = Mapping[str, Mapping[str, str]]  # task → label → Vietnamese words
Shown = Mapping[str, str]  # column name → what stands in the cell

SUFFIXES = (".xlsx", ".csv")
_LISTS = "Danh mục"  # the sheet the drop-down lists are read from
_WIDE = {"title": 45, "excerpt": 70, "url": 30, "said_topic": 32, "topic_1": 28, "key": 12}
# What no cell of a workbook may hold; a lone surrogate no file may.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA = re.compile(r"^[\s\x00]*[=+@\t\r-]")
_ADDRESS = re.compile(r"https?://\S{1,2000}$")
_LONGEST = 5_000  # characters a cell


def _column(name: str, heading: str, help_: str) -> Column:
    return Column(name=name, heading=heading, required=name == "key", example="", help=help_)


_CHOOSE = "Chọn trong danh sách; để trống nếu nhãn máy đúng"

# Each correction stands right of the machine's label it corrects. task → its correction columns.
CORRECTIONS: Mapping[str, tuple[str, ...]] = {
    "in_scope": ("in_scope",),
    "topic": ("topic_1", "topic_2", "topic_3"),
    "tone": ("tone",),
    "stance_union": ("stance_union",),
    "intent": ("intent",),
    "risk": ("risk",),
}

SHEET = Kind(
    id="review",
    title="Phiếu duyệt nhãn",
    columns=(
        _column("key", "Mã phiếu", "Không sửa: nối dòng này với bài trong kho"),
        _column("title", "Tiêu đề", "Của bài, hoặc của bài mà bình luận đứng dưới"),
        _column("excerpt", "Trích đoạn", "Đầu bài; đọc trọn bài theo đường dẫn"),
        _column("url", "Đường dẫn", "Mở để đọc trọn bài"),
        _column("source", "Nguồn", "Báo, trang"),
        _column("day", "Ngày", "Ngày đăng, giờ Hà Nội"),
        _column("watch", "Danh mục theo dõi", "Mục khớp với bài; có thể đưa bài vào phạm vi"),
        _column("said_in_scope", "Máy: phạm vi", "Chỉ để xem"),
        _column("in_scope", "Sửa: phạm vi", _CHOOSE),
        _column("said_topic", "Máy: chủ đề", "Chỉ để xem; chủ đề chính đứng đầu"),
        _column("topic_1", "Sửa: chủ đề chính", f"{_CHOOSE}. Sửa thì ghi lại đủ các chủ đề"),
        _column("topic_2", "Sửa: chủ đề 2", "Để trống nếu không có"),
        _column("topic_3", "Sửa: chủ đề 3", "Để trống nếu không có"),
        _column("said_tone", "Máy: sắc thái", "Chỉ để xem"),
        _column("tone", "Sửa: sắc thái", _CHOOSE),
        _column("said_stance_union", "Máy: thái độ với công đoàn", "Chỉ để xem"),
        _column("stance_union", "Sửa: thái độ với công đoàn", _CHOOSE),
        _column("said_intent", "Máy: ý định", "Chỉ để xem"),
        _column("intent", "Sửa: ý định", _CHOOSE),
        _column("said_risk", "Máy: rủi ro", "Chỉ để xem"),
        _column("risk", "Sửa: rủi ro", _CHOOSE),
        _column("done", "Đã đọc", "Ghi x: mọi nhãn không sửa đều đúng. Trống: chỉ tính ô đã sửa"),
        _column("model", "Mô hình", "Không sửa: mô hình đã gán các nhãn máy ở dòng này"),
    ),
)
HEADING: Mapping[str, str] = {column.name: column.heading for column in SHEET.columns}

_KEY = re.compile(r"([nk])-([0-9a-f]{16})-([0-9a-f]{16})")
_LETTER: Mapping[Chosen, str] = {"random": "n", "uncertain": "k"}
_CHOSEN: Mapping[str, Chosen] = {letter: chosen for chosen, letter in _LETTER.items()}


def sheet_key(post_id: str, revision: str, chosen: Chosen) -> str:
    """Return the key of a row. It begins with a letter, so no spreadsheet takes it for a number.

    The letter tells how the post was chosen without telling the reader, who would judge a random
    post with another eye.
    """
    return f"{_LETTER[chosen]}-{post_id}-{revision}"


def key_of(text: str) -> tuple[str, str, Chosen] | None:
    """Return (post_id, revision, chosen) of a key, or None when it is none."""
    found = _KEY.fullmatch(text)
    return (found[2], found[3], _CHOSEN[found[1]]) if found else None


def write_sheet(rows: Sequence[Shown], out: Path, choices: Choices) -> None:
    """Write the sheet to .xlsx (drop-down lists) or .csv (UTF-8 with BOM); whole or not at all.

    Every cell is text: what a stranger wrote into a title is never a formula.
    """
    suffix = out.suffix.lower()
    if suffix not in SUFFIXES:
        raise LangngheError(
            f"{out}: không ghi được đuôi {suffix or '(trống)'}; dùng .xlsx hoặc .csv"
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{out.stem}.{os.getpid()}{suffix}")
    try:
        (_write_xlsx if suffix == ".xlsx" else _write_csv)(rows, part, choices)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _clean(text: str) -> str:
    return _UNFIT.sub(" ", text)[:_LONGEST]


def _write_csv(rows: Sequence[Shown], path: Path, _: Choices) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.heading for column in SHEET.columns])
        for row in rows:
            cells = [_clean(row.get(column.name, "")) for column in SHEET.columns]
            writer.writerow(["'" + cell if _FORMULA.match(cell) else cell for cell in cells])


def _write_xlsx(rows: Sequence[Shown], path: Path, choices: Choices) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill, Protection
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = SHEET.title
    to_fill = {name for names in CORRECTIONS.values() for name in names} | {"done"}
    for place, column in enumerate(SHEET.columns, start=1):
        head = sheet.cell(row=1, column=place)
        _put(head, column.heading)
        head.font = Font(bold=True, color="FFFFFF")
        head.fill = PatternFill("solid", fgColor="7F4F00" if column.name in to_fill else "1F4E79")
        head.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(place)].width = _WIDE.get(column.name, 18)
        for line, row in enumerate(rows, start=2):
            cell = sheet.cell(row=line, column=place)
            cell.number_format = "@"  # text: Excel shall not make dates and numbers of it
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if text := _clean(row.get(column.name, "")):
                _put(cell, text)
                if column.name == "url" and _ADDRESS.match(text):
                    cell.hyperlink = text
            if column.name in to_fill:
                cell.fill = PatternFill("solid", fgColor="FFF7E6")
                cell.protection = Protection(locked=False)
    sheet.freeze_panes = "C2"
    _add_lists(book, sheet, choices, len(rows) + 1)
    _add_guide(book)
    book.save(path)


def _put(cell: Cell | MergedCell, text: str) -> None:
    cell.value = text
    cell.data_type = "s"  # whatever it begins with


def _add_lists(book: Workbook, sheet: Worksheet, choices: Choices, last: int) -> None:
    """Put the allowed words on a hidden sheet and a drop-down list on every correction column."""
    from openpyxl.utils import get_column_letter
    from openpyxl.workbook.defined_name import DefinedName
    from openpyxl.worksheet.datavalidation import DataValidation

    lists = book.create_sheet(_LISTS)
    lists.sheet_state = "hidden"
    places = {column.name: place for place, column in enumerate(SHEET.columns, start=1)}
    words = {**{task: list(choices[task].values()) for task in CORRECTIONS}, "done": ["x"]}
    for at, (task, names) in enumerate(words.items(), start=1):
        letter = get_column_letter(at)
        for line, name in enumerate(names, start=1):
            _put(lists.cell(row=line, column=at), name)
        # A name, not a cell range: Excel then keeps the list in the form every program reads.
        area = f"'{_LISTS}'!${letter}$1:${letter}${len(names)}"
        book.defined_names[f"list_{task}"] = DefinedName(f"list_{task}", attr_text=area)
        rule = DataValidation(type="list", formula1=f"list_{task}", allow_blank=True)
        rule.showErrorMessage = True
        rule.errorTitle, rule.error = "Không có trong danh sách", "Chọn trong danh sách thả xuống."
        sheet.add_data_validation(rule)
        for name in CORRECTIONS.get(task, (task,)):
            column = get_column_letter(places[name])
            rule.add(f"{column}2:{column}{max(last, 2)}")


def _add_guide(book: Workbook) -> None:
    guide = book.create_sheet("Hướng dẫn")
    guide.append(["Cột", "Ghi chú"])
    for column in SHEET.columns:
        guide.append([column.heading, column.help])
    guide.column_dimensions["A"].width, guide.column_dimensions["B"].width = 28, 80
