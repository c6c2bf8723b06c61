"""The parts of a workbook: which file inside the archive is which sheet, what its formats mean.

A workbook comes from outside: its size unpacked is bounded, and XML with declarations of its own
(entities that grow, files it asks for) is refused. No spreadsheet program writes such.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from langnghe.registers.sheet_numbers import shows_day, shows_span

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.etree import _Element

MOST_BYTES = 256 * 1024 * 1024  # of one part unpacked: about 300,000 rows of 15 columns
SAFE: dict[str, bool] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
}


class RefusedError(Exception):
    """A workbook that no spreadsheet program writes, or too big to be read; in Vietnamese."""


class Odd(Exception):
    """Something the fast way does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Where things stand in the archive; the ids of cell styles are as XML writes them."""

    sheets: tuple[tuple[str, str], ...]  # visible ones: title, part
    strings: str | None
    days: frozenset[str]  # styles that show a day or a time
    spans: frozenset[str]  # styles that show a length of time
    from_1904: bool


def read_parts(archive: ZipFile) -> Parts:
    """Return the parts of a workbook; Odd where it is put together in another way than usual."""
    book = next(
        (to for kind, to in _relations(archive, "").values() if kind == "officeDocument"), ""
    )
    if not book:
        raise Odd
    root = parse(archive, book)
    related = _relations(archive, book)
    by_kind = dict(related.values())
    sheets = []
    for sheet in root.iterfind("{*}sheets/{*}sheet"):
        kind, target = related[_relation_id(sheet)]
        if sheet.get("state", "visible") == "visible" and kind == "worksheet":
            sheets.append((sheet.get("name", ""), target))
    settings = root.find("{*}workbookPr")
    days, spans = _styles(archive, by_kind.get("styles"))
    return Parts(
        sheets=tuple(sheets),
        strings=by_kind.get("sharedStrings"),
        days=days,
        spans=spans,
        from_1904=settings is not None and settings.get("date1904") in ("1", "true"),
    )


def parts_by_openpyxl(path: Path) -> Parts:
    """Return the same of a workbook that is put together in an unusual way."""
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.styles.stylesheet import apply_stylesheet
    from openpyxl.utils.datetime import CALENDAR_MAC_1904
    from openpyxl.xml.constants import SHARED_STRINGS

    # Step by step, not load_workbook: that walks whole sheets only to learn their size.
    reader = ExcelReader(path, read_only=True, data_only=True)
    with reader.archive as archive:
        reader.read_manifest()
        reader.read_workbook()
        apply_stylesheet(archive, reader.wb)
        strings = reader.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]
        book: Any = reader.wb
        return Parts(
            sheets=tuple(
                (sheet.name, rel.target)
                for sheet, rel in reader.parser.find_sheets()
                if sheet.state == "visible" and "worksheet" in rel.Type
            ),
            strings=strings.PartName[1:] if strings is not None else None,
            days=frozenset(map(str, book._date_formats)),
            spans=frozenset(map(str, book._timedelta_formats)),
            from_1904=book.epoch == CALENDAR_MAC_1904,
        )


def bounded(archive: ZipFile) -> ZipFile:
    """Return the archive; RefusedError when a part of it would fill the memory.

    The size an archive tells is a bound: zipfile reads no byte beyond it.
    """
    if any(part.file_size > MOST_BYTES for part in archive.infolist()):
        most = MOST_BYTES // 1024 // 1024
        raise RefusedError(
            f"giải nén ra hơn {most} MB; bỏ trang và định dạng thừa, hoặc chia thành nhiều tệp"
        )
    return archive


def no_declarations(element: _Element) -> None:
    """Raise RefusedError for XML with a DOCTYPE."""
    if element.getroottree().docinfo.internalDTD is not None:
        raise RefusedError(
            "có khai báo DOCTYPE, điều Excel không bao giờ ghi; tệp có thể độc hại, hãy hỏi lại người gửi"
        )


def parse(archive: ZipFile, part: str) -> _Element:
    """Return the root of a small part."""
    return parse_bytes(archive.read(part))


def parse_bytes(content: bytes) -> _Element:
    """Return the root of some XML, with nothing fetched or replaced."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    root = etree.fromstring(content, parser)
    no_declarations(root)
    return root


def _relations(archive: ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Return id → (last word of its kind, part) of what a part ("": the package) refers to."""
    folder, name = posixpath.split(part)
    where = posixpath.join(folder, "_rels", f"{name}.rels")
    if where not in archive.namelist():
        raise Odd
    return dict(_each_relation(parse(archive, where), folder))


def _each_relation(root: _Element, folder: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for each in root.iterfind("{*}Relationship"):
        if each.get("TargetMode") != "External":
            kind = each.get("Type", "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/", folder, each.get("Target", "")))
            yield each.get("Id", ""), (kind, target.lstrip("/"))


def _relation_id(sheet: _Element) -> str:
    for name, value in sheet.attrib.items():
        if str(name).endswith("relationships}id"):
            return str(value)
    raise Odd


def _styles(archive: ZipFile, part: str | None) -> tuple[frozenset[str], frozenset[str]]:
    """Return the ids of cell styles that show days, and of those that show lengths of time."""
    if part is None:
        return frozenset(), frozenset()
    root = parse(archive, part)
    custom = {
        int(each.get("numFmtId", "")): each.get("formatCode", "")
        for each in root.iterfind("{*}numFmts/{*}numFmt")
    }
    used = [int(xf.get("numFmtId", "0")) for xf in root.iterfind("{*}cellXfs/{*}xf")]
    days = {str(style) for style, number in enumerate(used) if shows_day(number, custom)}
    spans = {str(style) for style, number in enumerate(used) if shows_span(number, custom)}
    return frozenset(days), frozenset(spans)
