"""The same questions on a year that happened: series of a warehouse, read only.

    nice -n 19 python -m benchmarks.signals.real --warehouse office/data/langnghe.duckdb \\
        [--home "Đồng Nai"] [--until 2026-08-23]

Forecasts against the long-run shares; alarms a series at shipped and at calibrated thresholds.
What happened is not known to be quiet, so alarms here are no false-alarm rate, only its ceiling.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np

from benchmarks.signals.tables import decimal
from langnghe.records import HANOI
from langnghe.signals import forecast
from langnghe.signals.baseline import MIN_DAYS, baseline
from langnghe.signals.calendar import days, planned
from langnghe.signals.calibrate import calibrate, starts
from langnghe.signals.detectors.watch import watch
from langnghe.signals.panel import Array, Panel

FAMILIES = ("topic_tone", "topic_tone_place", "topic_stance_place", "own_comments")
LENGTH = 365
LEAST = 0.2  # items a day: rarer series follow a rule, not statistics


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--warehouse", type=Path, required=True)
    parser.add_argument("--home", default="Đồng Nai")
    parser.add_argument("--until", type=date.fromisoformat, default=date(2026, 8, 23))
    given = parser.parse_args()
    for said in lines(counts(given.warehouse, given.home, given.until)):
        print(said, flush=True)


def counts(warehouse: Path, home: str, until: date) -> Panel:
    """Return the series of a year up to that day, by when they were published."""
    from nlp.places import province_of
    from warehouse import open_store
    from warehouse.series import Office, series

    start = until - timedelta(days=LENGTH - 1)
    with open_store(warehouse, read_only=True) as store:
        table = series(
            store, Office(home=home, province_of=province_of), start=start,
            until=datetime.combine(until, time(23, 59), tzinfo=HANOI), moment="published",
            families=FAMILIES, elsewhere=False,
        )  # fmt: skip
    if not table.num_rows:
        raise SystemExit(f"{warehouse}: không có chuỗi nào đến {until.isoformat()}")
    ids = table["series_id"].to_pylist()[::LENGTH]

    def grid(name: str) -> Array:
        column = [np.nan if v is None else v for v in table[name].to_pylist()]
        return np.array(column, dtype=float).reshape(len(ids), LENGTH)

    return Panel(
        ids=tuple(ids),
        start=start,
        counts=grid("items"),
        calendar=days(planned((start.year - 1, until.year, until.year + 1)), start, LENGTH),
        stories=grid("stories"),
        healthy=grid("healthy_sources"),
        independent=grid("independent_sources"),
    )


def lines(year: Panel) -> Iterator[str]:
    """Yield what there is to say of a year."""
    usual = baseline(year)
    came, said = forecast.outcome(year, usual), forecast.forecast(year, usual).probability
    came[~np.isfinite(said).all(-1)] = -1  # both are judged on the same days
    level = np.nanmean(year.counts, axis=1)
    yield f"- {len(year.ids)} chuỗi × {LENGTH} ngày, {int((level >= LEAST).sum())} chuỗi từ 0,2 tin/ngày"
    for low, high in ((LEAST, 1.0), (1.0, 5.0), (5.0, np.inf), (LEAST, np.inf)):
        some = (level >= low) & (level < high)
        if not some.any() or not (came[some] >= 0).any():
            continue
        ours = forecast.brier(said[some], came[some])
        usually = forecast.brier(forecast.climatology(came[some]), came[some])
        own = np.vstack([forecast.climatology(row[None]) for row in came[some]])
        each = forecast.brier(own, came[some])  # knows the whole year beforehand
        yield (
            f"- dự báo 72 giờ, {_span(low, high)} tin/ngày ({int(some.sum())} chuỗi): Brier "
            f"{decimal(ours, 3)} so với tần suất dài hạn {decimal(usually, 3)} "
            f"(bớt {decimal(100 * (1 - ours / usually), 0)} %), của riêng từng chuỗi cả năm "
            f"{decimal(each, 3)} (bớt {decimal(100 * (1 - ours / each), 0)} %)"
        )
    some = level >= LEAST
    score = watch(year).score[some, MIN_DAYS:]
    papers = calibrate(year, 0.5)
    for name, threshold in (("giao sẵn", 0.31), ("hiệu chuẩn 0,5", papers.threshold)):
        alarm = np.nan_to_num(score, nan=-np.inf) >= threshold
        yield (
            f"- báo động ở ngưỡng {name} ({decimal(threshold)}): "
            f"{decimal(starts(alarm).sum() / alarm.size * 30)} đợt/30 ngày một chuỗi"
        )
    yield f"- giấy tờ của ngưỡng: {papers.to_json()}"


def _span(low: float, high: float) -> str:
    first = decimal(low, 1)
    return f"từ {first}" if np.isinf(high) else f"{first} đến {decimal(high, 1)}"


if __name__ == "__main__":
    main()
