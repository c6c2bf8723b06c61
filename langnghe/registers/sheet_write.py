"""A workbook written straight as XML: a copy of a big table must not take longer than its import.

Only what a copy needs: text, numbers, days, widths, one bold line, red cells. openpyxl's write-only
mode, which does far more, takes several times as long.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 (Excel's day 0)
_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Formats of plain cells, in the order of cellXfs; the same again in red, then bold.
_PLAIN, _DAY, _MOMENT, _TIME, _SPAN = range(5)
_RED, _BOLD = 5, 10
_FORMATS = (0, 164, 165, 20, 46)
_XFS = "".join(
    f'<xf numFmtId="{number}" fontId="0" fillId="{fill}" borderId="0" xfId="0" '
    f'applyNumberFormat="1" applyFill="{int(bool(fill))}"/>'
    for fill in (0, 2)
    for number in _FORMATS
)
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_NS}"><numFmts count="2"><numFmt numFmtId="164" '
    'formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="dd/mm/yyyy hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/>'
    '<name val="Calibri"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/>'
    '</fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid">'
    '<fgColor rgb="FFFFC7CE"/><bgColor indexed="64"/></patternFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    f'<cellXfs count="11">{_XFS}<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" '
    'applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" '
    'builtinId="0"/></cellStyles></styleSheet>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutSheet:
    """One sheet to write; lines are counted from 1, places from 0."""

    title: str
    rows: Sequence[Sequence[Any]]
    widths: Sequence[float] = ()
    bold: int = 0  # the line of headings
    red: Mapping[int, frozenset[int]] = field(default_factory=dict)  # line → places


def letter(position: int) -> str:
    """Return the letters of a column, counted from 0."""
    found, rest = "", position + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        found = chr(65 + digit) + found
    return found


def write_workbook(path: Path, sheets: Sequence[OutSheet]) -> None:
    """Write the sheets to a file; text is never a formula, whatever it begins with."""
    numbers = range(1, len(sheets) + 1)
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", _types(numbers))
        archive.writestr("_rels/.rels", _rels([("officeDocument", "xl/workbook.xml")]))
        archive.writestr("xl/workbook.xml", _book([sheet.title for sheet in sheets]))
        parts = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
        archive.writestr("xl/_rels/workbook.xml.rels", _rels([*parts, ("styles", "styles.xml")]))
        archive.writestr("xl/styles.xml", _STYLES)
        for number, sheet in zip(numbers, sheets, strict=True):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(sheet))


def _types(numbers: Sequence[int]) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    parts += [(f"/xl/worksheets/sheet{n}.xml", "worksheet") for n in numbers]
    named = "".join(
        f'<Override PartName="{part}" ContentType="{kind}.{name}+xml"/>' for part, name in parts
    )
    return (
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{named}</Types>'
    )


def _rels(parts: Sequence[tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="rId{n}" Type="{_REL}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(parts, start=1)
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{_HEAD}<Relationships xmlns="{package}">{each}</Relationships>'


def _book(titles: Sequence[str]) -> str:
    used: set[str] = set()
    sheets = ""
    for number, title in enumerate(titles, start=1):
        name = re.sub(r"[\[\]:*?/\\]", " ", _UNFIT.sub(" ", title))[:28].strip("' ") or "Bảng"
        if name.lower() in used:
            name = f"{name} {number}"
        used.add(name.lower())
        sheets += f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
    return f'{_HEAD}<workbook xmlns="{_NS}" xmlns:r="{_REL}"><sheets>{sheets}</sheets></workbook>'


def _sheet(sheet: OutSheet) -> str:
    widest = max((len(row) for row in sheet.rows), default=0)
    letters = [letter(place) for place in range(widest)]
    cols = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(sheet.widths, start=1)
    )
    size = f"A1:{letters[-1]}{len(sheet.rows)}" if letters else "A1"
    parts = [f'{_HEAD}<worksheet xmlns="{_NS}"><dimension ref="{size}"/>']
    parts += [f"<cols>{cols}</cols>" if cols else "", "<sheetData>"]
    # What stands in a cell after its place: most cells of a table say what others have said.
    said: dict[tuple[type, object], str] = {}
    for line, row in enumerate(sheet.rows, start=1):
        red = sheet.red.get(line, frozenset())
        bold = _BOLD if line == sheet.bold else 0
        parts.append(f'<row r="{line}">')
        for place, value in enumerate(row):
            if value is None and place not in red:
                continue
            if place in red or bold:
                cell = _cell(value, _RED if place in red else bold)
            else:
                key = (value.__class__, value)  # True is 1, and yet no number
                if (known := said.get(key)) is None:
                    known = said[key] = _cell(value, _PLAIN)
                cell = known
            parts.append(f'<c r="{letters[place]}{line}"{cell}')
        parts.append("</row>")
    parts.append("</sheetData></worksheet>")
    return "".join(parts)


def _cell(value: Any, style: int) -> str:
    """Return a cell from behind its place."""
    if isinstance(value, str):
        text = escape(_UNFIT.sub(" ", value))
        return f' s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    if value is None:
        return f' s="{style}"/>'
    if isinstance(value, bool):
        return f' s="{style}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f' s="{style}"><v>{value!r}</v></c>'
    format_, number = _serial(value)
    if number is None:
        return _cell(str(value), style)
    style = style if style == _BOLD else style + format_
    return f' s="{style}"><v>{number!r}</v></c>'


def _serial(value: object) -> tuple[int, float | int | None]:
    """Return the format of a day or a time, and its number."""
    if isinstance(value, datetime):
        whole = value.replace(tzinfo=None)
        number = (whole - _ZERO) / timedelta(days=1)
        midnight = whole.time() == time()
        return (_DAY if midnight else _MOMENT), int(number) if midnight else number
    if isinstance(value, date):
        return _DAY, (datetime(value.year, value.month, value.day) - _ZERO).days  # noqa: DTZ001
    if isinstance(value, time):
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        return _TIME, seconds / 86_400
    if isinstance(value, timedelta):
        return _SPAN, value / timedelta(days=1)
    return _PLAIN, None
