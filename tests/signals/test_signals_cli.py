"""`signals score`: a CSV of counts in, a CSV of scores out, and every bad row named."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from langnghe.signals.synthetic import Standard, events, null, observed
from tests.within import langnghe

HEAD = ["series_id", "date", "expected", "p_value", "score", "alarm"]
START = date(2025, 3, 3)


def written(tmp_path: Path, *series: tuple[str, list[int]], name: str = "counts.csv") -> Path:
    path = tmp_path / name
    lines = [
        f"{series_id},{START + timedelta(days=at)},{count}"
        for series_id, counts in series
        for at, count in enumerate(counts)
    ]
    path.write_text("series_id,date,count\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def usual(days: int = 90, mean: float = 8, seed: int = 1) -> list[int]:
    rng = np.random.default_rng(seed)
    return [int(n) for n in rng.negative_binomial(4, 4 / (4 + mean), days)]


def test_a_burst_alarms_and_usual_days_rarely_do(tmp_path: Path) -> None:
    counts = usual(120)
    counts[100:102] = [60, 45]
    done = langnghe("signals", "score", "--counts", written(tmp_path, ("đình công", counts)))
    assert done.returncode == 0, done.stderr
    found = rows(done.stdout)
    assert list(found[0]) == HEAD
    assert len(found) == 120
    assert all(row["score"] == "" and row["alarm"] == "0" for row in found[:28])
    scores = np.array([float(row["score"]) for row in found[28:]])
    assert np.isfinite(scores).all()
    assert found[100]["alarm"] == found[101]["alarm"] == "1"
    assert float(found[100]["p_value"]) < 1e-4
    assert 4 < float(found[100]["expected"]) < 13
    assert sum(row["alarm"] == "1" for row in found[28:100]) <= 4
    assert "chưa đủ dữ liệu 28" in done.stderr


def test_a_score_never_knows_tomorrow(tmp_path: Path) -> None:
    counts = usual(200, seed=3)
    whole = langnghe(
        "signals", "score", "--counts", written(tmp_path, ("a", counts)), "--calibrate", "1"
    )
    part = langnghe(
        "signals", "score", "--counts", written(tmp_path, ("a", counts[:120])), "--calibrate", "1"
    )
    assert whole.stdout.splitlines()[:121] == part.stdout.splitlines()


def test_a_forecast_stands_beside_the_score_when_asked_for(tmp_path: Path) -> None:
    counts = [10, 11] * 60
    counts[100:103] = [60, 60, 60]
    path = written(tmp_path, ("a", counts))
    found = rows(langnghe("signals", "score", "--counts", path, "--forecast").stdout)
    assert list(found[0]) == [*HEAD, "forecast", "forecast_probability"]
    assert found[0]["forecast"] == ""
    assert found[90]["forecast"] == "ổn định"
    assert found[102]["forecast"] == "giảm"  # a burst is over sooner than it came
    assert all(1 / 3 < float(row["forecast_probability"]) <= 1 for row in found[31:])


def test_a_planned_peak_is_expected(tmp_path: Path) -> None:
    counts = usual(120, seed=5)
    for at in range(100, 110):
        counts[at] *= 3
    path = written(tmp_path, ("a", counts))
    calendar = tmp_path / "calendar.csv"
    calendar.write_text(
        f"date_from,date_to,label,factor\n{START + timedelta(days=100)},"
        f"{START + timedelta(days=109)},Chiến dịch,3\n",
        encoding="utf-8",
    )
    without = rows(langnghe("signals", "score", "--counts", path).stdout)
    with_plan = rows(langnghe("signals", "score", "--counts", path, "--calendar", calendar).stdout)
    loud = [sum(int(row["alarm"]) for row in found[100:110]) for found in (without, with_plan)]
    assert loud[0] >= 3
    assert loud[1] == 0


def test_levels_come_with_the_optional_columns(tmp_path: Path) -> None:
    year = observed(Standard(mean=6, size=4, series=2, seed=4))
    assert year.stories is not None
    assert year.independent is not None
    assert year.healthy is not None
    counts, stories, sources = year.counts.copy(), year.stories.copy(), year.independent.copy()
    counts[0, 150:152] += 60
    stories[0, 150:152] += 40
    sources[0, 150:152] += 12
    counts[1, 150] += 60  # copies of one text
    path = tmp_path / "counts.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(
            ["series_id", "date", "count", "stories", "healthy_sources", "independent_sources"]
        )
        for at in range(2):
            for day in range(200):
                out.writerow(
                    [at, year.day(day), int(counts[at, day]), int(stories[at, day]), 10,
                     int(sources[at, day])]
                )  # fmt: skip
    found = rows(langnghe("signals", "score", "--counts", path).stdout)
    assert list(found[0]) == [*HEAD, "level"]
    assert {row["level"] for row in found} <= set("012345")
    crisis, copies = found[151], found[200 + 150]
    assert int(crisis["level"]) >= 4
    assert crisis["alarm"] == "1"
    assert int(copies["level"]) < 3
    assert copies["alarm"] == "0"


def test_every_bad_row_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    path = written(tmp_path, ("a", usual(60)))
    bad = ["a,2025-03-05,4", "a,2025-07-01,-3", "a,2025-07-02,ba", "a,2125-07-03,3",
           "a,07-2025,3", ",2025-07-05,3", "a,2025-07-06,2.5", "a,2025-07-07,nan"]  # fmt: skip
    path.write_text(path.read_text("utf-8") + "\n".join(bad) + "\n", encoding="utf-8")
    done = langnghe("signals", "score", "--counts", path)
    assert done.returncode == 1
    assert len(rows(done.stdout)) == 60
    for line, words in (
        ("dòng 62, cột date", "đã có ngày 2025-03-05 ở dòng 4"),
        ("dòng 63, cột count", "không thể âm"),
        ("dòng 64, cột count", "'ba' không phải số"),
        ("dòng 65, cột date", "ở tương lai"),
        ("dòng 66, cột date", "ghi như 2026-06-30"),
        ("dòng 67, cột series_id", "thiếu tên chuỗi"),
        ("dòng 68, cột count", "số nguyên"),
        ("dòng 69, cột count", "để trống nếu ngày đó không thu được"),
    ):
        assert any(line in said and words in said for said in done.stderr.splitlines()), words
    assert "68 dòng" in done.stderr
    assert "không dùng được 8" in done.stderr


def test_too_little_is_said_honestly(tmp_path: Path) -> None:
    done = langnghe("signals", "score", "--counts", written(tmp_path, ("một", [3])))
    assert done.returncode == 0
    assert rows(done.stdout)[0]["score"] == ""
    assert "chưa đủ dữ liệu" in done.stderr


def test_all_zeros_then_a_first_mention(tmp_path: Path) -> None:
    done = langnghe("signals", "score", "--counts", written(tmp_path, ("a", [0] * 90)))
    assert done.returncode == 0
    assert "toàn số 0" in done.stderr
    assert "chưa đủ dữ liệu" in done.stderr
    assert all(row["alarm"] == "0" for row in rows(done.stdout))
    mentioned = langnghe("signals", "score", "--counts", written(tmp_path, ("a", [0] * 90 + [1])))
    assert rows(mentioned.stdout)[-1]["alarm"] == "1"


def test_a_gap_is_not_a_zero(tmp_path: Path) -> None:
    counts = usual(100, mean=30)
    path = written(tmp_path, ("a", counts))
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(lines[:61] + lines[81:]) + "\n", encoding="utf-8")
    done = langnghe("signals", "score", "--counts", path)
    assert "thiếu 20 ngày" in done.stderr
    found = rows(done.stdout)
    assert len(found) == 80
    assert float(found[-1]["expected"]) > 20


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "tệp trống"),
        ("series_id,day,count\na,2025-01-01,1\n", "thiếu cột date"),
        ("series_id,date,count\n", "không có dòng nào dùng được"),
        ("series_id,date,count\na,2025-01-01,x\n", "không phải số"),
    ],
)
def test_a_file_without_use_is_refused_in_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    done = langnghe("signals", "score", "--counts", path)
    assert done.returncode == 1
    assert said in done.stderr
    assert "bad.csv" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_sheet_saved_by_a_vietnamese_spreadsheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text("﻿series_id;date;count\nx;30/06/2025;4\n", encoding="utf-8")
    done = langnghe("signals", "score", "--counts", path)
    assert rows(done.stdout)[0]["date"] == "2025-06-30"


def test_calibrated_thresholds_hold_on_quiet_series(tmp_path: Path) -> None:
    quiet = null(Standard(mean=4, size=3, series=8, seed=6))
    path = tmp_path / "counts.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["series_id", "date", "count"])
        for at, name in enumerate(quiet.ids):
            out.writerows([name, quiet.day(d), int(n)] for d, n in enumerate(quiet.counts[at]))
    calendar = tmp_path / "calendar.csv"
    with calendar.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["date_from", "date_to", "label", "factor"])
        out.writerows([e.first, e.last, e.label, e.factor] for e in events())
    loud = []
    for rate in ("2", "0.1"):
        done = langnghe(
            "signals", "score", "--counts", path, "--calendar", calendar, "--calibrate", rate
        )
        loud.append(sum(int(row["alarm"]) for row in rows(done.stdout)))
    assert loud[0] > 4 * loud[1]


def test_a_rate_nobody_means_is_a_usage_error(tmp_path: Path) -> None:
    path = written(tmp_path, ("a", [1]))
    assert langnghe("signals", "score", "--counts", path, "--calibrate", "0").returncode == 2
