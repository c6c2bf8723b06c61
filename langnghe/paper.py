"""The parts of a DOCX that every kind of our papers shares: fonts, alignment, page number, fixed tables.

Thin helpers over python-docx for what it has no words for. Sizes and margins are each paper's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.text.paragraph import Paragraph

FONT = "Times New Roman"


def one_font(style: Any, size: float) -> None:
    """Set a style in Times New Roman for every script, at a size in points."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for slot in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(slot), FONT)
    for slot in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(slot), None)


def page_number(section: Section) -> None:
    """Put the page number top centre, on every page but the first."""
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    aligned(paragraph, "centre")
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        made = element("w:fldChar" if kind else "w:instrText")
        if kind:
            put(made, "w:fldCharType", kind)
        else:
            made.text = text
        run._r.append(made)


def aligned(paragraph: Paragraph, align: str) -> None:
    """Align a paragraph: left, centre, right, both."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH as WAY

    ways = {"left": WAY.LEFT, "centre": WAY.CENTER, "right": WAY.RIGHT, "both": WAY.JUSTIFY}
    paragraph.alignment = ways[align]


def write(
    paragraph: Paragraph,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    size: float | None = None,
) -> Paragraph:
    """Add a run of text and return the paragraph."""
    from docx.shared import Pt

    run = paragraph.add_run(text)
    run.bold, run.italic = bold or None, italic or None
    if size:
        run.font.size = Pt(size)
    return paragraph


def fixed_table(document: Document, widths: Sequence[float], *, grid: bool = True) -> Any:
    """Add an empty table of fixed widths in mm, centred."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Mm

    made: Any = document.add_table(rows=0, cols=len(widths))
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    if grid:
        made.style = document.styles["Table Grid"]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    return made


def repeated(cell: Any) -> None:
    """Let the row of a cell stand at the head of every page of its table."""
    mark = element("w:tblHeader")
    put(mark, "w:val", "true")
    cell._tc.getparent().get_or_add_trPr().append(mark)


def unbroken(row: Any) -> None:
    """Keep a row of a table on one page."""
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))


def element(name: str) -> Any:
    """Return a new element of WordprocessingML."""
    from docx.oxml import OxmlElement

    return OxmlElement(name)


def put(made: Any, name: str, value: str) -> None:
    """Set an attribute of an element."""
    from docx.oxml.ns import qn

    made.set(qn(name), value)
