"""Polling intervals are replayed from the visits, so there is no second truth."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.crawl import chosen, drop_old_pages, states_of
from langnghe.config import Source, Workspace
from langnghe.errors import ConfigError

FEED = "https://bao.example/rss"
SOURCE = Source(id="bao", name="Báo", home="https://bao.example/", type="news", feeds=(FEED,))
START = datetime(2026, 6, 1, tzinfo=UTC)


def visit(hour: int, **fields: Any) -> dict[str, Any]:
    row = {
        "source": "bao",
        "url": FEED,
        "visited_at": START + timedelta(hours=hour),
        "outcome": "known",
    }
    row |= {"reason_class": "", "items": 20, "new_items": 0, "etag": None, "last_modified": None}
    return row | fields


def test_news_shortens_the_wait_and_silence_lengthens_it() -> None:
    busy = states_of([SOURCE], [visit(h, new_items=20) for h in range(5)])[FEED]
    quiet = states_of([SOURCE], [visit(h) for h in range(5)])[FEED]
    assert busy.interval_minutes < quiet.interval_minutes


def test_a_304_keeps_the_validators_it_confirmed() -> None:
    state = states_of([SOURCE], [visit(0, etag='"a"'), visit(1, items=0)])[FEED]
    assert state.etag == '"a"'


def test_a_read_without_validators_forgets_them() -> None:
    state = states_of([SOURCE], [visit(0, etag='"a"'), visit(1)])[FEED]
    assert state.etag is None


def test_failures_wait_longer_and_are_counted() -> None:
    failed = [visit(h, outcome="failed", reason_class="temporary", items=0) for h in range(3)]
    state = states_of([SOURCE], failed)[FEED]
    assert state.fail_count == 3
    assert state.next_due is not None
    assert state.next_due > START + timedelta(hours=3)


def test_visits_of_a_source_that_is_gone_are_ignored() -> None:
    assert states_of([SOURCE], [visit(0, source="cu")]) == {}


def test_raw_pages_go_after_thirty_days_and_nothing_else_does(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    for name in ("2026-05-31", "2026-06-01", "ghi-chu"):
        (workspace.raw_html / name).mkdir(parents=True)
    assert drop_old_pages(workspace, date(2026, 7, 1)) == 1
    assert sorted(p.name for p in workspace.raw_html.iterdir()) == ["2026-06-01", "ghi-chu"]


def test_an_unknown_source_is_named() -> None:
    with pytest.raises(ConfigError, match="không có nguồn lạ"):
        chosen([SOURCE], ["lạ"])
