"""Read a table of any size row by row: headings become column names, each row keeps its line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from langnghe.errors import LangngheError, RowError
from langnghe.registers.columns import heading_key
from langnghe.registers.header import LOOKED_AT, Header, find_header
from langnghe.registers.readers import (
    SUFFIXES,
    Broken,
    Decode,
    Line,
    csv_lines,
    csv_text,
    damaged_errors,
    json_lines,
    must_exist,
    open_book,
    parquet_rows,
    row_error,
    unreadable,
)

Row = dict[str, Any]
DELIMITERS = ",;\t|"  # Excel in Vietnam writes semicolons


def read_table(
    path: Path, *, decode: Decode, aliases: dict[str, str]
) -> Iterator[tuple[int, Row | RowError]]:
    """Yield (line as a spreadsheet shows it, row or error). Headings may be Vietnamese: `aliases`
    maps folded headings to column names. An unreadable file is one LangngheError with a remedy."""
    must_exist(path)
    suffix = path.suffix.lower()
    source: Iterator[tuple[int, Row | RowError]]
    if suffix in (".csv", ".tsv"):
        text = csv_text(path, decode)
        delimiter = "\t" if suffix == ".tsv" else delimiter_of(text, aliases)
        source = _headed(path, csv_lines(text, delimiter), aliases)
    elif suffix == ".xlsx":
        source = _headed(path, _xlsx(path), aliases)
    elif suffix in (".jsonl", ".ndjson"):
        source = (
            (line, row_error(line, row) if isinstance(row, Broken) else row)
            for line, row in json_lines(path, decode)
        )
    elif suffix == ".parquet":
        source = (each for each in parquet_rows(path, lambda names: _check(path, names, aliases)))
    else:
        raise unknown_suffix(path)
    return _renamed(source, aliases)


def unknown_suffix(path: Path) -> LangngheError:
    """Return the sentence for a file of a sort we do not read."""
    return LangngheError(
        f"{path}: không nhận dạng {path.suffix.lower() or 'tệp không đuôi'}; dùng một trong: {', '.join(SUFFIXES)}"
    )


def delimiter_of(text: str, aliases: dict[str, str]) -> str:
    """Return the delimiter with which most headings are found; else the most frequent."""
    head = "".join(text.splitlines(keepends=True)[: LOOKED_AT + 2])

    def score(delimiter: str) -> tuple[int, int]:
        rows = [cells for _, cells in csv_lines(head, delimiter) if isinstance(cells, list)]
        header = find_header(rows, aliases)
        return header.score if header else 0, head.split("\n", 1)[0].count(delimiter)

    return max(DELIMITERS, key=score)


def no_heading(path: Path, aliases: dict[str, str]) -> LangngheError:
    """Return the sentence for a table whose headings name no column of ours."""
    return LangngheError(
        f"{path}: dòng 1 không có tên cột nào quen; cần ít nhất một trong: "
        f"{', '.join(sorted(set(aliases.values())))} (mẫu: `langnghe import --template`)"
    )


def header_of(path: Path, rows: Sequence[Sequence[Any]], aliases: dict[str, str]) -> Header:
    """Return the headings of a table; none, or one column named twice alike, is an error."""
    header = find_header(rows, aliases)
    if header is None:
        raise no_heading(path, aliases)
    _check(path, header.headings, aliases, header.rows)
    return header


def _check(path: Path, headings: Sequence[str], aliases: dict[str, str], line: int = 1) -> None:
    """Refuse headings that name no column of ours, or one of them twice."""
    keys = [key for heading in headings if (key := heading_key(heading)) in aliases]
    if not keys:
        raise no_heading(path, aliases)
    if twice := sorted({aliases[key] for key in keys if keys.count(key) > 1}):
        raise LangngheError(
            f"{path}: dòng {line} có hai cột {', '.join(twice)}; đổi tên hoặc bỏ một cột"
        )


def _headed(
    path: Path, lines: Iterator[Line], aliases: dict[str, str]
) -> Iterator[tuple[int, Row | RowError]]:
    """Yield the rows under the headings."""
    top = list(islice(lines, LOOKED_AT + 2))
    header = header_of(path, [c if isinstance(c, list) else [] for _, c in top], aliases)
    headings = header.headings
    while headings and not headings[-1]:
        headings = headings[:-1]
    for line, cells in chain(top[header.rows :], lines):
        if isinstance(cells, Broken):
            yield line, row_error(line, cells, headings)
            continue
        while len(cells) > len(headings) and _empty(cells[-1]):
            cells.pop()
        if len(cells) > len(headings):
            if path.suffix.lower() != ".xlsx":  # in a workbook: a note beside the table
                spilt = Broken("thừa ô; đặt dấu ngoặc kép quanh ô có dấu phân cách", len(headings))
                yield line, row_error(line, spilt, headings)
                continue
            cells = cells[: len(headings)]
        if not all(map(_empty, cells)):
            cells += [None if path.suffix.lower() == ".xlsx" else ""] * (len(headings) - len(cells))
            yield line, {name: cell for name, cell in zip(headings, cells, strict=True) if name}


def _empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _renamed(
    source: Iterator[tuple[int, Row | RowError]], aliases: dict[str, str]
) -> Iterator[tuple[int, Row | RowError]]:
    """Yield rows by column name; of two headings for one column the filled one counts."""
    shapes: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for line, row in source:
        if isinstance(row, RowError):
            yield line, row
            continue
        shape = tuple(row)
        if shape not in shapes:
            shapes[shape] = _named(shape, aliases)
        named: Row = {}
        for heading, name in shapes[shape]:
            if name not in named or named[name] in (None, ""):
                named[name] = row[heading]
        yield line, named


def _named(headings: Sequence[str], aliases: dict[str, str]) -> list[tuple[str, str]]:
    """Return headings with their column names; of two for one column, the more usual one first."""
    usual = {key: rank for rank, key in enumerate(aliases)}
    ranked = sorted(headings, key=lambda heading: usual.get(heading_key(heading), len(usual)))
    return [(heading, aliases.get(heading_key(heading), heading.strip())) for heading in ranked]


def _xlsx(path: Path) -> Iterator[Line]:
    import warnings

    book = open_book(path)
    damaged = damaged_errors()
    try:
        rows = iter(book.worksheets[0].iter_rows(values_only=True))
        line = 0
        while True:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                row = next(rows, None)
            if row is None:
                break
            line += 1
            yield line, list(row)
        if not line:
            raise LangngheError(f"{path}: tệp trống; dòng đầu phải là tên cột")
    except damaged as error:
        raise unreadable(path) from error
    finally:
        book.close()
