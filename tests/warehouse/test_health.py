"""Health says of each source whether it is heard; polling and crawling learn from the same visits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langnghe.records import Outcome, Post, Visit, canonical_url
from warehouse import Store, health
from warehouse.load import load

NOW = datetime(2026, 6, 30, 5, tzinfo=UTC)
FEED = "https://bao-mau.example/rss"


def hours(n: float) -> timedelta:
    return timedelta(hours=n)


@pytest.fixture
def declared(store: Store) -> Store:
    store.connection.execute(
        "insert into raw.source values ('bao-mau', 'Báo Mẫu', 'https://bao-mau.example', 'news', "
        "'Nhóm', 'Toàn quốc', 'B', 1, true, true, null, now(), false, null)"
    )
    return store


@pytest.fixture
def lived(
    declared: Store, landing: Path, land: Callable[..., Path], make_post: Callable[..., Post]
) -> Callable[..., dict[str, Any]]:
    """Return a teller of what happened: lists asked (hours ago, outcome …), posts found (hours ago)."""

    def tell(
        lists: list[tuple[float, Outcome, str]] | None = None,
        found: list[float] | None = None,
        methods: list[str] | None = None,
        expected: float | None = None,
    ) -> dict[str, Any]:
        records: list[Post | Visit] = [
            Visit(
                source="bao-mau",
                url=FEED,
                role="feed",
                at=NOW - hours(ago),
                outcome=outcome,
                reason=reason,
                reason_class="temporary" if reason else "",
            )
            for ago, outcome, reason in lists or []
        ]
        records += [
            make_post(n, fetched_at=NOW - hours(ago), published_at=None)
            for n, ago in enumerate(found or [])
        ]
        records += [
            make_post(10_000 + n, fetched_at=NOW - hours(50), published_at=None, method=method)
            for n, method in enumerate(methods or [])
        ]
        if records:
            land(*records)
            load(declared, landing)
        declared.connection.execute("update raw.source set expected_per_day = ?", [expected])
        [row] = health.health(declared, now=NOW)
        return row

    return tell


OK, BAD, SHUT = Outcome.KNOWN, Outcome.FAILED, Outcome.BLOCKED


def test_a_source_nobody_asked(lived: Callable[..., dict[str, Any]]) -> None:
    row = lived()
    assert row["state"] == "chưa hỏi"
    assert (
        row["last_success"] is row["lag_hours"] is row["expected"] is row["fallback_share"] is None
    )


def test_a_source_not_asked_for_a_day(lived: Callable[..., dict[str, Any]]) -> None:
    assert lived([(25, OK, "")], [25])["state"] == "chưa hỏi"


def test_a_good_source(lived: Callable[..., dict[str, Any]]) -> None:
    row = lived([(26, BAD, "cũ"), (2, OK, "")], [1, 3, 30])
    assert (row["state"], row["items_24h"], row["failures"]) == ("tốt", 2, 0)
    assert row["last_success"] == NOW - hours(2)
    assert row["lag_hours"] == 2
    assert row["last_reason"] == "cũ"


def test_reached_but_silent_is_not_the_same_as_not_reached(
    lived: Callable[..., dict[str, Any]],
) -> None:
    assert lived([(2, OK, "")], [30])["state"] == "0 tin"
    row = lived([(1, BAD, "máy chủ trả lời 503"), (0.5, BAD, "quá giờ")])
    assert (row["state"], row["failures"]) == ("không thu được", 2)
    assert (row["failure_class"], row["last_reason"]) == ("temporary", "quá giờ")
    row = lived([(0.1, SHUT, "trang đòi kiểm tra trình duyệt")])
    assert (row["state"], row["failures"]) == ("chặn", 3)


def test_one_good_list_is_enough(lived: Callable[..., dict[str, Any]]) -> None:
    assert lived([(2, BAD, "x"), (1, OK, "")], [1])["failures"] == 0


def test_expected_is_declared_or_learned(lived: Callable[..., dict[str, Any]]) -> None:
    four_a_day = [24.0 * day + n for day in range(1, 11) for n in (1, 2, 3, 4)]
    row = lived([(1, OK, "")], [0.5, *four_a_day])
    assert (row["expected"], row["items_24h"], row["state"]) == (4, 1, "chậm")
    assert lived(expected=2.0)["expected"] == 2
    assert lived(expected=2.0)["state"] == "tốt"


def test_a_week_is_needed_to_know_the_usual(lived: Callable[..., dict[str, Any]]) -> None:
    assert lived([(1, OK, "")], [24.0 * day for day in range(1, 6)])["expected"] is None


@pytest.mark.parametrize(
    ("methods", "share", "alarm"),
    [
        (["vccorp@2"] * 5, 0.0, False),
        (["vccorp@2"] * 3 + ["fallback:trafilatura"] * 2, 0.4, True),
        (["vccorp@2"] * 7 + ["fallback:trafilatura"] * 3, 0.3, False),
        (["fallback:trafilatura"] * 4, 1.0, False),  # too few to tell
        (["fallback:trafilatura"] * 5 + ["feed"] * 50, 1.0, True),  # summaries are no pages
    ],
)
def test_fallbacks_raise_the_layout_alarm(
    lived: Callable[..., dict[str, Any]], methods: list[str], share: float, alarm: bool
) -> None:
    row = lived([(1, OK, "")], methods=methods)
    assert (row["fallback_share"], row["layout_alarm"]) == (share, alarm)


def test_undeclared_sources_are_not_judged(
    declared: Store, landing: Path, land: Callable[..., Path], make_post: Callable[..., Post]
) -> None:
    land(make_post(1, source="la"))
    load(declared, landing)
    assert [row["source"] for row in health.health(declared, now=NOW)] == ["bao-mau"]


def test_the_history_of_a_list_is_oldest_first(
    store: Store, landing: Path, land: Callable[..., Path], failed_visit: Callable[..., Visit]
) -> None:
    now = datetime.now(UTC)

    def visit(ago: float, outcome: Outcome, **more: Any) -> Visit:
        calm = {"reason": "", "reason_class": ""} if outcome is OK else {}
        return failed_visit(FEED, role="feed", at=now - hours(ago), outcome=outcome, **calm, **more)

    land(
        visit(1, BAD),
        visit(3, OK, items=20, new_items=5, etag='"a"'),
        visit(24 * 20, OK, items=20, new_items=20),
        failed_visit("https://bao-mau.example/1.html", at=now),
    )
    load(store, landing)
    found = health.list_visits(store)
    assert [(v["outcome"], v["new_items"], v["etag"]) for v in found] == [
        ("known", 5, '"a"'),
        ("failed", 0, None),
    ]


def test_known_addresses_are_canonical_and_by_source(
    store: Store,
    landing: Path,
    land: Callable[..., Path],
    make_post: Callable[..., Post],
    failed_visit: Callable[..., Visit],
) -> None:
    now = datetime.now(UTC)
    at = {"fetched_at": now, "published_at": None}
    land(
        make_post(1, url="http://www.bao-mau.example/1.html?utm_source=x#y", **at),
        make_post(2, url="https://bao-mau.example/2.html", **at),
        make_post(3, source="bao-hai", **at),
        make_post(4, fetched_at=now - timedelta(days=200), published_at=None),
        make_post(5, kind="comment", native_id="5", **at),
        failed_visit("https://bao-mau.example/video", at=now, outcome=Outcome.NOT_ARTICLE),
        failed_visit("https://bao-mau.example/gone", at=now, reason_class="hard"),
        failed_visit("https://bao-mau.example/late", at=now),
        failed_visit(
            "https://bao-mau.example/robots", at=now, outcome=Outcome.ROBOTS, reason_class="hard"
        ),
    )
    load(store, landing)
    home = "https://bao-mau.example"
    assert health.known_urls(store) == {
        "bao-mau": {f"{home}/1.html", f"{home}/2.html", f"{home}/video", f"{home}/gone"},
        "bao-hai": {"https://bao-hai.example/bai-3.html"},
    }


@given(
    st.from_regex(
        r"https?://(www\.)?[a-zA-Z0-9.:-]{1,12}(/[a-z0-9./?#&=\\ é%-]{0,12})?", fullmatch=True
    )
)
def test_the_short_cut_takes_only_what_is_canonical(url: str) -> None:
    if health._CANONICAL.fullmatch(url):
        assert canonical_url(url) == url


def test_recent_articles_are_looked_at_again(
    store: Store, landing: Path, land: Callable[..., Path], make_post: Callable[..., Post]
) -> None:
    now = datetime.now(UTC)
    old = make_post(1, fetched_at=now - hours(60), published_at=None)
    edited = make_post(1, fetched_at=now - hours(1), published_at=None, title="Bản sửa")
    land(
        old,
        edited,
        make_post(2, fetched_at=now - hours(5), published_at=None),
        make_post(3, fetched_at=now - hours(1), published_at=None),
        make_post(4, fetched_at=now - hours(1), published_at=None, method="feed"),
    )
    load(store, landing)
    assert health.recent_articles(store) == {
        "bao-mau": [f"https://bao-mau.example/bai-{n}.html" for n in (3, 2)]
    }
