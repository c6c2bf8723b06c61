"""A list as a file: CSV that Excel reads in Vietnamese, or XLSX; no cell ever starts a formula."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.responses import Response

from langnghe.errors import LangngheError
from langnghe.records import HANOI

if TYPE_CHECKING:
    from langnghe.desk.listing import Listing

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_STARTS = "=+-@\t\r"
_LONGEST = 32_000  # characters of a cell: Excel's own limit is 32,767


def export(form: str, listing: Listing) -> Response:
    """Return the rows of a listing as csv or xlsx."""
    if form == "csv":
        return attachment(_csv(listing).encode("utf-8-sig"), f"{listing.file}.csv", "text/csv")
    if form == "xlsx":
        return attachment(_xlsx(listing), f"{listing.file}.xlsx", XLSX)
    raise LangngheError(f"không xuất được dạng {form!r}; chọn csv hoặc xlsx")


def attachment(data: bytes, name: str, kind: str) -> Response:
    """Return a file to be saved under a name."""
    plain = name.encode("ascii", "ignore").decode().replace('"', "") or "tep"
    said = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    return Response(data, media_type=kind, headers={"content-disposition": said})


def disarmed(text: str) -> str:
    """Return text no spreadsheet takes for a formula, also behind blanks that some of them trim.

    >>> disarmed('=HYPERLINK("http://x")'), disarmed("  -1+1"), disarmed("Công đoàn")
    ('\\'=HYPERLINK("http://x")', "'  -1+1", 'Công đoàn')
    """
    return f"'{text}" if text.lstrip(" ")[:1] in tuple(_STARTS) and text.strip(" ") else text


def _cells(listing: Listing) -> tuple[list[str], list[list[Any]]]:
    columns = [column for column in listing.columns if column.export]
    rows = []
    for row in listing.rows:
        cells: list[Any] = []
        for column in columns:
            value = row[column.key]
            if column.show is not None or isinstance(value, bool | list | tuple):
                text = column.text(row)
                cells.append("" if text == "–" else text)
            else:
                cells.append(value)
        rows.append(cells)
    return [column.name for column in columns], rows


def _csv(listing: Listing) -> str:
    names, rows = _cells(listing)
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(names)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return out.getvalue()


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(HANOI):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return disarmed(value)
    return str(value)


def _xlsx(listing: Listing) -> bytes:
    import xlsxwriter

    names, rows = _cells(listing)
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}  # fmt: skip
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet("Danh sách")
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        days = book.add_format({"num_format": "dd/mm/yyyy"})
        moments = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_row(0, 0, names, head)
        for at, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, datetime):
                    local = value.astimezone(HANOI).replace(tzinfo=None)
                    sheet.write_datetime(at, column, local, moments)
                elif isinstance(value, date):
                    sheet.write_datetime(
                        at,
                        column,
                        datetime(value.year, value.month, value.day),  # noqa: DTZ001 - a calendar day
                        days,
                    )
                elif isinstance(value, int | float):
                    sheet.write_number(at, column, value)
                elif value is not None:
                    sheet.write_string(at, column, str(value)[:_LONGEST])
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(0, len(names) - 1), 22)
        if rows:
            sheet.autofilter(0, 0, len(rows), max(0, len(names) - 1))
    return out.getvalue()
