"""`langnghe signals …`: counts in, how unusual each day is out. Needs no workspace."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from langnghe.cli.common import now, read_bytes, say
from langnghe.numbers import number

if TYPE_CHECKING:
    from langnghe.errors import RowError
    from langnghe.signals.calendar import Planned
    from langnghe.signals.score import Judged
    from langnghe.signals.table import Table

app = typer.Typer(help="Tín hiệu: số tin mỗi ngày có bất thường không.", no_args_is_help=True)
SHOWN = 20  # refused rows printed in full


@app.callback()
def _group() -> None:
    """Tín hiệu: số tin mỗi ngày có bất thường không."""


@app.command("score")
def score(
    counts: Annotated[
        Path,
        typer.Option("--counts", help="CSV series_id,date,count; - để đọc từ đầu vào chuẩn."),
    ],
    calendar: Annotated[
        Path | None,
        typer.Option(
            "--calendar",
            help="CSV date_from,date_to,label,factor; không có thì không dùng lịch nào.",
        ),
    ] = None,
    calibrate: Annotated[
        float | None,
        typer.Option(
            "--calibrate",
            help="Đặt ngưỡng sao cho mỗi chuỗi báo nhầm chừng này lần trong 30 ngày.",
        ),
    ] = None,
    forecast: Annotated[
        bool,
        typer.Option(
            "--forecast",
            help="Thêm cột forecast (tăng, ổn định, giảm trong 72 giờ sau ngày đó) và xác suất.",
        ),
    ] = False,
) -> None:
    """Chấm điểm từng ngày của từng chuỗi. CSV số tin vào, CSV điểm và báo động ra."""
    from langnghe.records import hanoi_day
    from langnghe.signals.score import judge
    from langnghe.signals.table import read_counts

    if calibrate is not None and not 0.001 <= calibrate <= 10:
        raise typer.BadParameter(
            f"--calibrate {calibrate:g}: cần số lần báo nhầm trong 30 ngày, từ 0.001 đến 10"
        )
    events, wrong = _events(calendar)
    table = read_counts(read_bytes(counts), str(counts), today=hanoi_day(now()), events=events)
    judged = judge(table.panel, false_alarms=calibrate)
    blank = write(table, judged, _directions(table) if forecast else None)
    for note in table.notes:
        say(f"Lưu ý: {counts}: {note}")
    if blank:
        say(f"Lưu ý: {counts}: {number(blank)} dòng để trống điểm vì chưa đủ dữ liệu")
    for line in papers(judged, calibrate):
        say(f"Lưu ý: {counts}: {line}")
    scored = len(table.ids) - blank
    say(
        f"{number(table.rows)} dòng: chấm điểm {number(scored)}, chưa đủ dữ liệu {number(blank)}, "
        f"không dùng được {number(table.rows - len(table.ids))}"
    )
    _refused(calendar, wrong)
    _refused(counts, table.errors)
    if wrong or table.errors:
        raise typer.Exit(1)


def papers(judged: Judged, asked: float | None) -> list[str]:
    """Return on what each threshold stands that --calibrate set."""
    if asked is None:
        return []
    if not judged.calibrations:
        return ["chưa đủ 70 ngày để hiệu chuẩn; ngưỡng lấy theo thang giao kèm"]
    said = []
    for found in judged.calibrations:
        day = f"{found.on:%d/%m/%Y}"
        if found.enough:
            said.append(
                f"ngưỡng đặt ngày {day}: điểm {number(found.threshold, '.2f')}, dự kiến báo nhầm "
                f"{number(found.expected, '.2f')} đợt trong 30 ngày mỗi chuỗi (xin {number(asked, '.2f')}), "
                f"từ {found.weeks} tuần của {number(found.series)} chuỗi"
            )
        else:
            said.append(
                f"đến ngày {day} chưa đủ dữ liệu để hiệu chuẩn (cần từ 8 tuần của chuỗi từ 0,2 tin/ngày); "
                "ngưỡng lấy theo thang giao kèm"
            )
    return said


def _events(path: Path | None) -> tuple[tuple[Planned, ...], tuple[RowError, ...]]:
    from langnghe.signals.table import read_calendar

    return read_calendar(read_bytes(path), str(path)) if path is not None else ((), ())


def _refused(path: Path | None, errors: tuple[RowError, ...]) -> None:
    for error in errors[:SHOWN]:
        say(f"Lỗi: {path}: {error}")
    if len(errors) > SHOWN:
        say(f"Lỗi: {path}: … và {number(len(errors) - SHOWN)} dòng khác")


def _directions(table: Table) -> list[list[str]]:
    """Return direction and probability of the 72 hours after each good row; blank where unknown."""
    import numpy as np

    from langnghe.signals.baseline import baseline
    from langnghe.signals.forecast import DIRECTIONS, forecast

    said = forecast(table.panel, baseline(table.panel)).probability[table.series, table.day]
    return [
        [DIRECTIONS[int(row.argmax())], f"{row.max():.3f}"] if np.isfinite(row).all() else ["", ""]
        for row in said
    ]


def write(table: Table, judged: Judged, ahead: list[list[str]] | None = None) -> int:
    """Print one line a good row, in the order of the file; return how many have no score."""
    import csv

    import numpy as np

    at = table.series, table.day
    columns = [judged.scored.expected[at], judged.scored.p_value[at], judged.scored.score[at]]
    alarm = judged.scored.alarm[at].astype(int)
    known = np.isfinite(columns[2])
    level = judged.level[at].astype(int).tolist() if judged.level is not None else None
    head = ["series_id", "date", "expected", "p_value", "score", "alarm"]
    out = csv.writer(sys.stdout, lineterminator="\n")
    more = ["forecast", "forecast_probability"] if ahead is not None else []
    out.writerow(head + (["level"] if level else []) + more)
    rows = []
    lines = zip(
        table.ids, table.dates, *(c.tolist() for c in columns), alarm.tolist(), known, strict=True
    )
    for place, (series, day, expected, p, value, loud, sure) in enumerate(lines):
        row = (
            [series, day, f"{expected:.4g}", f"{p:.4g}", f"{value:.4f}", loud]
            if sure
            else [series, day, "", "", "", 0]
        )
        if level:
            row.append(level[place] if sure else 0)
        if ahead is not None:
            row += ahead[place] if sure else ["", ""]
        rows.append(row)
    out.writerows(rows)
    return int((~known).sum())
