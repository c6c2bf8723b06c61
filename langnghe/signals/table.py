"""Counts and calendars as CSV: every row is used or refused with its line, column and remedy."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from langnghe.errors import LangngheError, RowError
from langnghe.signals.calendar import Planned, days
from langnghe.signals.cells import read_count, read_day, records
from langnghe.signals.panel import Array, Panel

REQUIRED = ("series_id", "date", "count")
OPTIONAL = ("stories", "healthy_sources", "independent_sources")
LONE_FUTURE = 31  # days without a row before a future date: a slip of the year, not a plan
CELLS = 60_000_000  # series × days held at once, half a gigabyte


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file of counts. line, series, day: of each good row, in the order of the file.

    notes: what a reader should know that is no error: gaps, dates yet to come, all zeros.
    """

    panel: Panel
    ids: tuple[str, ...]  # series_id of each good row, as written
    dates: tuple[str, ...]  # ISO
    series: Array
    day: Array
    errors: tuple[RowError, ...]
    notes: tuple[str, ...]
    rows: int  # all data rows, good and refused

    @property
    def has_level(self) -> bool:
        """Tell whether any column beyond the count was given."""
        extras = (self.panel.stories, self.panel.healthy, self.panel.independent)
        return any(extra is not None for extra in extras)


def read_counts(data: bytes, name: str, *, today: date, events: Sequence[Planned] = ()) -> Table:
    """Return the counts of a CSV with columns series_id, date, count and optional others.

    Rows that cannot be used are named in `errors`, the others go on; a file without a usable
    header, or with no usable row, is a LangngheError.
    """
    errors: list[RowError] = []
    kept: list[tuple[int, str, str, date, float, dict[str, str]]] = []
    first_seen: dict[tuple[str, date], int] = {}
    total = 0
    for line, cells in records(data, name, REQUIRED):
        total += 1
        series = cells.get("series_id", "").strip()
        day = read_day(cells.get("date", ""))
        count = read_count(cells.get("count", ""))
        if not series:
            errors.append(RowError(line=line, column="series_id", message="thiếu tên chuỗi"))
        elif isinstance(day, str):
            errors.append(RowError(line=line, column="date", message=day))
        elif isinstance(count, str):
            errors.append(RowError(line=line, column="count", message=count))
        elif (before := first_seen.setdefault((series, day), line)) != line:
            errors.append(
                RowError(
                    line=line,
                    column="date",
                    message=f"{series} đã có ngày {day.isoformat()} ở dòng {before}; "
                    "giữ dòng đầu, bỏ dòng này hoặc cộng hai dòng lại",
                )
            )
        else:
            kept.append((line, series, cells["date"].strip(), day, count, cells))
    kept, notes = _without_slips(kept, errors, today)
    if not kept:
        reasons = "; ".join(str(error) for error in errors[:3])
        raise LangngheError(
            f"{name}: không có dòng nào dùng được{': ' if reasons else ''}{reasons}"
        )
    return _table(kept, errors, notes, total, events, name)


Kept = tuple[int, str, str, date, float, dict[str, str]]


def _without_slips(
    kept: list[Kept], errors: list[RowError], today: date
) -> tuple[list[Kept], list[str]]:
    """Refuse future days that stand alone; say so of those that carry a series on."""
    if all(row[3] <= today for row in kept):
        return kept, []
    last: dict[str, date] = {}
    refused: set[int] = set()
    ahead = [row for row in kept if row[3] > today]
    for row in kept:
        if row[3] <= today:
            last[row[1]] = max(last.get(row[1], row[3]), row[3])
    for row in sorted(ahead, key=lambda row: row[3]):
        before = last.get(row[1])
        if before is None or row[3] - before > timedelta(days=LONE_FUTURE):
            refused.add(row[0])
            errors.append(
                RowError(
                    line=row[0],
                    column="date",
                    message=f"ngày {row[3].isoformat()} ở tương lai (hôm nay {today.isoformat()}); "
                    "kiểm tra lại năm",
                )
            )
        else:
            last[row[1]] = row[3]
    errors.sort(key=lambda error: error.line)
    carried = len(ahead) - len(refused)
    notes = (
        [
            f"dòng {min(r[0] for r in ahead if r[0] not in refused)}, cột date: {carried} dòng có ngày "
            f"ở tương lai (hôm nay {today.isoformat()}); vẫn tính vì nối liền chuỗi, kiểm tra lại nguồn"
        ]
        if carried
        else []
    )
    return [row for row in kept if row[0] not in refused], notes


