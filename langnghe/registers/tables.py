"""Read a table a person hands over: CSV, XLSX, JSON lines or Parquet, row by row with its line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from langnghe.errors import ImportRowsError, LangngheError, RowError
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
    if suffix in (".csv", ".tsv"):
        source = _csv(path, decode, "\t" if suffix == ".tsv" else None)
    elif suffix == ".xlsx":
        source = _xlsx(path)
    elif suffix in (".jsonl", ".ndjson"):
        source = _jsonl(path, decode)
    elif suffix == ".parquet":
        source = _parquet(path)
    else:
        raise LangngheError(
            f"{path}: không nhận dạng {suffix or 'tệp không đuôi'}; dùng một trong: {', '.join(SUFFIXES)}"
        )
    names: dict[str, str] = {}
    for line, row in source:
        if isinstance(row, RowError):
            yield line, row
            continue
        for heading in row.keys() - names.keys():
            names[heading] = aliases.get(fold(str(heading)).replace(" ", "_"), str(heading).strip())
        yield line, {names[heading]: value for heading, value in row.items()}


def _csv(
    path: Path, decode: Callable[[bytes], str], delimiter: str | None
) -> Iterator[tuple[int, Row | RowError]]:
    text = decode(path.read_bytes()).lstrip("\ufeff")
    if not text.strip():
        raise LangngheError(f"{path}: tệp trống; dòng đầu phải là tên cột")
    if delimiter is None:
        head = text.split("\n", 1)[0]
        delimiter = max(",;\t", key=head.count)  # Excel in Vietnam writes semicolons
    csv.field_size_limit(10_000_000)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = next(reader)
        while True:
            line = reader.line_num + 1  # a cell may hold line breaks: the row begins here
            cells = next(reader)
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(header):
                yield (
                    line,
                    RowError(
                        line=line,
                        column=header[-1],
                        message="thừa ô; đặt dấu ngoặc kép quanh ô có dấu phân cách",
                    ),
                )
                continue
            yield line, dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))
    except StopIteration:
        return
    except csv.Error as error:
        raise LangngheError(
            f"{path}: dòng {reader.line_num}: không đọc được CSV ({error})"
        ) from error


def _xlsx(path: Path) -> Iterator[tuple[int, Row | RowError]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise LangngheError(
            f"{path}: không phải tệp XLSX đọc được; lưu lại bằng Excel rồi thử lại"
        ) from error
    try:
        sheet = book.worksheets[0]
        header: list[str] = []
        for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            values = list(cells)
            if not header:
                header = [str(cell).strip() if cell is not None else "" for cell in values]
                continue
            if all(cell is None or str(cell).strip() == "" for cell in values):
                continue
            yield line, {h: v for h, v in zip(header, values, strict=False) if h}
        if not header:
            raise LangngheError(f"{path}: tệp trống; dòng đầu phải là tên cột")
    finally:
        book.close()


def _jsonl(path: Path, decode: Callable[[bytes], str]) -> Iterator[tuple[int, Row | RowError]]:
    with path.open("rb") as file:
        for line, raw in enumerate(file, start=1):
            if not raw.strip():
                continue
            try:
                row = json.loads(raw)
            except ValueError:
                try:
                    row = json.loads(decode(raw))
                except ValueError as error:
                    yield (
                        line,
                        RowError(
                            line=line, column="(cả dòng)", message=f"không phải JSON ({error})"
                        ),
                    )
                    continue
            if isinstance(row, dict):
                yield line, row
            else:
                yield (
                    line,
                    RowError(line=line, column="(cả dòng)", message="cần một đối tượng JSON {…}"),
                )


def _parquet(path: Path) -> Iterator[tuple[int, Row | RowError]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise LangngheError(f"{path}: không phải tệp Parquet đọc được ({error})") from error
    line = 1
    for batch in file.iter_batches(batch_size=5_000):
        for row in batch.to_pylist():
            line += 1
            yield line, row


def require_rows(path: Path, errors: list[RowError]) -> None:
    """Raise ImportRowsError when rows were refused."""
    if errors:
        raise ImportRowsError(str(path), errors)
