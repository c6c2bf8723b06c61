"""Counts as people write them: what is wrong is named, what is too little is said to be."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from subprocess import CompletedProcess

import numpy as np

from langnghe.signals.cells import read_count
from tests.conftest import langnghe

START = date(2025, 3, 3)
HEAD = "series_id,date,count"


def lines(name: str, counts: Sequence[object], start: date = START) -> list[str]:
    return [f"{name},{start + timedelta(days=at)},{count}" for at, count in enumerate(counts)]


def usual(days: int = 120) -> list[int]:
    return [int(n) for n in np.random.default_rng(1).negative_binomial(4, 0.4, days)]


def score(
    tmp_path: Path, rows: Sequence[str], *more: str, head: str = HEAD
) -> CompletedProcess[str]:
    path = tmp_path / "so-tin.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    done = langnghe("signals", "score", "--counts", path, *more)
    assert "Traceback" not in done.stderr
    assert "Warning" not in done.stderr
    return done


def alarms(done: CompletedProcess[str]) -> list[str]:
    return [row["date"] for row in csv.DictReader(io.StringIO(done.stdout)) if row["alarm"] == "1"]


def test_a_file_given_twice_counts_once(tmp_path: Path) -> None:
    once = score(tmp_path, lines("a", usual()))
    twice = score(tmp_path, lines("a", usual()) * 2)  # the second time wholly refused
    assert (once.returncode, twice.returncode) == (0, 1)
    assert twice.stdout == once.stdout
    assert "a đã có ngày 2025-03-03 ở dòng 2" in twice.stderr
    assert "không dùng được 120" in twice.stderr


def test_a_file_all_in_the_future_is_refused(tmp_path: Path) -> None:
    done = score(tmp_path, lines("a", usual(), date(2090, 1, 1)))
    assert done.returncode == 1
    assert not done.stdout
    assert "không có dòng nào dùng được" in done.stderr
    assert "ở tương lai" in done.stderr


def test_counts_nobody_can_use_are_named_and_the_others_go_on(tmp_path: Path) -> None:
    cells = ["-1", "ba", "2.5", "nan", "inf", "1.000", "12,500", "1e12", "٣x"]
    counts: list[object] = [*usual(60), *(f'"{cell}"' for cell in cells), *usual(60)]
    done = score(tmp_path, lines("a", counts))
    assert done.returncode == 1
    for at in range(len(cells)):
        assert f"dòng {62 + at}, cột count" in done.stderr
    assert len(done.stdout.splitlines()) == 121  # the head, and 120 good rows


def test_a_thousand_with_a_dot_is_not_one() -> None:
    assert read_count("1000") == 1000
    assert read_count("7.0") == 7  # as spreadsheets and pandas write whole numbers
    said = read_count("1.000")
    assert isinstance(said, str)
    assert "ghi liền như 1000" in said


def test_one_point_beside_a_long_series_is_too_little_not_an_error(tmp_path: Path) -> None:
    done = score(tmp_path, [*lines("a", usual()), "b,2025-05-01,300"], "--calibrate", "0.5")
    assert done.returncode == 0
    assert "chưa đủ dữ liệu 29" in done.stderr  # 28 days of a, the one of b
    last = done.stdout.splitlines()[-1]
    assert last == "b,2025-05-01,,,,0"


def test_every_second_day_missing_is_a_gap_not_a_zero(tmp_path: Path) -> None:
    rows = lines("a", [20] * 240)[::2]
    done = score(tmp_path, rows, "--calibrate", "0.5")
    assert "a: thiếu 119 ngày; coi là không thu được, không coi là 0 tin" in done.stderr
    assert not alarms(done)
    assert all(
        float(row["expected"]) > 15
        for row in csv.DictReader(io.StringIO(done.stdout))
        if row["expected"]
    )
    assert "chưa đủ dữ liệu để hiệu chuẩn" in done.stderr


def test_nothing_but_blank_cells_is_too_little(tmp_path: Path) -> None:
    done = score(tmp_path, lines("a", [""] * 60))
    assert done.returncode == 0
    assert "mọi ô số tin đều trống; chưa đủ dữ liệu" in done.stderr
    assert not alarms(done)


def test_all_zeros_cannot_be_calibrated_and_say_so(tmp_path: Path) -> None:
    done = score(tmp_path, lines("a", [0] * 200), "--calibrate", "0.5")
    assert done.returncode == 0
    assert "toàn số 0 trong 200 ngày; chưa đủ dữ liệu" in done.stderr
    assert "chưa đủ dữ liệu để hiệu chuẩn" in done.stderr
    assert not alarms(done)


def test_a_bad_cell_beside_a_good_count_is_read_as_not_known(tmp_path: Path) -> None:
    rows = [f"{row},{-1 if at == 3 else 5},{'x' if at == 4 else 10},4"
            for at, row in enumerate(lines("a", usual()))]  # fmt: skip
    done = score(tmp_path, rows, head=f"{HEAD},stories,healthy_sources,independent_sources")
    assert done.returncode == 1
    assert "dòng 5, cột stories: số tin không thể âm (-1)" in done.stderr
    assert "dòng 6, cột healthy_sources: 'x' không phải số" in done.stderr
    assert "coi như không biết" in done.stderr
    assert len(done.stdout.splitlines()) == 121


def test_calibrated_thresholds_are_printed_with_their_papers(tmp_path: Path) -> None:
    rows = [row for at in range(6) for row in lines(f"s{at}", usual(120)[at:] + usual(at))]
    done = score(tmp_path, rows, "--calibrate", "0.5")
    assert "ngưỡng đặt ngày 11/05/2025: điểm 0," in done.stderr
    assert "(xin 0,50), từ 10 tuần của 6 chuỗi" in done.stderr
    short = score(tmp_path, lines("a", usual(60)), "--calibrate", "0.5")
    assert "chưa đủ 70 ngày để hiệu chuẩn" in short.stderr