def _table(
    kept: list[Kept],
    errors: list[RowError],
    notes: list[str],
    total: int,
    events: Sequence[Planned],
    name: str,
) -> Table:
    ids = tuple(dict.fromkeys(row[1] for row in kept))
    index = {series: at for at, series in enumerate(ids)}
    start = min(row[3] for row in kept)
    length = (max(row[3] for row in kept) - start).days + 1
    if len(ids) * length > CELLS:
        raise LangngheError(
            f"{name}: {len(ids)} chuỗi trải trên {length} ngày là quá lớn; chia tệp theo năm"
        )
    origin = start.toordinal()
    series = np.fromiter((index[row[1]] for row in kept), np.int64, len(kept))
    day = np.fromiter((row[3].toordinal() - origin for row in kept), np.int64, len(kept))
    counts = np.full((len(ids), length), np.nan)
    counts[series, day] = np.fromiter((row[4] for row in kept), float, len(kept))
    extras = {
        column: _extra(kept, column, errors, series, day, counts.shape) for column in OPTIONAL
    }
    errors.sort(key=lambda error: error.line)
    return Table(
        panel=Panel(
            ids=ids,
            start=start,
            counts=counts,
            calendar=days(events, start, length),
            stories=extras["stories"],
            healthy=extras["healthy_sources"],
            independent=extras["independent_sources"],
        ),
        ids=tuple(row[1] for row in kept),
        dates=tuple(row[3].isoformat() for row in kept),
        series=series,
        day=day,
        errors=tuple(errors),
        notes=(*notes, *_notes(ids, counts)),
        rows=total,
    )


def _extra(
    kept: list[Kept],
    column: str,
    errors: list[RowError],
    series: Array,
    day: Array,
    shape: tuple[int, ...],
) -> Array | None:
    """Return an optional column as an array; a bad cell is reported and read as not known."""
    if not any(column in row[5] for row in kept[:1]):
        return None
    found = np.full(shape, np.nan)
    for at, row in enumerate(kept):
        value = read_count(row[5].get(column, ""))
        if isinstance(value, str):
            errors.append(
                RowError(line=row[0], column=column, message=f"{value}; coi như không biết")
            )
        else:
            found[series[at], day[at]] = value
    return found


def _notes(ids: tuple[str, ...], counts: Array) -> list[str]:
    """Return what a reader should know of the series: gaps, all zeros."""
    found = []
    gaps = []
    for at, name in enumerate(ids):
        row = counts[at]
        known = np.flatnonzero(np.isfinite(row))
        if known.size == 0:
            found.append(f"{name}: mọi ô số tin đều trống; chưa đủ dữ liệu")
            continue
        missing = known[-1] - known[0] + 1 - known.size
        if missing:
            gaps.append((name, int(missing)))
        if known.size > 1 and not row[known].any():
            found.append(
                f"{name}: toàn số 0 trong {known.size} ngày; chưa đủ dữ liệu để biết ngày thường, "
                "chỉ áp dụng luật “có tin là báo”"
            )
    for name, missing in gaps[:5]:
        found.append(f"{name}: thiếu {missing} ngày; coi là không thu được, không coi là 0 tin")
    if len(gaps) > 5:
        found.append(f"… và {len(gaps) - 5} chuỗi khác cũng thiếu ngày")
    return found


def read_calendar(data: bytes, name: str) -> tuple[tuple[Planned, ...], tuple[RowError, ...]]:
    """Return the events of a CSV date_from, date_to, label, factor (optional), and refused rows."""
    found, errors = [], []
    for line, cells in records(data, name, ("date_from", "date_to", "label")):
        wrong = None
        ends = []
        for column in ("date_from", "date_to"):
            day = read_day(cells.get(column, ""))
            if isinstance(day, str):
                wrong = wrong or (column, day)
            else:
                ends.append(day)
        label = cells.get("label", "").strip()
        written = cells.get("factor", "").strip()
        factor: float | None = None
        if written:
            try:
                factor = float(written.replace(",", "."))
            except ValueError:
                factor = math.nan
            if not 0 < factor < 1000:
                wrong = wrong or (
                    "factor",
                    f"{written[:40]!r} không phải số lần lớn hơn 0; ghi như 1.8, hoặc để trống",
                )
        if not wrong and ends[1] < ends[0]:
            wrong = ("date_to", f"{ends[1].isoformat()} đứng trước date_from {ends[0].isoformat()}")
        if not wrong and not label:
            wrong = ("label", "thiếu tên sự kiện")
        if wrong:
            errors.append(RowError(line=line, column=wrong[0], message=wrong[1]))
        else:
            found.append(Planned(first=ends[0], last=ends[1], label=label, factor=factor))
    return tuple(found), tuple(errors)
