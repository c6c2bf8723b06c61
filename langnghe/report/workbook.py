"""The report as XLSX: figures of each criterion, and behind each a link to the rows it was counted from."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from langnghe.report.archive import settled
from langnghe.report.model import CRITERIA, FigureLine, Report
from langnghe.report.row_sheets import add_list, lists_of
from langnghe.report.submission import PIECE, SHEET
from langnghe.report.words import STATUS_VI, clean, moment, status_of

if TYPE_CHECKING:
    import pyarrow as pa
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

IN_MEMORY = 100_000  # rows; of more the sheets lie in temporary files until they are packed
_FIGURES = (
    ("Câu", 7), ("Câu hỏi của kế hoạch", 44), ("Con số", 40), ("Lớp", 26), ("Giá trị", 12),
    ("Đơn vị tính", 12), ("Tử số", 10), ("n", 9), ("95% từ", 10), ("95% đến", 10), ("Tình trạng", 16),
    ("Ghi chú", 50), ("Mở ra", 14),
)  # fmt: skip
_ROWS = (
    ("Câu", 7), ("Con số", 18), ("Lớp", 22), ("Ngày", 12), ("Đơn vị", 34), ("Tên", 70), ("Cộng vào", 10),
    ("Mẫu số", 10), ("Loại", 20), ("Mã", 40),
)  # fmt: skip


@dataclass
class _Book:
    """The workbook under way: formats, and where the rows of each figure stand."""

    book: Workbook
    period: str
    formats: dict[str, Any] = field(default_factory=dict)
    places: dict[tuple[str, str, str, str], tuple[str, int, int]] = field(default_factory=dict)

    def format(self, **how: Any) -> Any:
        key = repr(sorted(how.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"valign": "top", **how})
        return self.formats[key]

    def sheet(self, name: str, columns: Sequence[tuple[str, int]], title: str) -> Worksheet:
        """Add a sheet with a title in row 1 and headings in row 3."""
        made = self.book.add_worksheet(name)
        made.write_string(0, 0, title, self.format(bold=True, font_size=13))
        head = self.format(bold=True, bg_color="#E8EDF3", border=1, text_wrap=True)
        for place, (heading, width) in enumerate(columns):
            made.set_column(place, place, width)
            made.write_string(2, place, heading, head)
        made.freeze_panes(3, 0)
        return made


def to_xlsx(report: Report, rows: pa.Table, submission: bytes = b"") -> bytes:
    """Return the report as an XLSX file: the same report, the same bytes."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": rows.num_rows < IN_MEMORY, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False, "default_date_format": "dd/mm/yyyy"}  # fmt: skip
    with _not_packed(), xlsxwriter.Workbook(out, options) as book:
        made = _Book(book, report.period)
        book.set_properties(
            {"title": report.letterhead.subject, "author": report.letterhead.office,
             "subject": report.id, "created": report.made_at.replace(tzinfo=None, microsecond=0)}
        )  # fmt: skip
        names = ["Tóm tắt", *(f"TC{n}" for n in CRITERIA), "Chỉ tiêu"]
        sheets = lists_of(report, rows)
        made.places = sheets.places
        _summary(made, report)
        for number, name in CRITERIA.items():
            told = [
                (q.id, q.wording, f, status_of(q)) for q in report.of_criterion(number)
                for f in q.figures
            ]  # fmt: skip
            _figures(made, names[number], f"Tiêu chí {number}. {name}", told)
        _targets(made, report)
        _units(made, report)
        for name, columns in sheets.lists:
            _list(made, name, columns, sheets.cut)
        _made_of(made, report)
        if submission:
            _handed_in(made, submission)
    return settled(out.getvalue())


@contextmanager
def _not_packed() -> Iterator[None]:
    """Have xlsxwriter only lay its files together: `settled` packs them, and packing takes longest of all."""
    import xlsxwriter.workbook as writer

    kept, writer.ZIP_DEFLATED = writer.ZIP_DEFLATED, zipfile.ZIP_STORED
    try:
        yield
    finally:
        writer.ZIP_DEFLATED = kept


