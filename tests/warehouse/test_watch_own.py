"""What rules read of ourselves, row for row: questions as of a moment, own posts, sources that are new."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from test_series import DONG_NAI, Told, at, heard, told
from test_series_own import asked, comment, tell

from langnghe.cases import inquiry_orders as do
from langnghe.cases.inquiry import fold_inquiries
from langnghe.cases.rule_asked import AskedRow
from langnghe.cases.rule_page import ChangedRow, ReactedRow
from langnghe.cases.rule_system import NewSourceRow
from langnghe.records import Event
from warehouse import watch_own
from warehouse.series import Office

__all__ = ["told"]  # the fixture

UNTIL = at(10, 18)
OURS = Office(home="Đồng Nai", province_of=DONG_NAI.province_of, own=("trang-fb",))


def metric(post: str, what: str, when: Any, **fields: Any) -> Event:
    return Event(kind="metric", id=post, what=what, by="machine@own", at=when, fields=fields)


def test_a_question_waits_until_somebody_replied_as_of_the_moment(told: Told) -> None:
    one, two, three = asked(8, 1), asked(8, 2, asker="n1"), asked(8, 3)
    known = fold_inquiries([one, two, three])
    answered = do.answer(known[two.id], "legal_team", at(9), text="Trả lời", grounds="Điều 1")
    closed = do.invalid(known[three.id], "analyst", "quảng cáo", at(9))
    assert answered is not None and closed is not None  # noqa: PT018
    tell(told, one, two, three, answered, closed, asked(10, 4, seen_at=at(10, 19)))
    told.done(heard(8))

    def rows(moment: Any) -> dict[str, AskedRow]:
        return {
            row["id"]: AskedRow(**row, about="Chính sách")
            for row in watch_own.asked(told.store, until=moment)
        }

    late = rows(UNTIL)
    assert {key: row.waits for key, row in late.items()} == {one.id: True, two.id: False}
    assert late[one.id].asker == late[two.id].asker
    assert not any("n1" in str(row) for row in late.values())  # nobody is named
    assert rows(at(8, 20))[two.id].waits
    assert rows(UNTIL + timedelta(days=40)) == {}


def test_reactions_of_a_day_are_held_against_those_of_posts_before(told: Told) -> None:
    posts = [told.post(at(day), source="trang-fb", native_id=str(day)) for day in (2, 4, 9)]
    tell(
        told,
        *(
            metric(p.post_id, "measured", at(day + 1), source="trang-fb", mark=mark, reactions=50, angry=angry)
            for p, day, mark, angry in zip(posts, (2, 4, 9), (1, 1, 1), (1, 2, 20), strict=True)
        ),
        metric(posts[0].post_id, "measured", at(10), source="trang-fb", mark=7, reactions=90, angry=60),
        metric(posts[1].post_id, "measured", at(10), source="trang-fb", mark=30, reactions=90),
    )  # fmt: skip
    (row,) = watch_own.reacted(told.done(), until=UNTIL)
    read = ReactedRow(**row)
    assert (read.post_id, read.reactions, read.angry) == (posts[2].post_id, 50, 20)
    assert read.before == ((50, 1), (50, 2))


def test_own_posts_edited_or_taken_down_are_seen_with_what_stood_under_them(told: Told) -> None:
    def post(number: int, **more: Any) -> Any:
        return told.post(at(9, 8), source="trang-fb", native_id=f"p{number}", **more)

    edited, gone, whole, feed = post(1), post(2), post(3), post(4, method="feed")
    told.records += [
        told.make(1, **{**_again(edited), "text": "Lời đã sửa khác hẳn.", "fetched_at": at(10, 9)}),
        told.make(4, **{**_again(feed), "text": "Bài đọc trọn vẹn.", "fetched_at": at(9, 9), "method": "cms@1"}),
    ]  # fmt: skip
    for number, tone in enumerate(("negative", "negative", "positive")):
        comment(told, number, edited, tone=tone)
    comment(told, 9, edited, author="Công đoàn tỉnh")
    tell(told, metric(gone.post_id, "removed", at(10, 11), source="trang-fb", gone=True))
    rows = [ChangedRow(**row) for row in watch_own.changed(told.done(), OURS, until=UNTIL)]
    assert [(row.post_id, row.gone, row.comments, row.negative) for row in rows] == [
        (edited.post_id, False, 3, 2),
        (gone.post_id, True, 0, 0),
    ]
    assert rows[0].changed_at == at(10, 9)
    assert whole.post_id not in {row.post_id for row in rows}
    assert watch_own.changed(told.store, OURS, until=at(9, 20)) == []


def _again(post: Any) -> dict[str, Any]:
    return {
        name: getattr(post, name)
        for name in ("source", "url", "native_id", "title", "published_at", "kind")
    }


def test_a_source_first_heard_lately_is_new(told: Told) -> None:
    told.post(at(1) - timedelta(days=60), source="bao-mau")
    told.post(at(9), source="bao-mau")
    told.post(at(8), source="bao-ba")
    told.post(at(8), source="chua-khai-bao")
    rows = [NewSourceRow(**row) for row in watch_own.added(told.done(), now=UNTIL)]
    assert [(row.source, row.name, row.first_item_at) for row in rows] == [
        ("bao-ba", "Báo Ba", at(8))
    ]
    assert rows[0].others_since == at(1) - timedelta(days=60)
