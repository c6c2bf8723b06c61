"""What the rules read comes from the mart, row for row, and fits the rules' own shapes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from test_series import COLUMNS, DONG_NAI, Told, at, heard, told

from langnghe.cases.rules import (
    Outcome,
    OverdueRow,
    OwnRow,
    ShareRow,
    SourceRow,
    StoryRow,
    VoiceRow,
    Watch,
    apply,
)
from langnghe.records import Post
from warehouse import Store, labels, watch, watch_own
from warehouse.load import load

__all__ = ["told"]  # the fixture

SINCE, UNTIL = at(10, 6), at(10, 18)


def stories(store: Store) -> dict[str, StoryRow]:
    rows = watch.stories(store, DONG_NAI, since=SINCE, until=UNTIL)
    return {row["story_id"]: StoryRow(**row) for row in rows}


def comment(told: Told, number: int, article: Post, **more: Any) -> Post:
    said = {"place": "-", "stance_union": "none", "intent": "ask", **more}
    return told.post(
        at(10, 10 + number % 3), kind="comment", native_id=str(number), parent_id=article.post_id,
        title="", **{"text": f"Bao giờ có lương tháng {number}?", **said},
    )  # fmt: skip


def test_a_story_is_all_its_reports_and_what_they_name(told: Told) -> None:
    first = told.post(
        at(9),
        "s1",
        place=["Đồng Nai", "Bình Dương"],
        risk="1",
        title="Công nhân phản đối bữa ăn ca",
    )
    second = told.post(
        at(10), "s1", source="bao-ba", risk="2", topic=["strike", "welfare"], stance_union="negative",
        union_unit="LĐLĐ tỉnh Đồng Nai", enterprise="Công ty TNHH ABC",
    )  # fmt: skip
    told.post(at(9), "s2")  # nothing new of it
    told.post(at(10, 20), "s3")  # not known yet
    row = stories(told.done())["s1"]
    assert set(stories(told.store)) == {"s1"}
    assert row.post_ids == (first.post_id, second.post_id)
    assert row.voices == ("Nhóm A", "bao-ba")
    assert row.topics == ("strike", "welfare")
    assert row.provinces == ("Đồng Nai", "TP.HCM")
    assert (row.risk, row.negative, row.stance_negative, row.press) == (2, 2, 1, True)
    assert (row.union_units, row.enterprises) == (("LĐLĐ tỉnh Đồng Nai",), ("Công ty TNHH ABC",))
    assert (row.known_at, row.published_at) == (at(9), at(9) - timedelta(minutes=30))
    assert row.title == "Công nhân phản đối bữa ăn ca"
    assert row.text.startswith(row.title)
    assert row.sure == pytest.approx(0.9)
    assert row.topic_scores == pytest.approx({"strike": 0.9, "welfare": 0.9})
    assert not row.local


def test_our_own_page_and_a_paper_of_the_province_are_told_apart(told: Told) -> None:
    told.store.connection.execute(
        "insert into raw.source by name select *, now() as updated_at from (values ('bao-tinh', "
        "'Báo tỉnh', '', 'local_press', '', 'Đồng Nai', 'A', 1, true, true, null)) as s" + COLUMNS
    )
    told.post(at(10), "nha", source="trang-nha", place="-")
    told.post(at(10), "tinh", source="bao-tinh", place="-")
    told.post(at(10), "xa", place="-")
    rows = stories(told.done())
    assert {name: (row.local, row.own) for name, row in rows.items()} == {
        "nha": (True, True),
        "tinh": (True, False),
        "xa": (False, False),
    }


def test_the_rules_find_from_the_mart_what_happened_here_and_lately(told: Told) -> None:
    wire = "Khoảng hai trăm công nhân của công ty ngừng việc từ sáng sớm để đòi tiền lương."
    for source in ("bao-mau", "bao-hai", "bao-ba"):
        told.post(at(10), "viec", source=source, text=wire, risk="2")
    told.post(at(10), "xa", place="Bình Dương", risk="2")
    told.post(at(10), "cu", risk="2", published_at=at(10) - timedelta(days=20))
    told.post(at(10), "tap-huan", topic="food_poisoning", risk="0", tone="neutral")
    rows = stories(told.done())
    report = apply(Watch(home="Đồng Nai", now=UNTIL), stories=rows.values())
    [finding] = report.findings
    assert (finding.risk, finding.severity, finding.story_ids) == ("R3", 3, ("viec",))
    assert len(finding.sources) == 1  # three copies of one wire text
    assert report.outcomes == {
        Outcome.FINDING: 1,
        Outcome.OUTSIDE: 1,
        Outcome.OLD: 1,
        Outcome.ROUTINE: 1,
    }


def test_voices_stand_under_their_story_and_nobody_is_named(told: Told) -> None:
    article = told.post(at(8), "s1")
    comment(told, 1, article, author_key="k1")
    comment(told, 2, article, author_key="k1")
    comment(told, 3, article, author_key="k2", place="Bình Dương")
    comment(told, 4, article)
    comment(told, 5, article, in_scope="0")
    rows = watch.voices(told.done(), DONG_NAI, until=UNTIL)
    assert not any("k1" in str(row) for row in rows)
    by_text = {row["text"]: VoiceRow(**row) for row in rows}
    one, two, three, four = (by_text[f"Bao giờ có lương tháng {n}?"] for n in (1, 2, 3, 4))
    assert len(rows) == 4
    assert {row.story_id for row in by_text.values()} == {"s1"}
    assert one.asker == two.asker
    assert len({one.asker, three.asker, four.asker}) == 3
    assert (one.provinces, three.provinces) == (("Đồng Nai",), ("TP.HCM",))
    assert one.intent == "ask"


def test_comments_under_our_own_posts_are_held_against_earlier_posts(told: Told) -> None:
    def drew(day: int, *tones: str) -> Post:
        article = told.post(at(day, 8), f"nha-{day}", source="trang-nha", tone="positive")
        for n, tone in enumerate(tones):
            comment(
                told, 100 * day + n, article, source="trang-nha", fetched_at=at(day, 9 + n),
                published_at=None, tone=tone, in_scope="0",
            )  # fmt: skip
        return article

    drew(2, "negative", "positive")
    drew(5, "neutral")
    article = drew(10, "negative", "negative", "neutral")
    [row] = watch_own.commented(told.done(), DONG_NAI, until=UNTIL)
    assert OwnRow(**row) == OwnRow(
        post_id=article.post_id, story_id="nha-10", title=article.title, source="trang-nha",
        since=at(10, 9), comments=3, negative=2, before=((2, 1), (1, 0)),
    )  # fmt: skip


def test_a_silent_source_and_one_that_speaks(told: Told) -> None:
    for day in range(1, 10):
        for hour in (8, 9, 10, 11):
            told.post(at(day, hour), source="bao-mau")
    visits = [heard(day, "bao-mau") for day in range(1, 13)]
    store = told.done(*visits)
    rows = {row["source"]: SourceRow(**row) for row in watch.sources(store, now=at(12, 8))}
    row = rows["bao-mau"]
    assert (row.name, row.usual, row.last_item_at) == ("Báo Mẫu", 4.0, at(9, 11))
    assert (row.asked_at, row.reached_at) == (at(12, 7), at(12, 7))
    assert rows["bao-ba"].asked_at is None
    report = apply(Watch(home="Đồng Nai", now=at(12, 8)), sources=rows.values())
    assert [f.subject for f in report.findings] == ["source:bao-mau"]
    assert report.outcomes[Outcome.HEALTHY] == 3


def test_shares_are_those_of_the_newest_model_alone(told: Told, landing: Path) -> None:
    old = [told.post(at(2), tone="positive") for _ in range(3)]
    new = [told.post(at(10, 8)) for _ in range(2)]
    store = told.done()
    again = [*old, *new[:1]]
    labels.add_labels(
        store,
        pa.table(
            {
                "post_id": [p.post_id for p in again],
                "revision": [p.revision for p in again],
                "task": ["tone"] * 4,
                "label": ["negative", "positive", "positive", "negative"],
                "score": pa.array([0.9] * 4, pa.float32()),
                "model": ["linear@2"] * 4,
                "rank": pa.array([0] * 4, pa.int16()),
            }
        ),
    )
    rows = [ShareRow(**row) for row in watch.shares(store, now=UNTIL)]
    assert rows == [
        ShareRow(label="tone=negative", before=3, before_hits=1, lately=1, lately_hits=1),
        ShareRow(label="tone=positive", before=3, before_hits=2, lately=1, lately_hits=0),
    ]


def test_work_that_waits_is_counted(told: Told, landing: Path) -> None:
    told.post(at(10, 9), "s1")
    store = told.done()
    told.land(told.make(90, fetched_at=at(10, 7)), told.make(91, fetched_at=at(10, 8)))
    load(store, landing)
    rows = [OverdueRow(**row) for row in watch.overdue(store, now=UNTIL)]
    assert [(row.task, row.due_at, row.waiting) for row in rows] == [
        ("gom bài thành tin", at(10, 8), 2),
        ("gán nhãn", at(10, 8), 2),
    ]


def test_a_replay_reads_stories_by_their_own_date(told: Told) -> None:
    # collected weeks afterwards
    told.post(at(30), "s1", published_at=at(10, 9), risk="2")
    store = told.done()
    [row] = watch.stories(store, DONG_NAI, since=SINCE, until=UNTIL, moment="published")
    assert (row["story_id"], row["known_at"]) == ("s1", at(10, 9))
    assert stories(store) == {}
