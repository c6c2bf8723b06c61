"""Read a table a person hands over: CSV, XLSX, JSON lines or Parquet, row by row with its line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from langnghe.errors import LangngheError, RowError
from langnghe.text import fold

Row = dict[str, Any]
SUFFIXES = (".csv", ".tsv", ".xlsx", ".jsonl", ".ndjson", ".parquet")


def read_table(
    path: Path, *, decode: Callable[[bytes], str], aliases: dict[str, str]
) -> Iterator[tuple[int, Row | RowError]]:
    """Yield (line as a spreadsheet shows it, row or error). Headings may be Vietnamese: `aliases`
    maps folded headings to column names. An unreadable file is one LangngheError with a remedy."""
    if not path.exists():
        raise LangngheError(f"{path}: không có tệp này; kiểm tra lại đường dẫn")
    suffix = path.suffix.lower()

    def check(headings: Sequence[str]) -> None:
        _check_headings(path, headings, aliases)

    if suffix in (".csv", ".tsv"):
        source = _csv(path, decode, "\t" if suffix == ".tsv" else None, check)
    elif suffix == ".xlsx":
        source = _xlsx(path, check)
    elif suffix in (".jsonl", ".ndjson"):
        source = _jsonl(path, decode)
    elif suffix == ".parquet":
        source = _parquet(path, check)
    else:
        raise LangngheError(
            f"{path}: không nhận dạng {suffix or 'tệp không đuôi'}; dùng một trong: {', '.join(SUFFIXES)}"
        )
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


def _key(heading: str) -> str:
    return fold(heading).replace(" ", "_")


def _named(headings: Sequence[str], aliases: dict[str, str]) -> list[tuple[str, str]]:
    """Return headings with their column names; of two for one column, the more usual one first."""
    usual = {key: rank for rank, key in enumerate(aliases)}
    ranked = sorted(headings, key=lambda heading: usual.get(_key(heading), len(usual)))
    return [(heading, aliases.get(_key(heading), heading.strip())) for heading in ranked]


def _check_headings(path: Path, headings: Sequence[str], aliases: dict[str, str]) -> None:
    """Refuse a table whose first line names no column of ours, or one of them twice."""
    keys = [key for heading in headings if (key := _key(heading)) in aliases]
    if not keys:
        raise LangngheError(
            f"{path}: dòng 1 không có tên cột nào quen; cần ít nhất một trong: "
            f"{', '.join(sorted(set(aliases.values())))} (mẫu: `langnghe import --template`)"
        )
    if twice := sorted({aliases[key] for key in keys if keys.count(key) > 1}):
        raise LangngheError(
            f"{path}: dòng 1 có hai cột {', '.join(twice)}; đổi tên hoặc bỏ một cột"
        )


def _csv(
    path: Path,
    decode: Callable[[bytes], str],
    delimiter: str | None,
    check: Callable[[Sequence[str]], None],
) -> Iterator[tuple[int, Row | RowError]]:
    text = decode(path.read_bytes()).lstrip("\ufeff")
    if not text.strip():
        raise LangngheError(f"{path}: tệp trống; dòng đầu phải là tên cột")
    if delimiter is None:
        head = text.split("\n", 1)[0]
        delimiter = max(",;\t", key=head.count)  # Excel in Vietnam writes semicolons
    csv.field_size_limit(10_000_000)
    raw: list[str] = []  # the lines of the record being read

    def lines() -> Iterator[str]:
        for each in io.StringIO(text, newline=""):
            raw.append(each)
            yield each

    reader = csv.reader(lines(), delimiter=delimiter)
    header: list[str] = []
    line = 0  # as a spreadsheet counts: a cell with line breaks is in one row
    while True:
        line += 1
        raw.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, RowError(line=line, column="(cả dòng)", message=f"không phải CSV ({error})")
            continue
        while len(cells) > len(header) > 0 and not cells[-1].strip():
            cells.pop()
        if not header:
            header = [cell.strip() for cell in cells]
            check(header)
        elif len(raw) > 1 and _unclosed(raw, delimiter):
            message = (
                f"dấu ngoặc kép mở mà không đóng, nuốt {len(raw) - 1} dòng sau; sửa rồi nhập lại"
            )
            yield line, RowError(line=line, column=header[len(cells) - 1], message=message)
        elif len(cells) > len(header):
            message = "thừa ô; đặt dấu ngoặc kép quanh ô có dấu phân cách"
            yield line, RowError(line=line, column=header[-1], message=message)
        elif any(cell.strip() for cell in cells):
            cells += [""] * (len(header) - len(cells))
            yield line, {name: cell for name, cell in zip(header, cells, strict=True) if name}


def _unclosed(raw: list[str], delimiter: str) -> bool:
    """Say whether a record ends inside quotes, which only the last of a file can."""
    try:
        list(csv.reader(raw, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False


def _xlsx(
    path: Path, check: Callable[[Sequence[str]], None]
) -> Iterator[tuple[int, Row | RowError]]:
    import zlib
    from xml.etree.ElementTree import ParseError
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    damaged = (BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError,
               SyntaxError, EOFError, OSError, zlib.error)  # fmt: skip
    unreadable = f"{path}: không phải tệp XLSX đọc được; lưu lại bằng Excel rồi thử lại"
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except damaged as error:
        raise LangngheError(unreadable) from error
    try:
        sheet = book.worksheets[0]
        header: list[str] = []
        for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            values = list(cells)
            if not header:
                header = [str(cell).strip() if cell is not None else "" for cell in values]
                check(header)
                continue
            if all(cell is None or str(cell).strip() == "" for cell in values):
                continue
            yield line, {h: v for h, v in zip(header, values, strict=False) if h}
        if not header:
            raise LangngheError(f"{path}: tệp trống; dòng đầu phải là tên cột")
    except damaged as error:
        raise LangngheError(unreadable) from error
    finally:
        book.close()


def _jsonl(path: Path, decode: Callable[[bytes], str]) -> Iterator[tuple[int, Row | RowError]]:
    with path.open("rb") as file:
        for line, raw in enumerate(file, start=1):
            if not raw.strip():
                continue
            try:
                row = _json(raw, decode)
            except (ValueError, RecursionError) as error:
                at = f", sai từ ký tự {error.pos + 1}" if hasattr(error, "pos") else ""
                yield (
                    line,
                    RowError(line=line, column="(cả dòng)", message=f"không phải JSON{at}"),
                )
                continue
            if isinstance(row, dict):
                yield line, row
            else:
                yield (
                    line,
                    RowError(line=line, column="(cả dòng)", message="cần một đối tượng JSON {…}"),
                )


def _json(raw: bytes, decode: Callable[[bytes], str]) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return json.loads(decode(raw))  # UTF-8 with a mark, or an old encoding


def _parquet(
    path: Path, check: Callable[[Sequence[str]], None]
) -> Iterator[tuple[int, Row | RowError]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise LangngheError(f"{path}: không phải tệp Parquet đọc được ({error})") from error
    check(file.schema_arrow.names)
    line = 1
    try:
        for batch in file.iter_batches(batch_size=5_000):
            for row in batch.to_pylist():
                line += 1
                yield line, row
    except (pa.ArrowException, OSError) as error:
        raise LangngheError(
            f"{path}: dòng {line + 1}: tệp Parquet hỏng từ đây ({error})"
        ) from error