def _summary(made: _Book, report: Report) -> None:
    sheet = made.sheet(
        "Tóm tắt",
        (("Câu", 8), ("Con số", 52), ("Kỳ này", 14), ("Kỳ trước", 14), ("Thay đổi", 14), ("Đơn vị tính", 14), ("Ghi chú", 60)),
        f"{report.letterhead.subject} – {report.unit_name}",
    )  # fmt: skip
    done = f"Trả lời {report.answered}/{report.total} câu hỏi. Bản {report.id}, lập lúc {moment(report.made_at)}."
    sheet.write_string(1, 0, done)
    line = 3
    for change in report.changes:
        sheet.write_string(line, 0, change.question)
        sheet.write_string(line, 1, change.name, made.format(text_wrap=True))
        told = ((report.period, change.now), (report.before, change.before))
        for column, (period, value) in enumerate(told, start=2):
            spot = (period, change.question, change.rows, "")
            _number(made, sheet, line, column, value, change.digits, made.places.get(spot))
        _number(made, sheet, line, 4, change.difference, change.digits)
        sheet.write_string(line, 5, change.unit)
        sheet.write_string(line, 6, clean(change.note), made.format(text_wrap=True))
        line += 1
    line += 1
    sheet.write_string(line, 0, "Chỗ còn thiếu", made.format(bold=True))
    for gap in report.gaps():
        line += 1
        why = clean(gap.reason) if not gap.answered else f"chưa nộp: {', '.join(gap.missing)}"
        sheet.write_string(line, 0, gap.id)
        sheet.write_string(line, 1, gap.name, made.format(text_wrap=True))
        sheet.write_string(line, 6, why, made.format(text_wrap=True))


def _figures(
    made: _Book, name: str, title: str, told: Sequence[tuple[str, str, FigureLine, str]]
) -> None:
    sheet = made.sheet(name, _FIGURES, title)
    wrap = made.format(text_wrap=True)
    for line, (id_, wording, figure, state) in enumerate(told, start=3):
        bold = made.format(bold=True, text_wrap=True) if figure.primary else wrap
        sheet.write_string(line, 0, id_, bold)
        sheet.write_string(line, 1, wording if figure.primary else "", wrap)
        sheet.write_string(line, 2, figure.name, bold)
        sheet.write_string(line, 3, figure.part_name, wrap)
        place = made.places.get((made.period, figure.question, figure.rows, figure.part))
        _number(made, sheet, line, 4, figure.value, figure.digits, place)
        sheet.write_string(line, 5, figure.unit)
        _number(made, sheet, line, 6, figure.count, 0 if float(figure.count or 0).is_integer() else 1)  # fmt: skip
        _number(made, sheet, line, 7, figure.n if figure.told else None, 0)
        _number(made, sheet, line, 8, figure.low, figure.digits)
        _number(made, sheet, line, 9, figure.high, figure.digits)
        sheet.write_string(line, 10, STATUS_VI[figure.status])
        beside = state if figure.primary and state not in STATUS_VI.values() else ""
        note = "; ".join(filter(None, [beside, clean(figure.note)]))
        sheet.write_string(line, 11, note, wrap)
        if place is not None:
            _link(made, sheet, line, 12, place, f"{figure.row_count} dòng")
    if told:
        sheet.autofilter(2, 0, 2 + len(told), len(_FIGURES) - 1)


