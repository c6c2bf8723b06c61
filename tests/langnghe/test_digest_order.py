"""What a leader sees first: sure before likely, home before far, risk before all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from langnghe.digest.compose import compose
from langnghe.digest.contract import Reading
from langnghe.digest.model import Digest
from langnghe.digest.sources import source_state
from langnghe.digest.words import where

DAY = date(2026, 6, 30)
NOW = datetime(2026, 6, 30, 16, 0, tzinfo=UTC)
READING = Reading(
    office="Ban Tuyên giáo",
    home_place="Lai Châu",
    topic_names={},
    watch_names={"w": "LĐLĐ tỉnh"},
    watch_priority={"w": 1},
    quote=lambda lead, body: lead,
    follow=lambda today, before: {},
)


class Rows:
    """The rows of one day, as the warehouse gives them."""

    def __init__(self, *articles: dict[str, Any], voices: tuple[dict[str, Any], ...] = ()) -> None:
        self.articles, self.voices = articles, voices
        self.late: frozenset[str] = frozenset()
        self.before: tuple[Any, ...] = ()
        self.story_first_day: dict[str, date] = {}
        self.story_seen_before: frozenset[str] = frozenset()
        self.collected, self.comments_collected = len(articles), len(voices)
        self.history: tuple[tuple[date, int, int, int], ...] = ()
        self.reached_days: frozenset[date] = frozenset()
        self.sources: tuple[Any, ...] = ()
        self.edits: tuple[Any, ...] = ()
        self.quiet_stories: tuple[Any, ...] = ()
        self.models = (("linear@1", 1),)
        self.unlabelled = 0


def article(name: str, **fields: Any) -> dict[str, Any]:
    row = {
        "post_id": name, "story": name, "title": name, "lead": f"{name}.", "body": "", "url": f"https://a.example/{name}",
        "kind": "article", "source": "a", "source_name": "A", "source_declared": True, "published_at": NOW,
        "first_seen": NOW, "revisions": 1, "in_scope": True, "in_scope_score": 0.9, "topics": ["jobs_living"],
        "tone": "neutral", "stance_union": "none", "risk": 0, "risk_score": 0.9, "places": [], "communes": [], "union_units": [], "watch": [],
        "least_score": 0.9, "model": "linear@1", "reviewed": False,
    }  # fmt: skip
    return row | fields


def made(*articles: dict[str, Any], voices: tuple[dict[str, Any], ...] = ()) -> Digest:
    return compose(
        Rows(*articles, voices=voices), kind="day", days=[DAY], made_at=NOW, reading=READING
    )


def titles(items: tuple[Any, ...]) -> list[str]:
    return [item.title for item in items]


def test_risk_at_home_comes_before_the_same_risk_elsewhere() -> None:
    digest = made(
        article("xa", risk=2, topics=["strike"]),
        article("gần", risk=2, topics=["strike"], places=["Lai Châu"]),
        article("nặng", risk=3, topics=["work_accident"]),
    )
    assert titles(digest.urgent) == ["nặng", "gần", "xa"]


def test_a_risk_the_model_hardly_believes_does_not_worry_a_leader() -> None:
    digest = made(article("chắc", risk=2), article("đoán", risk=2, risk_score=0.3))
    assert titles(digest.urgent) == ["chắc"]
    assert titles(digest.top) == ["đoán"]


@pytest.mark.parametrize("sign", [{"watch": ["w"]}, {"reviewed": True}])
def test_a_watched_or_reviewed_risk_does(sign: dict[str, Any]) -> None:
    assert titles(made(article("đoán", risk=2, risk_score=0.3, **sign)).urgent) == ["đoán"]


def test_barely_in_scope_comes_last_and_says_so() -> None:
    digest = made(article("mờ", in_scope_score=0.5, places=["Lai Châu"]), article("rõ"))
    assert titles(digest.top) == ["rõ", "mờ"]
    assert [item.unsure for item in digest.top] == [False, True]


def test_copies_are_one_story_with_each_outlet_once() -> None:
    digest = made(
        article("1", story="s"),
        article("2", story="s", source="b", source_name="B"),
        article("3", story="s"),
    )
    [item] = digest.top
    assert item.outlets == 2
    assert {copy.post_id for copy in item.copies} == {"1", "2", "3"}


def test_on_a_tie_of_tones_the_reader_is_warned() -> None:
    [item] = made(
        article("1", story="s", tone="positive"), article("2", story="s", tone="negative")
    ).top
    assert item.tone == "negative"


def test_who_asks_is_heard_and_the_others_are_kept() -> None:
    ask = article("hỏi", kind="comment", intent="ask", about="", about_story=None)
    praise = article("khen", kind="comment", intent="praise", about="", about_story=None)
    digest = made(voices=(ask, praise))
    assert [voice.post_id for voice in digest.voices] == ["hỏi"]
    assert [voice.post_id for voice in digest.other_voices] == ["khen"]


def test_under_a_week_of_history_there_is_no_usual_day() -> None:
    digest = made(article("1"))
    assert digest.coverage.usual_in_scope is None
    assert any("chưa so được" in note for note in digest.notes)


def visit(**fields: Any) -> dict[str, Any]:
    row = {"lists_reached": 0, "blocked": 0, "robots": 0, "failed": 0, "last_reason": None}
    return row | fields


@pytest.mark.parametrize(
    ("items", "seen", "state"),
    [
        (3, None, "ok"),
        (0, None, "unseen"),
        (0, visit(lists_reached=1), "quiet"),
        (0, visit(failed=1, last_reason="máy chủ từ chối kết nối"), "failed"),
        (0, visit(blocked=1, last_reason="Cloudflare"), "blocked"),
        (0, visit(robots=1, last_reason="robots.txt"), "blocked"),
    ],
)
def test_nothing_heard_and_not_reached_are_different_states(
    items: int, seen: Any, state: str
) -> None:
    row = {
        "source": "a", "name": "A", "group": "", "declared": True, "items": items, "in_scope": 0,
        "visit": seen, "last_success": None, "outcomes": [{"outcome": "known", "inputs": 2}],
    }  # fmt: skip
    found = source_state(row)
    assert found.state == state
    assert found.outcomes == (("đã có", 2),)
    assert (found.reason != "") == (state in ("failed", "blocked"))


def test_a_commune_of_ours_comes_before_the_province_in_passing() -> None:
    digest = made(
        article("cả nước"),
        article("tỉnh", places=["Lai Châu"]),
        article("xã", places=["Lai Châu"], communes=["xã Bum Nưa, Lai Châu"]),
    )
    assert titles(digest.top) == ["xã", "tỉnh", "cả nước"]
    assert [item.at_home for item in digest.top] == [True, True, False]
    assert digest.top[0].communes == ("xã Bum Nưa",)
    assert where(digest.top[0]) == "xã Bum Nưa, Lai Châu"


def test_a_commune_elsewhere_is_not_ours() -> None:
    [item] = made(article("x", places=["TP.HCM"], communes=["huyện Củ Chi, TP.HCM"])).top
    assert (item.communes, item.at_home) == ((), False)


def test_a_merged_province_says_where_it_is_today() -> None:
    reading = replace(READING, home_place="TP.HCM")
    reading = replace(reading, province_now=lambda name: {"Bình Dương": "TP.HCM"}.get(name, name))
    rows = Rows(article("x", places=["Bình Dương", "Hà Nội"]))
    [item] = compose(rows, kind="day", days=[DAY], made_at=NOW, reading=reading).top
    assert where(item) == "Bình Dương (nay thuộc TP.HCM), Hà Nội"
    assert item.at_home  # an office of today's TP.HCM is at home in Bình Dương


def test_the_union_units_a_story_names_stand_beside_it() -> None:
    [item] = made(
        article("1", story="s", union_units=["LĐLĐ tỉnh Lai Châu"]),
        article("2", story="s", union_units=["LĐLĐ tỉnh Lai Châu", "CĐCS Công ty TNHH ABC"]),
    ).top
    assert item.units == ("LĐLĐ tỉnh Lai Châu", "CĐCS Công ty TNHH ABC")
