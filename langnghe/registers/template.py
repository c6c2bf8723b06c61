"""The Excel template of a kind: Vietnamese headings, drop-down lists, an example row, a guide."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langnghe.errors import LangngheError
from langnghe.registers.cells import number_of
from langnghe.registers.columns import TYPE_VI, Column, Kind
from langnghe.registers.dates import read_day, read_moment, read_month
from langnghe.registers.example import MARK, NUMBER_HEADING

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LISTS = "Danh mục"  # the hidden sheet that the drop-down lists are read from
GUIDE = "Hướng dẫn"
ROWS = 5_000  # that the lists and formats reach
YES_NO = ("Có", "Không")
_FORMATS = {"day": "dd/mm/yyyy", "moment": "dd/mm/yyyy hh:mm", "month": "mm/yyyy",
            "count": "#,##0", "number": "#,##0.##", "code": "@"}  # fmt: skip
_PAGE = 150  # characters across an A4 page that can still be read
_FACE, _LINE = "Calibri", 15.0  # a font without a name is a serif in LibreOffice; points a line
_WIDE = {"long": 48, "text": 26, "url": 32, "choices": 26, "topics": 26, "texts": 36, "unit": 28,
         "moment": 18, "count": 13, "number": 13, "yes_no": 11, "day": 13, "month": 11}  # fmt: skip


def write_template(
    kind: Kind, out: Path, *, units: Sequence[str] = (), topics: Sequence[str] = ()
) -> None:
    """Write the template; units and topics are the names their drop-down lists offer."""
    from openpyxl import Workbook

    if out.suffix.lower() != ".xlsx":
        raise LangngheError(f"{out}: tệp mẫu là tệp Excel; dùng đuôi .xlsx")
    book = Workbook()
    first = book.active
    assert first is not None
    lists = _Lists(book, units, topics)
    for place, table in enumerate(kind.tables()):
        sheet = first if place == 0 else book.create_sheet()
        _fill(sheet, table, lists)
    _guide(book, kind)
    lists.finish()
    _save(book, out)


def _save(book: Workbook, out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{out.stem}.{os.getpid()}.xlsx")
    try:
        book.save(part)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _fill(sheet: Worksheet, table: Kind, lists: _Lists) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    sheet.title = table.title
    thin = Side(style="thin", color="BFBFBF")
    cell_border = Border(left=thin, right=thin, top=thin, bottom=thin)
    number = Column(name="stt", heading=NUMBER_HEADING, type="text", example=MARK)
    for place, column in enumerate((number, *table.columns), start=1):
        letter = get_column_letter(place)
        head = sheet.cell(row=1, column=place, value=column.heading)
        head.font = Font(name=_FACE, bold=True, color="FFFFFF")
        head.fill = PatternFill("solid", fgColor="7F4F00" if column.required else "1F4E79")
        head.alignment = Alignment(wrap_text=True, vertical="top")
        head.border = cell_border
        if column.help:
            head.comment = Comment(column.help, "Lắng Nghe", height=80, width=260)
        shape = _FORMATS.get(column.type, "General")
        sheet.column_dimensions[letter].width = _WIDE.get(column.type, 18) if place > 1 else 7
        sheet.column_dimensions[letter].number_format = shape
        cell = sheet.cell(row=2, column=place, value=example_value(column))
        cell.number_format = shape
        cell.font = Font(name=_FACE, italic=True, color="808080")
        cell.fill = PatternFill("solid", fgColor="F2F2F2")
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
        cell.border = cell_border
        if isinstance(cell.value, str):
            cell.data_type = "s"  # whatever it begins with
        lists.offer(sheet, column, f"{letter}2:{letter}{ROWS}")
    for row in (1, 2):
        _fit(sheet, row)
    sheet.freeze_panes = "B2"
    _for_print(sheet, "1:1")


def _fit(sheet: Worksheet, row: int) -> None:
    """Make a row as high as its longest wrapped text: no program does it for a file it did not write."""
    from openpyxl.utils import get_column_letter

    lines = 1
    for place, cell in enumerate(sheet[row], start=1):
        text = cell.value if isinstance(cell.value, str) else ""
        room = max(4.0, sheet.column_dimensions[get_column_letter(place)].width * 0.85 - 1)
        lines = max(lines, sum(-(-len(part) // int(room)) or 1 for part in text.split("\n")))
    sheet.row_dimensions[row].height = _LINE * lines + 2


def _for_print(sheet: Worksheet, titles: str) -> None:
    """Set a sheet up for A4 across: as many pages wide as stay readable, the headings on each."""
    from openpyxl.worksheet.properties import PageSetupProperties

    wide = sum(dimension.width for dimension in sheet.column_dimensions.values())
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = max(1, round(wide / _PAGE)), 0
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    if titles:
        sheet.print_title_rows = titles


def example_value(column: Column) -> Any:
    """Return the example of a column as a spreadsheet keeps it."""
    text = column.example
    if not text:
        return None
    if column.type in ("day", "month"):
        return (read_day if column.type == "day" else read_month)(text)
    if column.type == "moment":
        moment = read_moment(text)
        return moment.replace(tzinfo=None) if moment else None  # Hà Nội time, as typed
    if column.type in ("count", "number"):
        number = number_of(text, whole=column.type == "count")
        return int(number) if number.is_integer() else number
    return text


class _Lists:
    """The hidden sheet of allowed words, one column a list, each under a name."""

    def __init__(self, book: Workbook, units: Sequence[str], topics: Sequence[str]) -> None:
        self._book = book
        self._named: dict[str, Sequence[str]] = {"units": units, "topics": topics}
        self._places: dict[str, int] = {}

    def offer(self, sheet: Worksheet, column: Column, area: str) -> None:
        """Put the check of a column on its cells."""
        from openpyxl.worksheet.datavalidation import DataValidation

        rule: DataValidation | None = None
        if column.type == "yes_no":
            rule = self._list("yes_no", YES_NO)
        elif column.type in ("choice", "choices") and column.choices:
            words = tuple(column.choices.values())
            rule = self._list("_".join(("list", column.name, str(abs(_steady(words))))), words)
        elif column.type in ("topic", "topics") and self._named["topics"]:
            rule = self._list("topics", self._named["topics"])
        elif column.type == "unit" and self._named["units"]:
            rule = self._list("units", self._named["units"])
        elif column.type == "day":
            rule = DataValidation(
                type="date",
                operator="between",
                formula1="18264",
                formula2="109574",
                allow_blank=True,
            )
            rule.errorTitle, rule.error = "Không phải ngày", "Ghi ngày như 12/06/2026."
        elif column.type in ("count", "number"):
            rule = _number_rule(column)
        if rule is None:
            return
        # Several choices in one cell, or a unit typed by hand: offered, not forced.
        rule.showErrorMessage = column.type not in ("choices", "topics", "unit")
        rule.showInputMessage = bool(column.help)
        rule.promptTitle, rule.prompt = column.heading[:32], column.help[:250]
        sheet.add_data_validation(rule)
        rule.add(area)

    def _list(self, name: str, words: Sequence[str]) -> Any:
        from openpyxl.worksheet.datavalidation import DataValidation

        if name not in self._places:
            self._named[name] = words
            self._places[name] = len(self._places) + 1
        rule = DataValidation(type="list", formula1=name, allow_blank=True)
        rule.errorTitle, rule.error = "Không có trong danh sách", "Chọn trong danh sách thả xuống."
        return rule

    def finish(self) -> None:
        """Write the lists that were asked for."""
        from openpyxl.utils import get_column_letter
        from openpyxl.workbook.defined_name import DefinedName

        sheet = self._book.create_sheet(LISTS)
        sheet.sheet_state = "hidden"
        for name, place in self._places.items():
            letter = get_column_letter(place)
            for line, word in enumerate(self._named[name], start=1):
                sheet.cell(row=line, column=place, value=word).data_type = "s"
            # A name, not a cell range: Excel then keeps the list in the form every program reads.
            area = f"'{LISTS}'!${letter}$1:${letter}${len(self._named[name])}"
            self._book.defined_names[name] = DefinedName(name, attr_text=area)


def _steady(words: Sequence[str]) -> int:
    """Return a number that names a list of words, the same in every run."""
    import zlib

    return zlib.crc32("\n".join(words).encode())


def _number_rule(column: Column) -> Any:
    from openpyxl.worksheet.datavalidation import DataValidation

    least = column.least if column.least is not None else (0 if column.type == "count" else -1e12)
    most = column.most if column.most is not None else 1e12
    rule = DataValidation(
        type="whole" if column.type == "count" else "decimal",
        operator="between",
        formula1=f"{least:.10g}",
        formula2=f"{most:.10g}",
        allow_blank=True,
    )
    rule.errorTitle, rule.error = "Không phải số", "Ghi một số, không kèm chữ."
    return rule


def guide_rows(kind: Kind) -> list[tuple[str, ...]]:
    """Return what the guide says of each column: heading, name, must, type, choices, note, example."""
    return [
        (
            column.heading,
            column.name,
            "có" if column.required and column.default is None else "",
            TYPE_VI[column.type],
            _choices(column.choices),
            column.help,
            column.example,
        )
        for column in kind.columns
    ]


def _choices(words: Mapping[str, str]) -> str:
    return ", ".join(words.values())


_INTRO = (
    "Dòng 1 là tên cột, không sửa. Cột nền nâu phải điền; cột nền xanh có thì điền.",
    f"Dòng 2 có chữ “{MARK}” ở cột {NUMBER_HEADING} là dòng mẫu: khi nhập tự bỏ qua, xoá cũng được.",
    "Ngày ghi như 12/06/2026. Số ghi như 1.234 hoặc 12,5. Nhiều lựa chọn trong một ô cách nhau bằng dấu ;",
    "Không ghi tên, số điện thoại, e-mail, số giấy tờ của người dân, đoàn viên, người lao động ở bất kỳ cột nào.",
    "Nhập lại cùng tệp không làm gì thêm; sửa một ô rồi nhập lại thì chỉ dòng ấy đổi.",
)


def _guide(book: Workbook, kind: Kind) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    rule = Border(top=Side(style="hair", color="BFBFBF"))
    guide = book.create_sheet(GUIDE)
    for letter, width in zip("ABCDEFG", (24, 20, 9, 20, 44, 44, 26), strict=True):
        guide.column_dimensions[letter].width = width
    for line in _INTRO:
        guide.append([line])
    for table in kind.tables():
        guide.append([])
        guide.append([table.title])
        guide.cell(row=guide.max_row, column=1).font = Font(name=_FACE, bold=True, size=13)
        if table.about:
            guide.append([table.about])
        guide.append(["Cột", "Tên kỹ thuật", "Bắt buộc", "Kiểu", "Lựa chọn", "Ghi chú", "Ví dụ"])
        for cell in guide[guide.max_row]:
            cell.font = Font(name=_FACE, bold=True)
        for row in guide_rows(table):
            guide.append(row)
            for cell in guide[guide.max_row]:
                cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.border = rule
            _fit(guide, guide.max_row)
    _for_print(guide, "")
