"""Where an alert's series goes in the next 72 hours: said with its chances, or said not to be known."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from flows.cases import desk, explanations
from flows.digest import day_digest
from flows.forecasts import foretell
from flows.outlook import Outlook
from flows.watch import watch_once
from langnghe.cases.alerts import Alert
from langnghe.config import Workspace
from langnghe.digest import render
from langnghe.records import hanoi_day
from tests.flows.conftest import NOW, finding
from tests.flows.test_watch_series import PAPERS, usual_weeks
from warehouse import open_store

MORNING = NOW + timedelta(hours=20)  # of the next day
SERIES = "topic=state_policy|tone=negative"


@pytest.fixture
def stirred(office: Workspace) -> Workspace:
    """Weeks of two texts a day, and today, for once, thirty-two."""
    weeks = usual_weeks(office)
    for source in PAPERS:
        weeks.day(0, source, 8)
    weeks.land()
    watch_once(office, NOW)
    return office


def said(office: Workspace, at: datetime) -> list[tuple[Alert, str]]:
    """Return each alert and what its explanation says of the next 72 hours."""
    with open_store(office.warehouse) as store:
        state = desk(store, office)
        found = [a for a in state.alerts.values() if a.risk != "R0"]
        told = explanations(store, office, found, state, at)
        return [(one.alert, "\n".join(dict(one.parts)["Dự báo 72 giờ"])) for one in told]


def page(office: Workspace, at: datetime) -> str:
    with open_store(office.warehouse) as store:
        return render(day_digest(store, office, hanoi_day(at), made_at=at), "md")


def test_a_day_that_stood_out_is_foretold_to_fall_back(stirred: Workspace) -> None:
    (made,) = foretell(stirred, MORNING)
    ((alert, text),) = said(stirred, MORNING)
    assert alert.series == SERIES
    fewer, same, more = made.fields["probability"][SERIES]
    assert fewer > same > more  # after one day sixteen times the usual one
    assert {SERIES, f"{SERIES}|place=lai-chau"} <= made.fields["probability"].keys()
    assert text.startswith(f"nhiều khả năng giảm ({100 * fewer:.0f} %); ")
    assert f"ổn định {100 * same:.0f} %" in text
    assert f"tăng {100 * more:.0f} %" in text
    assert "Tính cho 11/06 đến 13/06/2026 so với 3 ngày liền trước" in text
    assert f"72 giờ tới: giảm ({100 * fewer:.0f} %)" in page(stirred, MORNING)


def test_what_nobody_has_foretold_is_not_made_up(stirred: Workspace) -> None:
    assert {words for _, words in said(stirred, NOW)} == {"chưa đủ dữ liệu"}
    assert "72 giờ tới: chưa đủ dữ liệu" in page(stirred, NOW)
    foretell(stirred, MORNING)
    # Of the days that are over, and of the moment before it was made, it says nothing.
    for at in (NOW, MORNING + timedelta(days=3)):
        assert {words for _, words in said(stirred, at)} == {"chưa đủ dữ liệu"}
    assert {words for _, words in said(stirred, MORNING + timedelta(days=2))} != {"chưa đủ dữ liệu"}


def test_an_alert_about_one_story_has_no_series_to_foretell(office: Workspace) -> None:
    watch_once(office, NOW, findings=[finding()])
    ((alert, text),) = said(office, NOW)
    assert alert.series is None
    assert "không gắn với chuỗi số liệu nào" in text
    assert "72 giờ tới" not in page(office, NOW)


def test_a_series_without_a_forecast_among_others_that_have_one() -> None:
    ahead = Outlook(made_for=hanoi_day(NOW), chances={"a": [0.05, 0.25, 0.7]})
    assert ahead.briefly("a") == "tăng (70 %)"
    assert ahead.briefly("b") == ahead.fully("b") == "chưa đủ dữ liệu"
    assert ahead.briefly(None) == ""
