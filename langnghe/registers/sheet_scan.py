"""Sheets and shared strings in the plain XML that Excel, LibreOffice, Google and openpyxl write.

The rows of a sheet are scanned by one pattern, which must cover every byte of them: anything it does
not know (comments, prefixes, rich text, another encoding) raises Odd, and the caller walks the part
with lxml instead. What stands around the rows is parsed by lxml as well. So this is fast where it
can be, and never reads another thing than an XML parser would.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

from langnghe.registers.sheet_parts import Odd, parse_bytes

if TYPE_CHECKING:
    from langnghe.registers.sheet_xml import Area, Cells, Row

_CHUNK = 1 << 20
_LONGEST = 1 << 24  # bytes from one row's end to the next, and of what stands before the rows
_SPACES = " \t\n"
# Bytes that a parser would change (\r) or refuse; the two last are U+FFFE and U+FFFF.
_UNFIT = bytes({*range(0x20)} - {0x09, 0x0A})
_UNFIT_LETTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_ENCODINGS = (None, "UTF-8", "utf-8", "ASCII", "US-ASCII", "us-ascii")

_ATTRIBUTE = r'(?: (?!r=|xmlns)[A-Za-z_][\w:.-]*="[^"<&]*")*'
_T = r'<t(?: xml:space="preserve")?(?: ?/>|>([^<]*)</t>)'
_ROW = re.compile(rf'[ \t\n]*<row(?: r="([0-9]{{1,7}})")?{_ATTRIBUTE} ?(/?)>', re.ASCII)
_CELL = re.compile(
    r'<c(?: r="([A-Z]{1,3})[0-9]{1,7}")?(?: s="([0-9]{1,9})")?(?: t="([A-Za-z]{1,9})")? ?'
    rf"(?:/>|>(?:<f{_ATTRIBUTE.replace('r=|', '')} ?(?:/>|>[^<]*</f>))?"
    rf'(?:<v(?: xml:space="preserve")?(?: ?/>|>([^<]*)</v>))?(?:(<is>){_T}</is>)?</c>)'
    r"|([\s\S])",
    re.ASCII,
)
_STRING = re.compile(rf"<si>{_T}</si>|([\s\S])", re.ASCII)
_REFERENCE = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));|&")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def scan_sheet(source: IO[bytes], cells: Cells) -> tuple[list[Row], tuple[Area, ...]]:
    """Return the rows and merged areas of a sheet; Odd when its XML is not of the plain kind."""
    from langnghe.registers.sheet_xml import Rows, areas

    found = Rows()
    around: list[bytes] = []
    read = _reader(cells)
    for text in _between(source, b"sheetData", b"</row>", around):
        pieces = text.split("</row>")
        for piece in pieces[:-1]:
            head = _ROW.match(piece)
            while head is not None and head[2]:  # <row r="7"/>: empty, and not closed apart
                found.add(head[1], [])
                head = _ROW.match(piece, head.end())
            if head is None:
                raise Odd
            found.add(head[1], read(piece, head.end()))
        _only_empty_rows(pieces[-1])
    root = _root(around, "worksheet")
    if [each.prefix for each in root.findall(f"{root.tag[:-9]}sheetData")] != [None]:
        raise Odd
    refs = [each.get("ref", "") for each in root.iter("{*}mergeCell")]
    return found.rows, areas(refs, len(found.rows))


def scan_strings(source: IO[bytes]) -> list[str]:
    """Return the shared strings; Odd when one of them is rich text or the like."""
    around: list[bytes] = []
    found: list[str] = []
    plain = _Plain()
    for text in _between(source, b"sst", b"</si>", around):
        for words, junk in _STRING.findall(text):
            if junk:
                raise Odd
            found.append(plain[words] if "&" in words else words)
    _root(around, "sst")
    return found


def _reader(cells: Cells) -> Any:
    """Return the function that reads the cells of one row from a place in a text on."""
    places, numbers, strings = cells.places, cells.numbers, cells.strings
    findall = _CELL.findall
    plain = _Plain()

    def read(piece: str, start: int) -> Row:
        row: Row = []
        filled = after = 0  # how long the row is; the place after the last cell
        for letters, style, kind, words, inline, said, junk in findall(piece, start):
            if junk:
                raise Odd
            at = places.get(letters) if letters else after
            if at is None:
                at = cells.place(letters)
            after = at + 1
            text = said if kind == "inlineStr" else words
            if "&" in text:
                text = plain[text]
            if kind == "inlineStr":
                if not inline:
                    continue
                value = text
            elif not text:
                continue
            elif kind == "s":
                value = strings[int(text)]
            elif kind in ("", "n"):
                value = numbers.get((text, style or "0"))
                if value is None:
                    value = cells.value("n", text, style or "0")
            else:
                value = cells.value(kind, text, style)
            if at < filled:
                continue  # a damaged file says a cell twice: the first counts
            if at > filled:
                row += [None] * (at - filled)
            row.append(value)
            filled = after
        return row

    return read


class _Plain(dict[str, str]):
    """Text with its references (&amp; &#7892;) undone; remembered, for most are said again."""

    def __missing__(self, text: str) -> str:
        found = self[text] = _REFERENCE.sub(_undone, text)
        return found


def _undone(found: re.Match[str]) -> str:
    if found[1]:
        return _NAMED[found[1]]
    number = int(found[2]) if found[2] else int(found[3], 16) if found[3] else 0
    letter = 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0xFFFF < number < 0x110000
    if not letter and number not in (9, 10, 13):
        raise Odd  # a bare & or what is no letter: the parser says what is wrong
    return chr(number)


def _only_empty_rows(text: str) -> None:
    at = 0
    while (head := _ROW.match(text, at)) is not None and head[2]:
        at = head.end()
    if text[at:].strip(_SPACES):
        raise Odd


def _between(source: IO[bytes], name: bytes, end: bytes, around: list[bytes]) -> Iterator[str]:
    """Yield what stands inside an element, cut after whole rows; into around goes the rest.

    The rest is XML by itself, with the element empty: for the caller to parse.
    """
    buffer = b""
    opening = re.compile(rb"<%b(?: [^<>]*)?/?>" % name)
    while (begin := opening.search(buffer)) is None:
        if not (more := source.read(_CHUNK)) or len(buffer) > _LONGEST:
            raise Odd
        buffer += more
    if begin[0].endswith(b"/>"):
        around.append(buffer + source.read())
        return
    around.append(buffer[: begin.end()])
    buffer = buffer[begin.end() :]
    closing = b"</%b>" % name
    while (at := buffer.find(closing)) < 0:
        cut = buffer.rfind(end) + len(end)
        if cut >= len(end):
            yield _text(buffer[:cut])
            buffer = buffer[cut:]
        if not (more := source.read(_CHUNK)) or len(buffer) > _LONGEST:
            raise Odd
        buffer += more
    yield _text(buffer[:at])
    around.append(buffer[at:] + source.read())


def _text(content: bytes) -> str:
    if len(content.translate(None, _UNFIT)) != len(content):
        raise Odd
    if any(letter in content for letter in _UNFIT_LETTERS):
        raise Odd
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise Odd from None


def _root(around: list[bytes], name: str) -> Any:
    """Return what stands around; Odd unless it is what its bytes looked like: UTF-8, no prefixes."""
    root = parse_bytes(b"".join(around))
    usual = root.tag in [f"{{{space}}}{name}" for space in _NAMESPACES]
    if not usual or root.prefix or root.getroottree().docinfo.encoding not in _ENCODINGS:
        raise Odd
    return root
