"""Paper for information reports: Times New Roman, the margins of Nghị định 30, links inside and out."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from langnghe import paper
from langnghe.digest.escape import clean, safe_href
from langnghe.paper import (
    aligned,
    element,
    fixed_table,
    one_font,
    page_number,
    put,
    repeated,
    unbroken,
)

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

BODY, TABLE, SMALL = 13, 11.5, 11  # points
TOP, BOTTOM, LEFT, RIGHT, WIDTH = 20, 20, 30, 15, 210  # mm
UPRIGHT = WIDTH - LEFT - RIGHT


def blank(*, tight: bool = False) -> Document:
    """Return an empty A4 document; tight: for the one page of a leader."""
    import docx
    from docx.shared import Mm, Pt, RGBColor

    document = docx.Document()
    body = 10.5 if tight else BODY
    for name in ("Normal", "Heading 1", "Heading 2"):
        style: Any = document.styles[name]
        one_font(style, body)
        if name != "Normal":
            style.font.bold, style.font.color.rgb = True, RGBColor(0, 0, 0)
            style.paragraph_format.keep_with_next = True
            style.paragraph_format.space_before = Pt(3 if tight else 9)
        style.paragraph_format.space_after = Pt(1 if tight else 4)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(WIDTH), Mm(297)
    section.top_margin = section.bottom_margin = Mm(11 if tight else TOP)
    section.left_margin, section.right_margin = Mm(20 if tight else LEFT), Mm(RIGHT)
    section.header_distance = Mm(5 if tight else 9)
    page_number(section)
    return document


def saved(document: Document, title: str, office: str, made_at: datetime) -> bytes:
    """Return a document as a file that says what it is, whose, and when it was made."""
    core = document.core_properties
    core.title, core.author = clean(title)[:255], clean(office)[:255]  # what Word takes
    core.last_modified_by, core.comments, core.language = core.author, "", "vi-VN"
    core.created = core.modified = made_at.replace(tzinfo=None, microsecond=0)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def write(paragraph: Paragraph, text: str, **how: Any) -> Paragraph:
    """Add a run of text, without unseen characters, and return the paragraph."""
    return paper.write(paragraph, clean(text), **how)


def line(place: Document | _Cell, text: str, *, align: str = "left", after: float | None = None,
         left: float = 0, **how: Any) -> Paragraph:  # fmt: skip
    """Add a paragraph of one run; left: indent in mm."""
    from docx.shared import Mm, Pt

    paragraph = place.add_paragraph()
    aligned(paragraph, align)
    if after is not None:
        paragraph.paragraph_format.space_after = Pt(after)
    if left:
        paragraph.paragraph_format.left_indent = Mm(left)
    return write(paragraph, text, **how)


def link(paragraph: Paragraph, text: str, *, url: str = "", anchor: str = "",
         size: float | None = None, bold: bool = False) -> None:  # fmt: skip
    """Add a link to an http(s) address or to a bookmark; the plain text where there is neither."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.ns import qn

    href = safe_href(url) if url else ""
    if not (href or anchor):
        write(paragraph, text, size=size, bold=bold)
        return
    made = element("w:hyperlink")
    if href:
        made.set(qn("r:id"), paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, True))
    else:
        put(made, "w:anchor", anchor)
    write(paragraph, text, size=size, bold=bold)
    run = paragraph.runs[-1]
    run.font.underline = True
    made.append(run._r)
    paragraph._p.append(made)


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Name a place that links inside the document lead to."""
    for kind in ("w:bookmarkStart", "w:bookmarkEnd"):
        made = element(kind)
        put(made, "w:id", str(number))
        if kind == "w:bookmarkStart":
            put(made, "w:name", name)
        paragraph._p.append(made)


def table(document: Document, widths: Sequence[float], headings: Sequence[str] = (), *,
          grid: bool = True) -> Any:  # fmt: skip
    """Add a table of fixed widths in mm; headings repeat on every page."""
    made = fixed_table(document, widths, grid=grid)
    if headings:
        cells: list[Any] = row(made, headings, bold=True)
        repeated(cells[0])
    return made


def row(made: Any, texts: Sequence[str], *, aligns: Sequence[str] = (), size: float = TABLE,
        bold: bool = False) -> list[_Cell]:  # fmt: skip
    """Add a row that does not break over pages and return its cells."""
    from docx.shared import Pt

    new = made.add_row()
    unbroken(new)
    cells = list(new.cells)
    for place, (cell, text, column) in enumerate(zip(cells, texts, made.columns, strict=True)):
        cell.width = column.width
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(1)
        aligned(paragraph, aligns[place] if aligns else "left")
        if text:
            write(paragraph, text, size=size, bold=bold)
    return cells
