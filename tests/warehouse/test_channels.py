"""The union's own channels in the warehouse: posts with their figures, comments and answers, messages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from langnghe.landing import LandingWriter
from langnghe.records import Event, Post, post_id_of
from warehouse import Store
from warehouse.channels import FORMAT_VI, due, messages, own_posts, untold
from warehouse.load import load

NOON = datetime(2026, 6, 10, 5, 0, tzinfo=UTC)  # noon in Hà Nội

SOURCE = "fb-tinh"


def page_post(number: int, at: datetime, **changes: Any) -> Post:
    native = changes.pop("native_id", f"104_{number}")
    values: dict[str, Any] = {
        "post_id": post_id_of(url=None, source=SOURCE, native_id=native),
        "source": SOURCE,
        "kind": "post",
        "url": f"https://facebook.example/{number}",
        "title": "",
        "lead": "",
        "text": f"Bài số {number} của trang",
        "fetched_at": at + timedelta(minutes=5),
        "published_at": at,
        "author": "Công đoàn tỉnh Mẫu",
        "native_id": native,
        "method": "facebook",
    }
    return Post(**{**values, **changes})


def metric(post: Post, what: str, at: datetime, **fields: Any) -> Event:
    return Event(
        kind="metric", id=post.post_id, what=what, by="machine@facebook", at=at,
        fields={"source": SOURCE, **fields},
    )  # fmt: skip


def described(post: Post, form: str = "photo", shared: bool = False) -> Event:
    return metric(post, "described", post.fetched_at, format=form, shared=shared, gone=False)


def measured(post: Post, mark: int, late: float = 1.0, **figures: int | None) -> Event:
    assert post.published_at is not None
    at = post.published_at + timedelta(days=mark, hours=late)
    due_at = (post.published_at + timedelta(days=mark)).isoformat()
    return metric(
        post, "measured", at, mark=mark, due_at=due_at, measured_at=at.isoformat(),
        late_hours=late, **figures,
    )  # fmt: skip


@pytest.fixture
def enter(store: Store, landing: Path) -> Callable[..., None]:
    """Return a writer of posts and events: they land, then they are loaded."""

    def write(*records: Post | Event) -> None:
        with LandingWriter(landing, "kenh") as writer:
            for record in records:
                writer.post(record) if isinstance(record, Post) else writer.event(record)
        load(store, landing)

    return write


def one(store: Store, view: str, post: Post) -> dict[str, Any]:
    (row,) = store.dicts(f"select * from mart.{view} where post_id = ?", [post.post_id])
    return row


def test_an_own_post_has_its_figures_at_each_mark(store: Store, enter: Callable[..., None]) -> None:
    post = page_post(1, NOON)
    enter(
        post,
        described(post),
        measured(post, 1, reactions=10, comments=2, shares=0, views=None),
        measured(post, 7, reactions=40, comments=5, shares=3, views=900),
    )
    row = one(store, "own_post", post)
    assert (row["reactions_1d"], row["reactions_7d"], row["reactions_30d"]) == (10, 40, None)
    assert (row["views_1d"], row["views_7d"], row["shares_1d"]) == (None, 900, 0)
    assert (row["hour"], row["weekday"], row["day"]) == (12, 3, date(2026, 6, 10))
    assert FORMAT_VI[row["format"]] == "ảnh"


def test_a_late_figure_says_so_and_is_left_out_of_comparisons(
    store: Store, enter: Callable[..., None]
) -> None:
    post = page_post(1, NOON)
    enter(post, described(post), measured(post, 1, late=20.0, reactions=33))
    (row,) = store.dicts("select late_hours, on_time, reactions from mart.own_metric")
    assert row == {"late_hours": 20.0, "on_time": False, "reactions": 33}
    assert one(store, "own_post", post)["reactions_1d"] is None


def test_landing_twice_measures_once(store: Store, enter: Callable[..., None]) -> None:
    post = page_post(1, NOON)
    for _ in range(2):
        enter(post, described(post), measured(post, 1, reactions=10))
    assert store.one("select count(*) from mart.own_metric") == 1
    assert store.check() == dict.fromkeys(store.check(), 0)


def test_an_edited_post_and_a_deleted_one_stay(store: Store, enter: Callable[..., None]) -> None:
    post, other = page_post(1, NOON), page_post(2, NOON)
    edited = page_post(1, NOON, text="Bài số 1 (đã sửa)", fetched_at=NOON + timedelta(hours=2))
    enter(post, described(post), other, described(other, "link", True), edited)
    enter(metric(other, "removed", NOON + timedelta(days=1), gone=True))
    first, second = one(store, "own_post", post), one(store, "own_post", other)
    assert (first["edited"], first["body"], first["gone"]) == (True, "Bài số 1 (đã sửa)", False)
    assert (second["gone"], second["gone_seen_at"], second["shared"]) == (
        True,
        NOON + timedelta(days=1),
        True,
    )
    assert second["body"] == "Bài số 2 của trang"


def test_a_post_that_came_back_is_there_again(store: Store, enter: Callable[..., None]) -> None:
    post = page_post(1, NOON)
    enter(post, described(post), metric(post, "removed", NOON + timedelta(days=1), gone=True))
    enter(metric(post, "described", NOON + timedelta(days=2), format="photo", shared=False, gone=False))  # fmt: skip
    row = one(store, "own_post", post)
    assert (row["gone"], row["gone_seen_at"]) == (False, None)


# ---- what is due


def marks(store: Store, now: datetime) -> list[tuple[str, int]]:
    return [(row["native_id"], row["mark"]) for row in due(store, [SOURCE], now)]


def test_a_mark_is_due_once_from_its_day_on(store: Store, enter: Callable[..., None]) -> None:
    post = page_post(1, NOON)
    enter(post, described(post))
    assert marks(store, NOON + timedelta(hours=23, minutes=59)) == []
    assert marks(store, NOON + timedelta(days=1)) == [("104_1", 1)]
    enter(measured(post, 1, reactions=1))
    assert marks(store, NOON + timedelta(days=1, hours=2)) == []
    assert marks(store, NOON + timedelta(days=7)) == [("104_1", 7)]


def test_a_mark_that_was_missed_by_its_own_length_is_given_up(
    store: Store, enter: Callable[..., None]
) -> None:
    post = page_post(1, NOON)
    enter(post, described(post))
    assert marks(store, NOON + timedelta(days=1, hours=23)) == [("104_1", 1)]
    assert marks(store, NOON + timedelta(days=2)) == []
    assert marks(store, NOON + timedelta(days=13)) == [("104_1", 7)]
    assert marks(store, NOON + timedelta(days=59)) == [("104_1", 30)]
    assert marks(store, NOON + timedelta(days=60)) == []


def test_nothing_is_due_of_what_is_gone_undated_or_not_ours(
    store: Store, enter: Callable[..., None]
) -> None:
    gone, undated = page_post(1, NOON), page_post(2, NOON, published_at=None)
    visitor = page_post(3, NOON, author=None, author_key="k" * 24)
    other = page_post(4, NOON, source="fb-khac", native_id="9_4")
    enter(gone, described(gone), undated, visitor, other)
    enter(metric(gone, "removed", NOON + timedelta(hours=3), gone=True))
    assert marks(store, NOON + timedelta(days=1)) == []


def test_own_posts_that_came_another_way_are_found(
    store: Store, enter: Callable[..., None], make_post: Callable[..., Post]
) -> None:
    article = make_post(1, source="web-tinh")
    visitor = page_post(3, NOON, author=None, author_key="k" * 24)
    told = page_post(4, NOON)
    enter(article, make_post(2), visitor, told, described(told))
    assert [row["post_id"] for row in untold(store, ["web-tinh", SOURCE])] == [article.post_id]


# ---- comments and messages


def comment(number: int, under: Post, at: datetime, ours: bool = False, **more: Any) -> Post:
    return page_post(
        number, at, kind="comment", native_id=f"c_{number}", parent_id=under.post_id,
        author="Công đoàn tỉnh Mẫu" if ours else None, author_key=None if ours else "k" * 24, **more,
    )  # fmt: skip


def test_a_comment_is_answered_by_the_reply_to_it(store: Store, enter: Callable[..., None]) -> None:
    post = page_post(1, NOON)
    asked = comment(11, post, NOON + timedelta(hours=1))
    other = comment(12, post, NOON + timedelta(hours=2))
    answer = comment(13, post, NOON + timedelta(hours=5), ours=True)
    later = comment(14, post, NOON + timedelta(hours=9), ours=True)
    enter(post, described(post), asked, other, answer, later)
    enter(
        metric(answer, "reply", NOON, reply_to=asked.post_id),
        metric(later, "reply", NOON, reply_to=asked.post_id),
    )
    row = one(store, "own_comment", asked)
    assert (row["ours"], row["answered_hours"]) == (False, 4.0)
    assert one(store, "own_comment", other)["answered_at"] is None
    assert one(store, "own_comment", answer)["ours"] is True


def test_comments_elsewhere_are_not_ours(
    store: Store, enter: Callable[..., None], make_post: Callable[..., Post]
) -> None:
    article = make_post(1)
    enter(article, comment(11, article, NOON))
    assert store.one("select count(*) from mart.own_comment") == 0


def test_a_message_that_came_two_ways_is_one(store: Store, enter: Callable[..., None]) -> None:
    def sent(text: str, by: str) -> Event:
        return Event(
            kind="message", id="tin1", what="sent", by=by, at=NOON,
            fields={"platform": "zalo", "source": "zalo-tinh", "conversation": "c", "asker": "a",
                    "ours": False, "text": text},
        )  # fmt: skip

    enter(sent("Cho em hỏi", "machine@zalo"), sent("Cho em hỏi", "machine@zalo"))
    enter(sent("Cho em hỏi.", "machine@zalo"))
    (row,) = messages(store, NOON - timedelta(days=1))
    assert (row["id"], row["ours"], row["sent_at"]) == ("tin1", False, NOON)
    assert messages(store, NOON + timedelta(seconds=1)) == []


def test_own_posts_of_the_last_days_newest_first(store: Store, enter: Callable[..., None]) -> None:
    posts = [page_post(n, NOON - timedelta(days=n)) for n in range(1, 6)]
    enter(*posts, *map(described, posts))
    found = own_posts(store, now=NOON, days=4)
    assert [row["post_id"] for row in found] == [post.post_id for post in posts[:3]]
    assert own_posts(store, now=NOON, days=4, source="khac") == []
