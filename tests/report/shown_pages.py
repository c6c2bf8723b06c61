"""Read the workbook, the page and the Markdown of a report, and say where a number is not the one of the JSON."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any
from zipfile import ZipFile

from shown import Told, change, figures_of, notes, one_figure, target, unit, wholes

LISTED = 20_000  # rows of one figure that the workbook holds at most
SHOWN = 12  # rows of one figure that the page shows
_COLUMNS = ("question", "figure", "part", "day", "unit_name", "label", "num", "den", "kind", "id")


# ---- XLSX


@dataclass(frozen=True)
class Book:
    """A workbook as it opens: the values of each sheet from its fourth line on, and where cells lead."""

    lines: Mapping[str, list[tuple[Any, ...]]]
    links: Mapping[str, Mapping[str, str]]  # sheet -> cell -> place


def opened(data: bytes) -> Book:
    """Read a workbook; the links from its XML, for whoever streams values leaves them out."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    lines = {s.title: list(s.iter_rows(min_row=4, values_only=True)) for s in book.worksheets}
    links = {}
    with ZipFile(io.BytesIO(data)) as archive:
        for number, name in enumerate(book.sheetnames, start=1):
            if not name.startswith("Dòng"):
                xml = archive.read(f"xl/worksheets/sheet{number}.xml").decode()
                found = re.findall(r'<hyperlink ref="([A-Z]+\d+)" location="([^"]+)"', xml)
                links[name] = {cell: unescape(place) for cell, place in found}
    return Book(lines, links)


