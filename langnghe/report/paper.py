"""Paper in the layout of Nghị định 30/2020/NĐ-CP (phụ lục I): A4, Times New Roman, margins, page numbers.

Thin helpers over python-docx; what stands on the pages is document.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from langnghe.paper import (
    aligned,
    element,
    fixed_table,
    one_font,
    page_number,
    put,
    repeated,
    unbroken,
    write,
)

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

BODY, TABLE, SMALL = 13, 12, 11  # points
# Nghị định 30: trên, dưới 20–25 mm; trái 30–35 mm; phải 15–20 mm.
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 15
SHORT, LONG = 210, 297
SHADE = "E8EDF3"


def blank() -> Document:
    """Return an empty document with the styles and the first, upright section set."""
    import docx
    from docx.shared import Pt, RGBColor

    document = docx.Document()
    for name, size in (("Normal", BODY), ("Heading 1", BODY), ("Heading 2", BODY)):
        style: Any = document.styles[name]
        one_font(style, size)
        if name != "Normal":
            style.font.bold, style.font.color.rgb = True, RGBColor(0, 0, 0)
            style.paragraph_format.keep_with_next = True
        style.paragraph_format.space_before = Pt(6 if name != "Normal" else 0)
        style.paragraph_format.space_after = Pt(3)
        style.paragraph_format.line_spacing = 1.0
    section = document.sections[0]
    margins(section)
    page_number(section)
    return document


def margins(section: Section, *, lying: bool = False) -> None:
    """Set paper and margins; lying: landscape, the binding edge on top."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    wide, high = (LONG, SHORT) if lying else (SHORT, LONG)
    section.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(wide), Mm(high)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance = Mm(10)


def lying_section(document: Document) -> None:
    """Begin a landscape section on a new page."""
    section = document.add_section()
    margins(section, lying=True)
    section.different_first_page_header_footer = False
    section.header.is_linked_to_previous = True


def line(
    place: Document | _Cell,
    text: str,
    *,
    align: str = "left",
    after: float | None = None,
    indent: bool = False,
    **how: Any,
) -> Paragraph:
    """Add a paragraph of one run; align: left, centre, right, both. indent: a first line of 1 cm."""
    from docx.shared import Mm, Pt

    paragraph = place.add_paragraph()
    aligned(paragraph, align)
    if after is not None:
        paragraph.paragraph_format.space_after = Pt(after)
    if indent:
        paragraph.paragraph_format.first_line_indent = Mm(10)
    return write(paragraph, text, **how)


def underline(paragraph: Paragraph, share: float, width: float) -> None:
    """Draw the rule that stands below a letterhead line: a share of a width in mm, centred."""
    from docx.shared import Mm, Pt

    inset = Mm(width * (1 - share) / 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = inset
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.line_spacing = Pt(3)
    borders = element("w:pBdr")
    top = element("w:top")
    for name, value in (
        ("w:val", "single"),
        ("w:sz", "6"),
        ("w:space", "1"),
        ("w:color", "000000"),
    ):
        put(top, name, value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().append(borders)


def table(
    document: Document, widths: Sequence[float], headings: Sequence[str] = (), *, grid: bool = True
) -> Any:
    """Add a table of fixed widths in mm; headings repeat on every page."""
    made = fixed_table(document, widths, grid=grid)
    if headings:
        cells = row(made, headings, bold=True, align="centre", shade=SHADE)
        repeated(cells[0])
    return made


def row(
    made: Any,
    texts: Sequence[str],
    *,
    bold: bool = False,
    italic: bool = False,
    align: str = "left",
    aligns: Sequence[str] = (),
    shade: str = "",
    size: float = TABLE,
    whole: bool = True,
) -> list[Any]:
    """Add a row and return its cells; whole: it does not break over pages."""
    new = made.add_row()
    if whole:
        unbroken(new)
    # python-docx looks a table's cells up anew each time it is asked: once a row is enough.
    cells = list(new.cells)
    for place, (cell, text, column) in enumerate(zip(cells, texts, made.columns, strict=True)):
        cell.width = column.width
        fill(cell, text, bold=bold, italic=italic, size=size,
             align=aligns[place] if aligns else align)  # fmt: skip
        if shade:
            shaded(cell, shade)
    return cells


def fill(cell: _Cell, text: str, *, align: str = "left", **how: Any) -> None:
    """Write the text of a cell, one paragraph a line."""
    from docx.shared import Pt

    for number, said in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        aligned(paragraph, align)
        paragraph.paragraph_format.space_after = Pt(1)
        if said:
            write(paragraph, said, **how)


def shaded(cell: _Cell, colour: str) -> None:
    """Give a cell a background."""
    shade = element("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", colour)):
        put(shade, name, value)
    cell._tc.get_or_add_tcPr().append(shade)


def picture(document: Document, data: bytes, alt: str, *, name: str, width: float) -> None:
    """Add a picture, width in mm, with the words a screen reader says in its place."""
    import io

    from docx.shared import Mm, Pt

    paragraph = document.add_paragraph()
    aligned(paragraph, "centre")
    paragraph.paragraph_format.space_after = Pt(2)
    shape = paragraph.add_run().add_picture(io.BytesIO(data), width=Mm(width))
    shape._inline.docPr.set("descr", alt)
    shape._inline.docPr.set("name", name)


def new_page(document: Any) -> None:
    """Go on on a new page."""
    document.add_page_break()
