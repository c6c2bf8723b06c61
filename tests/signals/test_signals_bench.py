"""The benchmark on a few series: what it counts is right, and the page it writes keeps its words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.signals.amoc import make, measure
from benchmarks.signals.measures import delays, per_month, threshold_for
from benchmarks.signals.offices import office, promises
from benchmarks.signals.plots import amoc_svg
from benchmarks.signals.settings import KEPT_ASIDE, KEPT_ASIDE_2, STANDARD
from benchmarks.signals.tables import BEGIN, END, bars, levels, means, put
from langnghe.signals.detectors import DEFAULT, DETECTORS
from langnghe.signals.synthetic import MISS, WARM_UP


def test_alarms_three_quiet_days_apart_are_two_episodes() -> None:
    alarm = np.zeros((1, WARM_UP + 30), dtype=bool)
    alarm[0, WARM_UP + np.array([2, 3, 6, 15])] = True
    assert per_month(alarm) == 2.0


def test_a_miss_costs_a_week() -> None:
    alarm = np.zeros((2, 20), dtype=bool)
    alarm[0, 8] = True
    assert delays(alarm, np.array([5, 5])).tolist() == [3, MISS]


def test_a_threshold_costs_no_more_than_was_asked() -> None:
    score = np.random.default_rng(0).normal(size=(40, WARM_UP + 365))
    for asked in (2.0, 1.0, 1 / 3):
        limit = threshold_for(score, asked)
        assert 0.9 * asked < per_month(score >= limit) <= asked


def test_kept_aside_shares_nothing_with_the_standard() -> None:
    for other in (KEPT_ASIDE, KEPT_ASIDE_2):
        assert other.keys() == STANDARD.keys()
        for level, setting in STANDARD.items():
            assert other[level].seed != setting.seed
            assert (other[level].mean, other[level].size) != (setting.mean, setting.size)
            assert other[level].week != setting.week


def test_the_table_the_picture_and_the_page(tmp_path: Path) -> None:
    some = {level: STANDARD[level] for level in (2, 8)}
    counts = make(some, 8)
    table = {name: measure(counts, DETECTORS[name]) for name in ("EARS C2", DEFAULT)}
    rows = list(levels(table, means(some)))
    assert sum(row.startswith("| **mặc định** |") for row in rows) == 2
    assert len(list(bars(table[DEFAULT]))) == 10
    svg = amoc_svg(table, 8)
    assert "mặc định" in svg
    assert svg == amoc_svg(table, 8)
    page = tmp_path / "signals.md"
    page.write_text(f"trước\n{BEGIN}\ncũ\n{END}\nsau\n", encoding="utf-8")
    put(page, rows)
    text = page.read_text("utf-8")
    assert text.startswith("trước\n")
    assert text.endswith("\nsau\n")
    assert "cũ" not in text
    with pytest.raises(SystemExit):
        put(Path(__file__).with_name("test_signals_calendar.py"), rows)


def test_a_made_office_is_the_same_each_time_and_its_parts_add_up() -> None:
    year = office(7, topics=3, weeks=8)
    assert np.array_equal(year.counts, office(7, topics=3, weeks=8).counts)
    whole, negative, here, both = np.split(year.counts, 4)
    assert (negative <= whole).all()
    assert (both <= negative).all()
    assert (here <= whole).all()


def test_what_calibration_promises_is_about_what_comes() -> None:
    row = promises(2, topics=4, histories=(26,))[0]
    assert (row.weeks, row.asked, row.enough) == (26, 1.0, 1.0)
    assert row.got == pytest.approx(row.expected, rel=0.3)
