"""A source that falls silent, changes its layout or dries up is noticed; a healthy one is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from crawlers.health import Pulse, findings, level

NOW = datetime(2026, 6, 2, 7, tzinfo=UTC)
WELL = Pulse(
    priority=1,
    verified=True,
    last_success=NOW - timedelta(hours=1),
    articles=100,
    fallbacks=5,
    items=20,
    expected=22,
)


def test_a_healthy_source_has_no_findings() -> None:
    assert findings(WELL, NOW) == ()
    assert level(WELL, NOW) == "ok"


def test_silence_grows_from_watch_to_alarm() -> None:
    late = replace(WELL, last_success=NOW - timedelta(hours=8), last_reason="máy chủ quá chậm")
    assert level(late, NOW) == "watch"
    assert "8 giờ: máy chủ quá chậm" in findings(late, NOW)[0].sentence
    assert level(replace(WELL, last_success=NOW - timedelta(days=3)), NOW) == "alarm"
    assert level(replace(WELL, last_success=None), NOW) == "alarm"


def test_a_changed_layout_is_seen_in_the_share_of_fallbacks() -> None:
    changed = replace(WELL, fallbacks=70)
    assert level(changed, NOW) == "alarm"
    assert "70%" in findings(changed, NOW)[0].sentence
    assert level(replace(changed, articles=5, fallbacks=5), NOW) == "ok"  # too few to say


def test_a_source_that_dries_up_is_watched() -> None:
    assert level(replace(WELL, items=3), NOW) == "watch"
    assert level(replace(WELL, items=0, expected=1.0), NOW) == "ok"


def test_a_token_is_told_before_it_expires() -> None:
    def told(left: timedelta) -> list[str]:
        return [f.level for f in findings(replace(WELL, token_expires=NOW + left), NOW)]

    assert told(timedelta(days=30)) == []
    assert told(timedelta(days=6)) == ["watch"]
    assert told(timedelta(hours=30)) == ["alarm"]
    assert told(timedelta(hours=-1)) == ["alarm"]
    (soon,) = findings(replace(WELL, token_expires=NOW + timedelta(hours=30)), NOW)
    assert "sau 30 giờ" in soon.sentence


def test_an_allowance_that_runs_out_is_watched() -> None:
    assert level(replace(WELL, quota_left=5_000, quota_limit=10_000), NOW) == "ok"
    (low,) = findings(replace(WELL, quota_left=300, quota_limit=10_000), NOW)
    assert low.level == "watch"
    assert "300/10000" in low.sentence
    assert "hết hạn mức" in findings(replace(WELL, quota_left=0, quota_limit=100), NOW)[0].sentence
