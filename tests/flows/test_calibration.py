"""Papers of thresholds: set from the office's own weeks, kept, set anew every four weeks."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from flows.calibration import calibration, in_force, papers_of, read_papers
from flows.watch import watch_once
from langnghe.config import Workspace
from langnghe.signals.calibrate import until
from langnghe.signals.detectors.watch import SHIPPED
from langnghe.signals.panel import Panel
from langnghe.signals.score import judge
from langnghe.signals.synthetic import Standard, null
from tests.flows.conftest import NOW


@pytest.fixture(scope="module")
def year() -> Panel:
    return null(Standard(mean=4, size=3, series=30, seed=11))


def test_a_threshold_is_kept_with_its_date_its_weeks_and_what_it_promises(
    tmp_path: Path, year: Panel
) -> None:
    path = tmp_path / "hieu-chuan.jsonl"
    set_on = until(year, 183)
    papers = calibration(path, "published", set_on)
    (stored,) = read_papers(path, "published")
    assert (papers.on, papers.weeks, papers.enough) == (set_on.day(181), 26, True)
    assert stored.to_json() == papers.to_json()
    assert papers.expected == pytest.approx(SHIPPED, rel=0.4)
    judged = judge(set_on, papers=papers)
    assert (judged.threshold == papers.threshold).all()
    assert judged.calibrations == (papers,)


def test_papers_hold_four_weeks_and_are_never_changed(tmp_path: Path, year: Panel) -> None:
    path = tmp_path / "hieu-chuan.jsonl"
    first = calibration(path, "published", until(year, 183))
    before = path.read_bytes()
    assert calibration(path, "published", until(year, 210)).on == first.on
    assert path.read_bytes() == before
    later = calibration(path, "published", until(year, 212))
    assert later.on == first.on + timedelta(days=29)
    assert path.read_bytes().startswith(before)
    # A day of the past is judged by what was known before it.
    held = in_force(path, "published", first.on + timedelta(days=10))
    assert held is not None
    assert held.on == first.on
    assert in_force(path, "published", first.on) is None
    assert in_force(path, "desk", first.on + timedelta(days=10)) is None


def test_a_line_cut_short_by_a_crash_is_as_if_never_written(tmp_path: Path, year: Panel) -> None:
    path = tmp_path / "hieu-chuan.jsonl"
    path.write_text('{"of": "published", "on": "2025-0', encoding="utf-8")
    papers = calibration(path, "published", until(year, 183))
    assert [kept.to_json() for kept in read_papers(path, "published")] == [papers.to_json()]


def test_a_short_history_says_so_and_takes_the_shipped_scale(tmp_path: Path, year: Panel) -> None:
    counts = year.counts[:, :183].copy()
    counts[:, :140] = float("nan")  # the office began to collect six weeks ago
    from dataclasses import replace

    young = replace(until(year, 183), counts=counts)
    papers = calibration(tmp_path / "hieu-chuan.jsonl", "published", young)
    assert (papers.enough, papers.weeks) == (False, 6)
    assert papers.threshold == pytest.approx(0.31, abs=0.001)


def test_an_office_without_talk_keeps_no_papers_of_nothing(office: Workspace) -> None:
    watch_once(office, NOW)
    path = papers_of(office)
    assert not path.exists() or all(json.loads(line)["of"] for line in path.open() if line.strip())
