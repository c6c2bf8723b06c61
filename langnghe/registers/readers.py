"""Files as rows of cells, each with the line a spreadsheet shows: CSV, XLSX, JSON lines, Parquet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from langnghe.errors import LangngheError, RowError
from langnghe.files import quiet
from langnghe.registers.sheet_parts import RefusedError, bounded
from langnghe.registers.sheet_xml import RawSheet, read_workbook

if TYPE_CHECKING:
    from openpyxl import Workbook

SUFFIXES = (".csv", ".tsv", ".xlsx", ".jsonl", ".ndjson", ".parquet")
Decode = Callable[[bytes], str]


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that is no row: what is wrong, and at which position."""

    message: str
    at: int | None = None  # None: the whole line


Cells = list[Any]
Line = tuple[int, Cells | Broken]


def must_exist(path: Path) -> None:
    """Raise LangngheError for a file that is not there."""
    if not path.exists():
        raise LangngheError(f"{path}: không có tệp này; kiểm tra lại đường dẫn")


def csv_text(path: Path, decode: Decode) -> str:
    """Return a text table as Unicode; an empty one is an error."""
    text = decode(path.read_bytes()).lstrip("\ufeff")
    if not text.strip():
        raise LangngheError(f"{path}: tệp trống; dòng đầu phải là tên cột")
    return text


def csv_lines(text: str, delimiter: str) -> Iterator[Line]:
    """Yield (line, cells) as a spreadsheet counts: a cell with line breaks is in one row."""
    csv.field_size_limit(10_000_000)
    raw: list[str] = []  # the lines of the record being read

    def lines() -> Iterator[str]:
        for each in io.StringIO(text, newline=""):
            raw.append(each)
            yield each

    reader = csv.reader(lines(), delimiter=delimiter)
    line = 0
    while True:
        line += 1
        raw.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, Broken(f"không phải CSV ({error})")
            continue
        if len(raw) > 1 and _unclosed(raw, delimiter):
            swallowed = (
                f"dấu ngoặc kép mở mà không đóng, nuốt {len(raw) - 1} dòng sau; sửa rồi nhập lại"
            )
            yield line, Broken(swallowed, len(cells) - 1)
        else:
            yield line, list(cells)


def _unclosed(raw: list[str], delimiter: str) -> bool:
    """Say whether a record ends inside quotes, which only the last of a file can."""
    try:
        list(csv.reader(raw, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False


def damaged_errors() -> tuple[type[Exception], ...]:
    """Return what reading a damaged workbook may raise."""
    import zlib
    from xml.etree.ElementTree import ParseError
    from zipfile import BadZipFile

    from lxml.etree import XMLSyntaxError
    from openpyxl.utils.exceptions import InvalidFileException

    return (BadZipFile, InvalidFileException, ParseError, XMLSyntaxError, LookupError, ValueError, TypeError,
            SyntaxError, EOFError, OSError, RuntimeError, zlib.error, AttributeError)  # fmt: skip


def unreadable(path: Path) -> LangngheError:
    """Return the sentence for a workbook that cannot be read."""
    return LangngheError(f"{path}: không phải tệp XLSX đọc được; lưu lại bằng Excel rồi thử lại")


def open_book(path: Path) -> Workbook:
    """Open a workbook for reading values."""
    from openpyxl import load_workbook

    try:
        with quiet():
            with ZipFile(path) as archive:
                bounded(archive)
            return load_workbook(path, read_only=True, data_only=True)
    except RefusedError as error:
        raise LangngheError(f"{path}: {error}") from error
    except damaged_errors() as error:
        raise unreadable(path) from error


def book_sheets(path: Path) -> tuple[list[RawSheet], bool]:
    """Return the visible sheets of a workbook and whether its days count from 1904."""
    try:
        with quiet():
            return read_workbook(path)
    except RefusedError as error:
        raise LangngheError(f"{path}: {error}") from error
    except damaged_errors() as error:
        raise unreadable(path) from error


def json_lines(path: Path, decode: Decode) -> Iterator[tuple[int, dict[str, Any] | Broken]]:
    """Yield (line, object) of a file of JSON lines."""
    with path.open("rb") as file:
        for line, raw in enumerate(file, start=1):
            if not raw.strip():
                continue
            try:
                row = _json(raw, decode)
            except (ValueError, RecursionError) as error:
                at = f", sai từ ký tự {error.pos + 1}" if hasattr(error, "pos") else ""
                yield line, Broken(f"không phải JSON{at}")
                continue
            yield line, row if isinstance(row, dict) else Broken("cần một đối tượng JSON {…}")


def _json(raw: bytes, decode: Decode) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return json.loads(decode(raw))  # UTF-8 with a mark, or an old encoding


def parquet_rows(
    path: Path, check: Callable[[Sequence[str]], None]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line, row) of a Parquet file; check is given its column names first."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError, UnicodeDecodeError) as error:
        raise LangngheError(f"{path}: không phải tệp Parquet đọc được ({error})") from error
    check(file.schema_arrow.names)
    line = 1
    try:
        for batch in file.iter_batches(batch_size=5_000):
            try:
                rows = iter(batch.to_pylist())
            except UnicodeDecodeError:  # one by one, up to the row that is damaged
                rows = (batch.slice(n, 1).to_pylist()[0] for n in range(batch.num_rows))
            for row in rows:
                line += 1
                yield line, row
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise LangngheError(
            f"{path}: dòng {line + 1}: tệp Parquet hỏng từ đây ({error})"
        ) from error


def row_error(line: int, broken: Broken, headings: Sequence[str] = ()) -> RowError:
    """Return the error of a broken line."""
    column = "(cả dòng)"
    if broken.at is not None and headings:
        column = headings[min(broken.at, len(headings) - 1)]
    return RowError(line=line, column=column, message=broken.message)
