"""The forecast of a morning is written down once, and held against what came three days later."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.forecasts import foretell
from flows.workspace import create
from langnghe.config import Workspace
from langnghe.records import HANOI
from tests.measure.conftest import Office
from warehouse import open_store

NOW = datetime(2026, 6, 10, 6, 30, tzinfo=HANOI)
CALM = "topic=wages|tone=neutral"


@pytest.fixture
def place(tmp_path: Path, settled_warehouse: Path) -> Workspace:
    """Ninety days of four texts on wages a day, until three days after NOW."""
    create(tmp_path / "co-quan")
    workspace = Workspace(tmp_path / "co-quan")
    workspace.warehouse.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(settled_warehouse, workspace.warehouse)
    with open_store(workspace.warehouse) as store:
        office = Office(store, workspace.landing)
        office.source("bao-a")
        for number in range(4 * 90):
            seen = NOW + timedelta(days=3 - number // 4, minutes=30 * (number % 4))
            office.post(number, seen=seen, published=seen,
                        labels={"in_scope": "1", "topic": ["wages"], "tone": "neutral"})  # fmt: skip
        office.load()
    return workspace


def test_a_forecast_is_made_once_and_scored_when_its_days_are_over(place: Workspace) -> None:
    (made,) = foretell(place, NOW)
    assert (made.id, made.what) == ("2026-06-09", "made")
    chances = made.fields["probability"][CALM]
    assert sum(chances) == pytest.approx(1, abs=1e-3)
    assert max(chances) == chances[1]  # four a day for months: as much as before
    assert foretell(place, NOW + timedelta(hours=5)) == []  # the same day, nothing new
    assert [e.what for e in foretell(place, NOW + timedelta(days=2))] == ["made"]  # 72 hours run on
    after = foretell(place, NOW + timedelta(days=3))
    assert [(e.id, e.what) for e in after] == [("2026-06-12", "made"), ("2026-06-09", "came")]
    assert after[1].fields["came"] == {CALM: 1}
    score = chances[0] ** 2 + (1 - chances[1]) ** 2 + chances[2] ** 2
    assert after[1].fields["brier"][CALM] == pytest.approx(score, abs=1e-3)
    with open_store(place.warehouse) as store:
        office = Office(store, place.landing)
        rows = office.rows("1.10", "2026-06", "brier", known="2026-07-01")
        assert [(r["id"], str(r["day"]), r["num"]) for r in rows] == [
            (CALM, "2026-06-09", pytest.approx(score, abs=1e-3))
        ]
        assert office.ask("1.10", "2026-06", known="2026-07-01")["brier"].n == 1
        assert not office.rows("1.10", "2026-06", "brier", known="2026-06-12")  # nobody knew yet


def test_brier_of_many_forecasts_is_their_mean(office: Office) -> None:
    for day, scores in (("2026-06-01", [0.2] * 6), ("2026-06-02", [0.6] * 6)):
        office.event("forecast", day, "came", at=datetime(2026, 6, 6, tzinfo=UTC), by="machine@forecast",
                     brier={f"topic=t{n}|tone=neutral": s for n, s in enumerate(scores)})  # fmt: skip
    office.event("forecast", "2026-06-02", "came", at="2026-06-20", by="machine@forecast",
                 brier={"topic=t0|tone=neutral": 0.0})  # fmt: skip
    office.event("forecast", "2026-05-31", "came", at="2026-06-05", by="machine@forecast",
                 brier={"topic=t0|tone=neutral": 2.0})  # fmt: skip
    found = office.ask("1.10", "2026-06")["brier"]
    assert found.value == pytest.approx(0.4)
    assert found.n == 12
