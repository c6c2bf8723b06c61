"""The scorecard of a drill: whose clock starts when, what was late, and who."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from langnghe.cases import case_orders, orders
from langnghe.cases.alerts import fold
from langnghe.cases.case import fold_cases
from langnghe.cases.drill import Drill, Looked, Scorecard, read_targets, score
from langnghe.cases.drill_text import MARK, lines, markdown
from langnghe.cases.finding import Finding
from langnghe.cases.lifecycle import decide
from langnghe.cases.policy import read_policy
from langnghe.errors import ConfigError
from langnghe.records import Event

BEGAN = datetime(2026, 6, 10, 1, tzinfo=UTC)
POLICY = read_policy()
TARGETS = read_targets()


def at(minutes: float) -> datetime:
    return BEGAN + timedelta(minutes=minutes)


def drill(*, seen: float = 180) -> Drill:
    """Return a drill whose watch was replayed up to minute 180, and shown to people then."""
    looks = tuple(Looked(at=at(m), seen=at(max(m, seen))) for m in range(0, 181, 15))
    return Drill(
        id="DT260610-abc", scenario="ngo-doc", title="Ngộ độc", risk="R3", level=4, began=BEGAN,
        posts=("p1", "p2"), looks=looks,
    )  # fmt: skip


def finding(minutes: float, severity: int = 4, **changes: Any) -> Finding:
    values: dict[str, Any] = {
        "kind": "rule", "risk": "R3", "subject": "s1", "story_ids": ("s1",), "post_ids": ("p1",),
        "at": at(minutes), "since": BEGAN, "severity": severity, "reason": "Ngộ độc", "hard": True,
    }  # fmt: skip
    return Finding(**{**values, **changes})


def rung(minutes: float = 30, severity: int = 4) -> list[Event]:
    return decide([finding(minutes, severity)], {}, POLICY, None, at(minutes))


def worked(
    events: list[Event], took: float, proposed: float, approved: float | None
) -> list[Event]:
    """Add what a team does, at minutes of the drill."""
    (alert,) = fold(events).values()
    events = [*events, orders.acknowledge(alert, "propaganda_head", at(took))]
    (alert,) = fold(events).values()
    events += case_orders.open_case("policy_head", POLICY, at(took + 1), alert=alert)
    (case,) = fold_cases(events).values()
    events.append(case_orders.propose(case, "policy_head", "Thăm hỏi công nhân", at(proposed)))
    if approved is not None:
        (case,) = fold_cases(events).values()
        events.append(case_orders.approve(case, "chair", at(approved)))
    return events


def carded(events: Sequence[Event], now: float, of: Drill | None = None) -> Scorecard:
    return score(of or drill(), events, fold(events), fold_cases(events), TARGETS, at(now))


def test_a_team_that_is_in_time_has_all_points() -> None:
    card = carded(worked(rung(), 200, 300, 330), 400)
    assert [(s.name, s.state, s.minutes) for s in card.steps] == [
        ("Máy báo", "done", 30),
        ("Có người nhận", "done", 20),  # since it was shown at minute 180, not since minute 30
        ("Có phương án", "done", 120),
        ("Phương án được duyệt", "done", 30),
    ]
    assert (card.points, card.level, card.risk, card.alerts) == (4, 4, "R3", 1)
    assert [s.who for s in card.steps[1:]] == [("propaganda_head",), ("policy_head",), ("chair",)]


def test_what_is_late_names_who() -> None:
    card = carded(worked(rung(), 300, 500, None), 1000)
    assert [(s.state, s.minutes) for s in card.steps[1:]] == [
        ("late", 120),
        ("late", 320),
        ("missing", None),
    ]
    assert card.steps[3].who == ("vice_chair", "chair")
    page = markdown(card)
    assert "Muộn: Có người nhận – Trưởng Ban Tuyên giáo" in page
    assert "Muộn: Phương án được duyệt – Phó Chủ tịch phụ trách, Chủ tịch" in page
    assert page.startswith(f"# {MARK}")


def test_what_still_may_come_is_not_called_late() -> None:
    card = carded(rung(), 200)
    assert [s.state for s in card.steps] == ["done", "waiting", "waiting", "waiting"]
    assert set(card.steps[1].who) >= {"chair", "vice_chair", "propaganda_head"}  # whom it rang
    assert [s.state for s in carded(rung(), 2000).steps[1:]] == ["missing"] * 3


def test_an_alert_that_grew_graver_has_to_be_taken_again() -> None:
    events = rung(30, 3)
    (alert,) = fold(events).values()
    events.append(orders.acknowledge(alert, "propaganda_head", at(35)))
    events += decide([finding(90, 4)], fold(events), POLICY, None, at(90))
    card = carded(events, 120, drill(seen=0))
    assert card.steps[0].minutes == 30
    assert (card.level, card.steps[1].state) == (4, "waiting")


def test_a_crisis_nobody_saw_scores_nothing() -> None:
    card = carded([], 1000)
    assert [s.state for s in card.steps] == ["missing"] * 4
    assert any("KHÔNG thấy" in line for line in lines(card))
    other = decide([finding(30, post_ids=("khac",))], {}, POLICY, None, at(30))
    assert carded(other, 1000).alert is None  # an alert of the copy that is none of the drill's


def test_a_scripted_team_says_so_and_a_low_level_too() -> None:
    card = carded(rung(severity=3), 200, replace(drill(), scripted=True))
    said = "\n".join(lines(card))
    assert "MÁY ĐÓNG" in said
    assert "CHƯA ĐỦ MỨC" in said
    assert card.to_json()["drill"]["began"] == BEGAN.isoformat()


def test_targets_of_the_office_are_read_and_have_to_be_whole(tmp_path: Path) -> None:
    path = tmp_path / "drill.toml"
    times = "detect = 1\nacknowledge = 2\npropose = 3\napprove = 4\n"
    path.write_text("".join(f"[level.{n}]\n{times}" for n in (3, 4, 5)), encoding="utf-8")
    assert read_targets(tmp_path).level[4].acknowledge == 2
    path.write_text(f"[level.3]\n{times}", encoding="utf-8")
    with pytest.raises(ConfigError, match="level"):
        read_targets(tmp_path)
