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
