"""The kinds of things staff hand over as tables, and the Excel template of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name in files, its Vietnamese heading, whether it must be filled, an example."""

    name: str
    heading: str
    required: bool
    example: str
    help: str
    also: tuple[str, ...] = ()  # other headings met in exports of feeds and clipping services


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of table."""

    id: str
    title: str
    columns: tuple[Column, ...]

    def aliases(self) -> dict[str, str]:
        """Map folded headings and names to column names."""
        from langnghe.text import fold

        found = {}
        for column in self.columns:
            for heading in (
                column.name,
                column.heading,
                column.heading.split("(")[0],
                *column.also,
            ):
                found[fold(heading).replace(" ", "_")] = column.name
        return found


POSTS = Kind(
    id="posts",
    title="Tin bài",
    columns=(
        Column(
            name="url",
            heading="Đường dẫn",
            required=False,
            example="https://bao.example/tin-1.html",
            help="Địa chỉ bài; trống thì cần Mã",
        ),
        Column(
            name="title",
            heading="Tiêu đề",
            required=False,
            example="Công đoàn trao quà cho công nhân",
            help="Trống được với bình luận",
        ),
        Column(
            name="lead",
            heading="Sa-pô",
            required=False,
            example="",
            help="Đoạn dẫn",
            also=("sapo", "summary"),
        ),
        Column(
            name="text",
            heading="Nội dung",
            required=False,
            example="Sáng 12/6, …",
            help="Tiêu đề hoặc nội dung phải có",
            also=("content", "body", "description"),
        ),
        Column(
            name="published_at",
            heading="Ngày đăng",
            required=False,
            example="2026-06-12 08:30",
            help="2026-06-12, 12/06/2026 08:30 hoặc ISO 8601; giờ Việt Nam nếu không ghi múi giờ",
            also=("date", "time", "Ngày giờ"),
        ),
        Column(
            name="source",
            heading="Nguồn",
            required=False,
            example="bao-example",
            help="Mã hoặc tên nguồn; trống thì lấy tên miền",
            also=("source_site", "site", "Báo"),
        ),
        Column(
            name="kind",
            heading="Loại",
            required=False,
            example="article",
            help="article, comment hoặc post; trống là article",
        ),
        Column(name="id", heading="Mã", required=False, example="", help="Mã riêng ở nguồn nếu có"),
        Column(
            name="author",
            heading="Tác giả",
            required=False,
            example="",
            help="Chỉ bút danh báo chí; người bình luận không ghi tên",
        ),
        Column(
            name="section",
            heading="Chuyên mục",
            required=False,
            example="",
            help="Chuyên mục của báo",
            also=("category",),
        ),
    ),
)

KINDS: Mapping[str, Kind] = MappingProxyType({kind.id: kind for kind in (POSTS,)})


def write_template(kind: Kind, out: Path) -> None:
    """Write the Excel template: Vietnamese headings, one example row, a sheet that explains."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = kind.title
    guide = book.create_sheet("Hướng dẫn")
    guide.append(["Cột", "Tên kỹ thuật", "Bắt buộc", "Ghi chú"])
    for number, column in enumerate(kind.columns, start=1):
        cell = sheet.cell(row=1, column=number, value=column.heading)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1F4E79")
        sheet.cell(row=2, column=number, value=column.example).alignment = Alignment(wrap_text=True)
        sheet.column_dimensions[cell.column_letter].width = max(14, len(column.example) * 0.7)
        guide.append([column.heading, column.name, "có" if column.required else "", column.help])
    for letter, width in (("A", 16), ("B", 16), ("C", 10), ("D", 80)):
        guide.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    book.save(out)
