"""Cells of a CSV that people wrote: lines, days and counts, or a sentence on what is wrong."""

from __future__ import annotations

import codecs
import csv
import io
import math
import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from langnghe.errors import LangngheError

EARLIEST = date(2000, 1, 1)
MOST = 1e9  # items a day
_THOUSANDS = re.compile(r"-?\d{1,3}([.,]\d{3})+")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def _text(data: bytes, name: str) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LangngheError(
            f"{name}: không phải UTF-8 (byte {error.start}); lưu lại dạng CSV UTF-8 rồi chạy lại"
        ) from error


def records(
    data: bytes, name: str, required: Sequence[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, cells by column) of a CSV; comma, semicolon or tab."""
    text = _text(data, name)
    head = text.lstrip("\r\n").split("\n", 1)[0]
    if not head.strip():
        raise LangngheError(f"{name}: tệp trống; cần dòng đầu {','.join(required)}")
    mark = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    columns: list[str] = []
    try:
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if not columns:
                columns = [cell.strip().lower() for cell in row]
                missing = [column for column in required if column not in columns]
                if missing:
                    raise LangngheError(
                        f"{name}: dòng {reader.line_num}: thiếu cột {', '.join(missing)}; "
                        f"dòng đầu cần {','.join(required)}"
                    )
                if len(set(columns)) < len(columns):
                    raise LangngheError(f"{name}: dòng {reader.line_num}: có hai cột trùng tên")
                continue
            yield reader.line_num, dict(zip(columns, row, strict=False))
    except csv.Error as error:
        raise LangngheError(
            f"{name}: dòng {reader.line_num}: không đọc được CSV ({error}); sửa dòng đó"
        ) from error


@lru_cache(maxsize=1 << 15)
def read_day(text: str) -> date | str:
    """Return the date of 2026-06-30 or 30/06/2026, or a sentence on what is wrong."""
    text = text.strip()
    if not text:
        return "thiếu ngày; ghi như 2026-06-30"
    try:
        found = _DAY_FIRST.fullmatch(text)
        day = (
            date(int(found[3]), int(found[2]), int(found[1]))
            if found
            else date.fromisoformat(text[:10] if "T" in text or " " in text else text)
        )
    except ValueError:
        return f"không hiểu ngày {text[:40]!r}; ghi như 2026-06-30 hoặc 30/06/2026"
    if day < EARLIEST:
        return f"ngày {day.isoformat()} quá xa trong quá khứ; kiểm tra lại năm"
    return day


def read_count(text: str) -> float | str:
    """Return a count, NaN for an empty cell (nothing was collected), or what is wrong with it."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    if not text:
        return math.nan
    if _THOUSANDS.fullmatch(text):  # 1.000 is a thousand here and one elsewhere: nobody shall guess
        plain = re.sub(r"[.,]", "", text)
        return f"{text[:40]!r} có dấu ngăn phần nghìn, không rõ là bao nhiêu; ghi liền như {plain}"
    try:
        value = float(text)
    except ValueError:
        return f"{text[:40]!r} không phải số; ghi số tin trong ngày, như 12"
    if math.isnan(value) or math.isinf(value):
        return f"{text[:40]!r} không phải số tin; để trống nếu ngày đó không thu được"
    if value < 0:
        return f"số tin không thể âm ({text[:40]}); sửa lại hoặc để trống nếu không thu được"
    if value != int(value):
        return f"số tin phải là số nguyên ({text[:40]})"
    if value > MOST:
        return f"số tin quá lớn ({text[:40]}); kiểm tra lại"
    return value
