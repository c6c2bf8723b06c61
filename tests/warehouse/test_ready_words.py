"""What stands prepared says what the views say, also after more came; words are found as texts would tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from langnghe.landing import LandingWriter
from langnghe.records import Post, Verdict
from tests.warehouse.conftest import NOON
from tests.warehouse.test_review_labels import annotate, verdict
from warehouse import Store, words
from warehouse.browse import Asked, browse, reached
from warehouse.load import load
from warehouse.ready import follow, prepare, stands
from warehouse.search import search
from warehouse.words import open_words, weave

MakePost = Callable[..., Post]
Land = Callable[..., Path]

_SAME = """
(select post_id, revision, day, in_scope, topics, tone, stance_union, risk, places, watch, reviewed,
        story_id from ready.post where labelled
 except all
 select post_id, revision, day, in_scope, topics, tone, stance_union, risk, places, watch, reviewed,
        story_id from mart.post where labelled)
union all
(select post_id, revision, null, null, null, null, null, null, null, null, null, story_id from mart.post
 except all
 select post_id, revision, null, null, null, null, null, null, null, null, null, story_id from ready.post)
"""
QUESTIONS = (
    "công đoàn", "cong doan", '"công đoàn thăm"', "đoạn", "-đoàn luong", "luong*", '"cong do"*', "cty",
    '"tăng lương" HOẶC "nợ lương"', "nguon:bao-hai luong", "ngay:10/6/2026 công", "-công", "khongcotunay",
    "(công HOẶC đèo) -nợ", "loai:bai HOẶC luong",
)  # fmt: skip


@pytest.fixture
def posts(store: Store, land: Land, landing: Path, make_post: MakePost) -> list[Post]:
    found = [make_post(n) for n in range(6)]
    found += [
        make_post(10, title="Đoạn đường qua đèo", lead="", text="Sạt lở từ sáng."),
        make_post(11, title="Cty X nợ lương", lead="", text="cong nhan ngung viec", source="bao-hai"),
        make_post(12, title="Lương tối thiểu", lead="", text="Công ty tăng lương.", source="bao-hai"),
    ]  # fmt: skip
    land(*found)
    load(store, landing)
    annotate(store, found[0], in_scope="1", tone="negative", risk="2", topic="welfare")
    annotate(store, found[1], in_scope="0", tone="neutral")
    return found


def judge(landing: Path, *verdicts: Verdict) -> None:
    with LandingWriter(landing / "review", "verdicts") as writer:
        for one in verdicts:
            writer.verdict(one)


def hits(store: Store, asked: str, index: words.Words | None) -> list[tuple[int, bool]]:
    browse(store, Asked(words=asked), index)
    return store.rows("select spot, exact from _browse order by all")


def test_what_stands_prepared_says_what_the_views_say(
    store: Store, posts: list[Post], land: Land, landing: Path, make_post: MakePost
) -> None:
    prepare(store)
    assert stands(store)
    assert store.rows(_SAME) == []
    assert follow(store) == 0  # nothing came
    edited = make_post(1, text="Lời mới.", fetched_at=NOON + timedelta(hours=2))
    summary = make_post(2, text="Tóm tắt.", method="feed", fetched_at=NOON + timedelta(hours=2))
    land(edited, summary, make_post(20, fetched_at=NOON + timedelta(days=1)))
    judge(landing, verdict(posts[0], "tone", "positive"))
    load(store, landing)
    annotate(store, edited, "linear@2", NOON + timedelta(days=1), in_scope="1", risk="3")
    assert follow(store) == 4
    assert store.rows(_SAME) == []
    assert (
        store.one("select tone from ready.post where post_id = ?", [posts[0].post_id]) == "positive"
    )
    days = {(NOON + timedelta(days=n)).date() for n in range(2)}
    assert (
        reached(store, min(days), max(days)) == days
    )  # each read post is an address that answered
    store.connection.execute("update ready.mark set sha256 = 'of another program'")
    assert not stands(store)
    prepare(store)
    assert store.rows(_SAME) == []


def test_many_at_once_are_followed_too(
    store: Store, posts: list[Post], land: Land, landing: Path, make_post: MakePost,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    prepare(store)
    monkeypatch.setattr("warehouse.ready.FEW", 1)
    land(make_post(30))
    judge(landing, verdict(posts[0], "tone", "positive"), verdict(posts[1], "risk", "3"))
    load(store, landing)
    assert follow(store) == 3
    assert store.rows(_SAME) == []


def test_the_index_finds_what_the_texts_say(
    store: Store, posts: list[Post], land: Land, landing: Path, make_post: MakePost, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("warehouse.words.BLOCK", 4)
    path = tmp_path / "kho.tim"
    prepare(store)
    assert open_words(store, path) is None
    assert weave(store, path) == len(posts)
    assert weave(store, path) == 0
    index = open_words(store, path)
    assert index is not None
    assert (len(index.known), index.gaps, index.upto) == (3, (), 9)
    for asked in QUESTIONS:
        assert hits(store, asked, index) == hits(store, asked, None), asked
        assert search(store, asked, words=index) == search(store, asked), asked
    assert len(hits(store, "công đoàn", index)) == 6
    narrow = {"source": "bao-hai", "day_from": NOON.date(), "kinds": ["article"], "limit": 1}
    assert search(store, "luong", words=index, **narrow) == search(store, "luong", **narrow)
    assert search(store, "luong", in_scope=True, words=index).total == search(store, "luong", in_scope=True).total  # fmt: skip

    # What came since is read as text; an index of a later state is used as far as it is this store's.
    land(make_post(40, title="Công đoàn mới"), make_post(1, text="Lời mới.", fetched_at=NOON + timedelta(hours=1)))  # fmt: skip
    load(store, landing)
    follow(store)
    for asked in QUESTIONS:
        assert hits(store, asked, index) == hits(store, asked, None), asked
        assert search(store, asked, words=index) == search(store, asked), asked
    assert len(hits(store, "công đoàn", index)) == 7
    assert weave(store, path) == 2  # the last block goes on
    for asked in ("công đoàn", '"lời mới"'):
        assert hits(store, asked, index) == hits(store, asked, None), (
            asked
        )  # its last block is another
        assert hits(store, asked, open_words(store, path)) == hits(store, asked, None), asked
        assert search(store, asked, words=index) == search(store, asked), asked


def test_words_of_a_text_that_went_leave_the_index(
    store: Store, posts: list[Post], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.words.BLOCK", 4)
    path = tmp_path / "kho.tim"
    prepare(store)
    weave(store, path)
    assert b"deo" in path.read_bytes()
    store.connection.execute(
        "update raw.post set method = 'expired', search_fold = '', search_key = '', title = '', body = '' "
        "where contains(search_fold, 'deo')"
    )
    weave(store, path)
    assert b"deo" not in path.read_bytes()
    assert hits(store, "đèo", open_words(store, path)) == []


def test_a_torn_index_is_no_answer(store: Store, posts: list[Post], tmp_path: Path) -> None:
    path = tmp_path / "kho.tim"
    path.write_bytes(b"khong phai muc luc" * 100)
    prepare(store)
    assert open_words(store, path) is None
    assert len(hits(store, "công đoàn", None)) == 6
