"""A composite score: none without the office's weights, and never without its warning."""

from __future__ import annotations

from pathlib import Path

import pytest

from langnghe.errors import ConfigError
from langnghe.measure.records import Figure, Status
from langnghe.measure.score import WARNING, Weight, read_weights, score

WEIGHTS = """
weight = [
  { question = "1.01", figure = "days_met", points = 6, none = 50, full = 100 },
  { question = "1.07", figure = "lag", points = 4, none = 24, full = 4 },
  { question = "1.08", figure = "coverage", points = 10, none = 50, full = 90 },
]
"""


def figure(question: str, key: str, value: float | None, part: str = "") -> Figure:
    return Figure(
        question=question, key=key, part=part, name=key, part_name="", unit="%", primary=True,
        digits=1, value=value, count=None, n=30, low=None, high=None, status=Status.FULL, note="",
    )  # fmt: skip


def test_no_file_no_score(tmp_path: Path) -> None:
    assert read_weights(tmp_path / "score.toml") is None


def test_points_in_proportion_and_unknown_ones_named(tmp_path: Path) -> None:
    path = tmp_path / "score.toml"
    path.write_text(WEIGHTS, encoding="utf-8")
    weights = read_weights(path)
    assert weights is not None
    # 75 % is half of 6; 9 hours of 24 … 4 is three quarters of 4; coverage was not sampled.
    told = score(
        [figure("1.01", "days_met", 75), figure("1.01", "days_met", 0, "bao-a"),
         figure("1.07", "lag", 9), figure("1.08", "coverage", None)],
        weights,
    )  # fmt: skip
    assert (told.points, told.most) == (6.0, 10.0)
    assert told.unknown == ("1.08 coverage",)
    assert told.warning == WARNING


def test_points_stay_between_none_and_all() -> None:
    weight = Weight(question="1.07", figure="lag", points=4, none=24, full=4)
    assert [weight.of(hours) for hours in (1, 4, 14, 24, 99)] == [4, 4, 2, 0, 0]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{ question = "9.99", figure = "lag", points = 1, none = 0, full = 1 }', "9.99"),
        ('{ question = "1.01", figure = "ave", points = 1, none = 0, full = 1 }', "'ave'"),
        ('{ question = "1.01", figure = "runs", points = 0, none = 0, full = 1 }', "mục weight"),
        ('{ question = "1.01", figure = "runs", points = 1, none = 1, full = 1 }', "full và none"),
    ],
)
def test_a_weight_that_cannot_be_is_refused_by_name(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "score.toml"
    path.write_text(f"weight = [ {line} ]\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=told):
        read_weights(path)