def _targets(made: _Book, report: Report) -> None:
    told = [(t.id, t.wording, f, f"{t.sign} {t.word}") for t in report.targets for f in t.figures]
    _figures(made, "Chỉ tiêu", "Chỉ tiêu của kế hoạch", told)
    sheet = made.sheet(
        "Bảng chỉ tiêu",
        (("Mã", 7), ("Chỉ tiêu", 60), ("Mức phải đạt", 40), ("Tình trạng", 20), ("Kết quả", 30), ("Dự báo", 30), ("Đơn vị chưa đạt", 60), ("Ghi chú", 60)),
        "Bảng chỉ tiêu",
    )  # fmt: skip
    for line, target in enumerate(report.targets, start=3):
        said = (target.id, target.wording, target.target, f"{target.sign} {target.word}", target.told,
                target.projection, target.behind,
                "; ".join(filter(None, [target.alternates, clean(target.note)])))  # fmt: skip
        for column, text in enumerate(said):
            sheet.write_string(line, column, text, made.format(text_wrap=True))


def _units(made: _Book, report: Report) -> None:
    columns = (("Mã", 24), ("Đơn vị", 48), ("Đã nộp", 12), ("Lúc", 22), ("Quá hạn", 10),
               ("Trả lời", 10), ("Cách nộp", 34), ("Ghi chú", 50))  # fmt: skip
    sheet = made.sheet("Đơn vị", columns, "Đơn vị nộp báo cáo theo 5 tiêu chí")
    for line, unit in enumerate(report.units, start=3):
        answered = f"{unit.answered}/{unit.total}" if unit.answered is not None else ""
        said = (unit.code, unit.name, "có" if unit.submitted else "chưa nộp",
                moment(unit.at) if unit.at else "", "quá hạn" if unit.late else "", answered,
                unit.way, unit.note)  # fmt: skip
        for column, text in enumerate(said):
            sheet.write_string(line, column, text, made.format(text_wrap=True))


def _list(made: _Book, name: str, columns: Mapping[str, Sequence[Any]], cut: str) -> None:
    sheet = made.sheet(name, _ROWS, f"{name}: mỗi dòng một thứ được đếm")
    if cut:
        sheet.write_string(1, 0, cut)
    add_list(made.book, sheet, columns, made.format(num_format="dd/mm/yyyy", align="left"))


def _made_of(made: _Book, report: Report) -> None:
    sheet = made.sheet("Bản chụp", (("Mục", 24), ("Giá trị", 100)), f"Bản chụp {report.id}")
    said = {"Kỳ": report.period_name, "Đơn vị": report.unit_name, "Lập lúc": moment(report.made_at),
            **report.versions}  # fmt: skip
    for line, (name, text) in enumerate(said.items(), start=3):
        sheet.write_string(line, 0, name)
        sheet.write_string(line, 1, text, made.format(text_wrap=True))


def _handed_in(made: _Book, submission: bytes) -> None:
    """Write what the unit hands in, word for word; long lines lie over several cells."""
    sheet = made.book.add_worksheet(SHEET)
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, "Không sửa trang này: tỉnh nhận báo cáo bằng `langnghe report receive TỆP`")  # fmt: skip
    for line, text in enumerate(submission.decode().split("\n"), start=1):
        for place, start in enumerate(range(0, len(text), PIECE)):
            sheet.write_string(line, place, text[start : start + PIECE])


def _number(
    made: _Book,
    sheet: Worksheet,
    line: int,
    column: int,
    value: float | None,
    digits: int,
    place: tuple[str, int, int] | None = None,
) -> None:
    """Write a number; with a place, one that opens its rows. What is not known stays empty."""
    if value is None:
        return
    shape = "#,##0" + ("." + "0" * digits if digits else "")
    how: dict[str, Any] = {"num_format": shape, "align": "right"}
    if place is not None:
        _link(made, sheet, line, column, place, "")
        how |= {"font_color": "#1f5fa8", "underline": 1}
    sheet.write_number(line, column, value, made.format(**how))


def _link(
    made: _Book, sheet: Worksheet, line: int, column: int, place: tuple[str, int, int], text: str
) -> None:
    name, first, last = place
    target = f"internal:'{name}'!A{first}:J{last}"
    how = made.format(font_color="#1f5fa8", underline=1)
    sheet.write_url(line, column, target, how, string=text or "mở")
