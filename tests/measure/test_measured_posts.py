"""A report works out the labels once; its figures are those of every question asked alone."""

from __future__ import annotations

from datetime import date

from tests.measure.conftest import Office
from tests.measure.own_channels import own_post
from warehouse.measured import prepared

SQL = "select * from measured_post order by url"
WHOLE = {"topic": ["wages"], "tone": "negative", "risk": "2", "place": "Lai Châu"}


def test_posts_of_the_period_and_around_are_prepared(office: Office) -> None:
    office.source("bao-a", name="Báo A", group="Nhà A", type="local_press", own=True, unit="cd-a")
    near = office.post(
        1, seen="2026-06-10", labels={"in_scope": "1", "topic": ["wages"], "risk": "2"}
    )
    late = office.post(2, seen="2026-06-11", published="2020-01-01")
    office.post(3, seen="2020-01-01")
    office.load()
    alone = {row["post_id"]: row for row in office.store.dicts(SQL)}
    with prepared(office.store, date(2026, 6, 1), date(2026, 6, 30)):
        together = {row["post_id"]: row for row in office.store.dicts(SQL)}
    assert len(alone) == 3
    assert together == {near: alone[near], late: alone[late]}
    row = alone[near]
    assert (row["topics"], row["risk"], row["outlet"], row["source_kind"]) == (
        ["wages"], 2, "Nhà A", "press_local",
    )  # fmt: skip
    assert (row["own"], row["source_unit"]) == (True, "cd-a")
    assert len(office.store.rows(SQL)) == 3  # afterwards the view is back


def test_whatever_was_said_of_a_post_both_ways_tell_the_same(office: Office) -> None:
    office.source("bao-a")
    office.source("ta", own=True, type="social")
    june = "2026-06-10"
    office.post(1, seen=june, labels={"in_scope": "1", **WHOLE})
    out = office.post(2, seen=june, labels={"in_scope": "0", **WHOLE})
    office.post(3, seen=june, labels={"in_scope": "0", **WHOLE}, kind="comment")
    office.post(4, seen=june, labels={"in_scope": "0", **WHOLE}, source="ta")
    office.post(5, seen=june)  # nobody has labelled it
    office.post(6, seen=june, labels={"watch": "-"}, model="watchlist@1")
    office.post(7, seen=june, labels={"in_scope": "1", "watch": "cong-doan"}, model="watchlist@1")
    for number, person in ((8, "1"), (9, "0")):
        post_id = office.post(
            number, seen=june, labels={"in_scope": "1" if person == "0" else "0", **WHOLE}
        )
        office.verdict(number, "in_scope", [person], ["0"], at="2026-06-11")
        assert post_id == office.id_of(number)
    changed = office.post(10, seen=june, labels={"in_scope": "1", **WHOLE})
    post = next(p for p in office.posts() if p.post_id == changed)
    office.label(post, {"in_scope": "0"}, model="may@2", at="2026-06-12")  # a newer model
    office.load()
    alone = office.store.dicts(SQL)
    with prepared(office.store, date(2026, 6, 1), date(2026, 6, 30)):
        assert office.store.dicts(SQL) == alone
    rows = {row["url"].rsplit("-", 1)[1][:-5]: row for row in alone}
    assert {number: row["in_scope"] for number, row in rows.items()} == {
        "1": True, "2": False, "3": False, "4": False, "5": False, "6": False, "7": True, "8": True,
        "9": False, "10": False,
    }  # fmt: skip
    assert [number for number in sorted(rows) if not rows[number]["labelled"]] == ["5"]
    assert rows["4"]["tone"] == "negative"
    assert (rows["3"]["labelled"], rows["3"]["tone"], rows["3"]["topics"]) == (True, None, [])
    hidden = next(row for row in alone if row["post_id"] == out)
    assert (hidden["labelled"], hidden["tone"], hidden["topics"], hidden["risk"]) == (
        True,
        None,
        [],
        0,
    )
    assert rows["9"]["reviewed"]


def test_what_stands_under_a_post_of_ours_keeps_its_labels_out_of_scope_too(office: Office) -> None:
    office.source(
        "trang", type="social"
    )  # declared by nobody as ours: the connector told that it is
    june = "2026-06-10"
    post = own_post(office, 1, june, labels={"in_scope": "0", **WHOLE})
    under = office.post(
        2, seen=june, source="trang", kind="comment", parent_id=post, labels={"in_scope": "0", **WHOLE}
    )  # fmt: skip
    other = office.post(3, seen=june, kind="comment", labels={"in_scope": "0", **WHOLE})
    office.load()
    alone = office.store.dicts(SQL)
    with prepared(office.store, date(2026, 6, 1), date(2026, 6, 30)):
        assert office.store.dicts(SQL) == alone
        assert office.store.rows("select post_id from measured_word") == []  # none is in scope
    tones = {row["post_id"]: row["tone"] for row in alone}
    assert tones == {post: "negative", under: "negative", other: None}


def test_words_of_posts_in_scope_stand_beside_in_the_wording_that_counts(office: Office) -> None:
    first = office.post(1, seen="2026-06-10", labels={"in_scope": "1", **WHOLE}, text="Lời đầu.")
    office.post(1, seen="2026-06-11", text="Lời đã sửa.", visit=False)
    office.post(2, seen="2026-06-10", labels={"in_scope": "0", **WHOLE})
    office.load()
    with prepared(office.store, date(2026, 6, 1), date(2026, 6, 30)):
        assert office.store.rows("select post_id, body from measured_word") == [
            (first, "Lời đã sửa.")
        ]
    assert len(office.store.rows("from measured_word")) == 3  # afterwards every wording again