def xlsx_faults(told: Told, book: Book, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what the workbook says that the JSON, or the rows that were counted, do not."""
    faults: list[str] = []
    ours = _by_figure(rows)
    sheets = {f"TC{n}": [q for q in told["questions"] if q["id"][0] == str(n)] for n in range(1, 6)}
    for name, questions in {**sheets, "Chỉ tiêu": told["targets"]}.items():
        wanted = [(q["id"], f) for q in questions for f in q["figures"]]
        lines = book.lines[name]
        if len(lines) != len(wanted):
            faults.append(f"{name}: {len(lines)} dòng, JSON {len(wanted)} con số")
        for at, (values, (id_, figure)) in enumerate(zip(lines, wanted, strict=False), start=4):
            link = book.links[name].get(f"E{at}") or book.links[name].get(f"M{at}")
            faults += _xlsx_figure(told, id_, figure, values, link, book.lines, ours)
    faults += _xlsx_board(told, book)
    return faults


def _by_figure(rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str, str], list[tuple[Any, ...]]]:  # fmt: skip
    found: dict[tuple[str, str, str], list[tuple[Any, ...]]] = {}
    for row in rows:
        key = (row["period"], row["question"], row["figure"])
        found.setdefault(key, []).append(tuple(row[name] for name in _COLUMNS))
    return found


def _xlsx_figure(
    told: Told, id_: str, figure: Mapping[str, Any], values: Sequence[Any], link: str | None,
    lists: Mapping[str, Sequence[tuple[Any, ...]]], ours: Mapping[Any, Sequence[tuple[Any, ...]]],
) -> Iterator[str]:  # fmt: skip
    where = f"{id_} {figure['key']} {figure['part']!r}"
    if (values[0], values[2], values[3] or "") != (id_, figure["name"], figure["part_name"]):
        yield f"{where}: dòng của {values[0]} {values[2]} {values[3]}"
        return
    known = figure["value"] is not None or figure["count"] is not None
    wanted = {4: figure["value"], 6: figure["count"], 7: figure["n"] if known else None,
              8: figure["low"], 9: figure["high"]}  # fmt: skip
    for column, value in wanted.items():
        if not _same(values[column], value):
            yield f"{where}: cột {column + 1} {values[column]}, JSON {value}"
    yield from notes(told, id_, str(values[11] or ""))
    if not figure["rows_total"]:
        return
    if link is None or values[12] != f"{figure['rows_total']} dòng":
        yield f"{where}: “{values[12]}”, JSON {figure['rows_total']} dòng"
        return
    sheet, first, last = re.fullmatch(r"'(.+)'!A(\d+):J(\d+)", link).groups()  # type: ignore[union-attr]
    linked = lists[sheet][int(first) - 4 : int(last) - 3]
    mine = [r for r in linked if r[0] == id_ and r[1] == figure["rows_figure"] and _of(figure["part"], r[2] or "")]  # fmt: skip
    counted = [r for r in ours[told["period"]["id"], id_, figure["rows_figure"]][:LISTED]
               if _of(figure["part"], r[2])]  # fmt: skip
    if len(mine) != len(counted) or not all(map(_same_row, mine, counted)):
        yield f"{where}: mở ra {len(mine)} dòng không phải {len(counted)} dòng đã đếm"


def _of(part: str, said: str) -> bool:
    return not part or part == said or part in said.split(">")


def _same(written: Any, value: Any) -> bool:
    if written is None or value is None:
        return written is None and value is None
    return math.isclose(written, value, rel_tol=1e-9, abs_tol=1e-9)


def _same_row(written: tuple[Any, ...], row: tuple[Any, ...]) -> bool:
    day = written[3].date() if hasattr(written[3], "date") else written[3]
    return (
        (written[2] or "", day, written[9]) == (row[2], row[3], row[9])
        and _same(written[6], row[6])
        and _same(written[7], row[7])
    )


def _xlsx_board(told: Told, book: Book) -> Iterator[str]:
    lines = {line[0]: line for line in book.lines["Bảng chỉ tiêu"]}
    for row in told["targets"]:
        line = [cell or "" for cell in lines[row["id"]]]
        words = {"target": line[2], "projection": line[5], "behind": line[6]}
        yield from target(told, row["id"], line[4], {k: v or "–" for k, v in words.items()})
        yield from notes(told, row["id"], line[7])
    changes = [line for line in book.lines["Tóm tắt"] if line[0]]
    for row in told["changes"]:
        line = next(line for line in changes if line[0] == row["question"])
        for column, name in ((2, "now"), (3, "before"), (4, "difference")):
            if not _same(line[column], row[name]):
                yield f"{row['question']} {name}: Tóm tắt {line[column]}, JSON {row[name]}"


# ---- HTML


def html_faults(told: Told, page: str) -> list[str]:
    """Return what the page says that the JSON does not."""
    from lxml import html

    tree = html.fromstring(page)
    faults: list[str] = []
    done = told["completeness"]
    if _text(tree.cssselect("#tom-tat .big strong")[0]) != f"{done['answered']}/{done['of']}":
        faults.append("số câu trả lời được")
    for line in tree.cssselect("#tom-tat tbody tr"):
        id_, _, *cells = map(_text, line.cssselect("td"))
        faults += change(told, id_, *cells)
    seen = set()
    for question in told["questions"]:
        for box in tree.get_element_by_id(f"c{question['id']}").cssselect(".figure"):
            seen.add((question["id"], _text(box.cssselect(".name")[0])))
            faults += _html_figure(told, question["id"], box)
    faults += [f"HTML: thiếu {each}" for each in sorted(wholes(told, answered=False) ^ seen)]
    for line in tree.cssselect("#chi-tieu tbody tr"):
        cells = [_text(cell) for cell in line.cssselect("td")]
        faults += target(told, cells[0], cells[3], {"projection": cells[4]})
        faults += notes(told, cells[0], cells[5])
    for line in tree.cssselect("#don-vi tbody tr"):
        cells = [_text(cell) for cell in line.cssselect("td")]
        faults += unit(told, cells[0], cells[3])
    return faults


def _html_figure(told: Told, id_: str, box: Any) -> Iterator[str]:
    name, said = (_text(box.cssselect(f".{kind}")[0]) for kind in ("name", "value"))
    head = [_text(each) for each in box.cssselect("p:first-child .small")]
    interval = next((t.removeprefix("khoảng 95%: ") for t in head if t.startswith("khoảng")), "")
    n = next(t.removeprefix("n = ") for t in head if t.startswith("n = "))
    small = [_text(each) for each in box.xpath("./p[@class='small']")]
    figure = next(f for f in figures_of(told)[id_] if f["name"] == name and not f["part"])
    listed = any(f["part"] and f["key"] == figure["key"] and (f["value"] is not None or f["count"] is not None)
                 for f in figures_of(told)[id_])  # fmt: skip
    yield from one_figure(told, id_, name, said, n, interval, small.pop(0) if listed else "")
    for text in small:
        yield from notes(told, id_, text)
    rows = _text(box.cssselect("summary")[0]).removesuffix(" dòng").replace(".", "")
    items = [i for i in box.cssselect("li") if not _text(i).startswith("Không có dòng nào")]
    if int(rows) != figure["rows_total"] or len(items) != min(SHOWN, figure["rows_total"]):
        yield f"{id_} {name}: {rows} dòng, nêu {len(items)}; JSON {figure['rows_total']}"


def _text(element: Any) -> str:
    return " ".join(str(element.text_content()).split())


# ---- Markdown


def markdown_faults(told: Told, text: str) -> list[str]:
    """Return what the tables of the Markdown say that the JSON does not."""
    faults: list[str] = []
    seen = set()
    heading: list[str] = []
    for line in text.splitlines():
        if not line.startswith("| "):
            heading = [] if not line.startswith("|-") else heading
            continue
        cells = [
            re.sub(r"\\(.)", r"\1", cell).strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]
        ]
        if not heading:
            heading = cells
        elif heading[:3] == ["Câu", "Con số", "Kỳ này"]:
            faults += change(told, cells[0], *cells[2:5])
        elif heading[:3] == ["Câu", "Con số", "Kết quả"]:
            faults += _markdown_figure(told, cells, seen)
        elif heading[0] == "Mã":
            row = next(t for t in told["targets"] if t["id"] == cells[0])
            faults += target(told, cells[0], cells[3], {"projection": cells[4]})
            faults += notes(told, row["id"], cells[5])
        elif heading[0] == "Đơn vị":
            faults += unit(told, cells[0], cells[3])
    faults += [f"MD: thiếu {each}" for each in sorted(wholes(told, answered=False) ^ seen)]
    return faults


def _markdown_figure(told: Told, cells: Sequence[str], seen: set[Any]) -> Iterator[str]:
    id_, named, said, n, interval = cells[:5]
    if said == "chưa có dữ liệu" and not n:
        return
    names = [f["name"] for f in figures_of(told)[id_] if not f["part"]]
    name = max((each for each in names if named == each or named.startswith(f"{each} (")), key=len)
    seen.add((id_, name))
    yield from one_figure(told, id_, name, said, n, interval, named[len(name) + 2 : -1])
    yield from notes(told, id_, cells[6])
