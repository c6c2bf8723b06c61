"""Series of what people say to us: questions by topic and unit, comments under our posts, communes."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from test_inquiry_views import history
from test_series import DONG_NAI, Told, at, counts, heard, told

from langnghe.cases.inquiry import received
from langnghe.landing import LandingWriter
from langnghe.records import Event, Post
from warehouse import Store
from warehouse.load import load
from warehouse.series import Office, commune_names, own_sources, series

__all__ = ["told"]  # the fixture


def asked(day: int, number: int, **changes: Any) -> Event:
    values: dict[str, Any] = {
        "channel": "zalo", "source": "oa-tinh", "native_id": f"m{number}", "sent_at": at(day, 9),
        "seen_at": at(day, 10), "question": "Bao giờ có sổ?", "by": "machine@hop-thu",
        "asker": f"n{number}", "topic": "state_policy",
    }  # fmt: skip
    return received(**{**values, **changes})


def tell(told: Told, *events: Event) -> None:
    with LandingWriter(told.landing / "events", "hoi") as writer:
        for event in events:
            writer.event(event)
    load(told.store, told.landing / "events")


def comment(told: Told, number: int, under: Post, **said: Any) -> Post:
    return told.post(
        at(9, 14), **{
            "kind": "comment", "source": under.source, "native_id": str(number), "title": "",
            "parent_id": under.post_id, "place": "-", "stance_union": "none", "topic": "welfare",
            "text": f"bình luận {number}", **said,
        },
    )  # fmt: skip


def test_questions_are_series_by_topic_and_by_unit(told: Told) -> None:
    tell(
        told,
        asked(8, 1, unit="CĐCS May Mẫu"),
        asked(8, 2),
        asked(8, 3, asker="n2"),
        asked(9, 4, topic=""),
        asked(9, 5, sent_at=at(2)),  # last week's form
        asked(9, 6, invalid="quảng cáo"),
        asked(10, 7, seen_at=at(10, 15)),  # not known yet
    )
    table = series(told.done(heard(8)), DONG_NAI, start=date(2026, 6, 7), until=at(10, 12))
    # the union has no channel that was read: its door is open every day, and questions are all there is
    assert counts(table, "inquiry=all") == [(0, 0, 1, 0), (3, 3, 1, 2), (1, 1, 1, 1), (0, 0, 1, 0)]
    found = {row["series_id"]: row["items"] for row in table.to_pylist() if row["items"]}
    assert found == {
        "inquiry=all": 1,  # the last day that has one
        "inquiry=all|topic=state_policy": 3,
        "inquiry=all|unit=cdcs-may-mau": 1,
        "inquiry=all|topic=state_policy|unit=cdcs-may-mau": 1,
    }
    quarter = series(
        told.store,
        DONG_NAI,
        start=date(2026, 6, 8),
        until=at(8, 20),
        step="6h",
        families=["inquiries"],
    )
    assert [row[0] for row in counts(quarter, "inquiry=all")] == [0, 3, 0, 0]
    replay = series(
        told.store, DONG_NAI, start=date(2026, 6, 2), until=at(10, 12), moment="published",
        families=["inquiries"],
    )  # fmt: skip
    assert [row[0] for row in counts(replay, "inquiry=all")] == [1, 0, 0, 0, 0, 0, 3, 1, 1]


def test_own_channels_that_were_not_read_are_a_gap_of_their_own(told: Told) -> None:
    tell(told, asked(9, 1))
    own = Office(home="Đồng Nai", province_of=DONG_NAI.province_of, own=("trang-fb",))
    visits = (heard(8, "trang-fb"), heard(9), heard(9, "trang-fb", ok=False), heard(10))
    store = told.done(*visits)
    assert own_sources(store, own) == ["trang-fb", "trang-nha"]
    table = series(store, own, start=date(2026, 6, 8), until=at(10, 20), families=["inquiries"])
    # 8 June: read and silent; 9 June: not read, but a question came; 10 June: nobody read
    assert counts(table, "inquiry=all") == [(0, 0, 1, 0), (1, 1, 1, 1), (None, None, 0, None)]


def test_comments_under_our_posts_by_topic_tone_and_stance_without_our_own_answers(
    told: Told,
) -> None:
    post = told.post(at(9), "s1", source="trang-fb", tone="positive", kind="post", native_id="p1")
    comment(told, 1, post, tone="negative", stance_union="negative")
    comment(told, 2, post, tone="negative", topic=["welfare", "strike"])
    comment(told, 3, post, tone="neutral", in_scope="0", topic="off_topic")
    comment(told, 4, post, tone="positive", author="Công đoàn tỉnh")  # our answer
    own = Office(home="Đồng Nai", province_of=DONG_NAI.province_of, own=("trang-fb",))
    families = ["own_comments", "own_comments_topic", "own_comments_full"]
    table = series(
        told.done(heard(9, "trang-fb")),
        own,
        start=date(2026, 6, 9),
        until=at(9, 20),
        families=families,
    )
    assert {row["series_id"]: row["items"] for row in table.to_pylist()} == {
        "comments=own": 3,
        "comments=own|tone=negative": 2,
        "comments=own|tone=neutral": 1,
        "comments=own|stance=negative": 1,
        "comments=own|stance=none": 2,
        "comments=own|topic=welfare|tone=negative": 2,
        "comments=own|topic=strike|tone=negative": 1,
        "comments=own|topic=welfare|stance=negative": 1,
        "comments=own|topic=welfare|tone=negative|stance=negative": 1,
        "comments=own|topic=welfare|tone=negative|stance=none": 1,
        "comments=own|topic=strike|tone=negative|stance=none": 1,
    }


def test_a_commune_of_the_home_province_has_series_and_a_name(told: Told) -> None:
    told.post(at(9), commune=["xã Bum Nưa, Đồng Nai", "phường An Phú, TP.HCM"])
    store = told.done(heard(9))
    table = series(store, DONG_NAI, start=date(2026, 6, 8), until=at(9, 20), families=["commune"])
    name = "topic=strike|tone=negative|place=dong-nai|commune=xa-bum-nua"
    assert set(table["series_id"].to_pylist()) == {name}
    assert [row[0] for row in counts(table, name)] == [None, 1]
    assert commune_names(store, DONG_NAI) == {"xa-bum-nua": "xã Bum Nưa"}


def test_the_same_files_again_change_no_series(told: Told, landing: Path) -> None:
    tell(told, asked(9, 1))
    tell(told, asked(9, 1, seen_at=at(9, 10) + timedelta(days=1)))  # imported twice
    table = series(
        told.done(heard(9)),
        DONG_NAI,
        start=date(2026, 6, 9),
        until=at(10, 20),
        families=["inquiries"],
    )
    assert [row[0] for row in counts(table, "inquiry=all")] == [1, 0]


def test_the_brief_fold_says_what_the_whole_one_says(store: Store, landing: Path) -> None:
    with LandingWriter(landing, "events") as writer:
        for event in history():
            writer.event(event)
    load(store, landing)
    names = ", ".join(row[0] for row in store.rows("describe staging.stg_inquiry_brief"))
    brief, whole = (
        store.rows(f"select {names} from staging.{view} order by id")
        for view in ("stg_inquiry_brief", "stg_inquiry")
    )
    assert len(brief) == 12
    assert brief == whole
