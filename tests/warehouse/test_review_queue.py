"""What people are asked to read: uncertain first, a fixed random fifth, nothing twice, edits again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from langnghe.records import Post
from tests.warehouse.test_review_labels import NINE, annotate, verdict
from warehouse import Store, review
from warehouse.labels import add_labels
from warehouse.load import load

FLOORS = {
    "in_scope": 0.7,
    "topic": 0.4,
    "tone": 0.55,
    "stance_union": 0.6,
    "intent": 0.5,
    "risk": 0.55,
}
SURE = {
    "in_scope": 0.99,
    "topic": 0.9,
    "tone": 0.9,
    "stance_union": 0.9,
    "intent": 0.9,
    "risk": 0.9,
}
INSIDE = {
    "in_scope": "1", "topic": "welfare", "tone": "neutral", "stance_union": "none",
    "intent": "inform", "risk": "0",
}  # fmt: skip
OUTSIDE = {**INSIDE, "in_scope": "0", "topic": "off_topic"}


def said(
    store: Store,
    posts: Iterable[tuple[Post, dict[str, float]]],
    labels: dict[str, str] = INSIDE,
    model: str = "linear@1",
) -> None:
    """Append all labels of posts, with these scores beside the sure ones."""
    rows = [
        (p.post_id, p.revision, task, labels[task], {**SURE, **scores}[task], model, 0)
        for p, scores in posts
        for task in labels
    ]
    names = ("post_id", "revision", "task", "label", "score", "model", "rank")
    types = (pa.string(),) * 4 + (pa.float32(), pa.string(), pa.int16())
    columns = zip(*rows, strict=True)
    table = {n: pa.array(c, t) for n, c, t in zip(names, columns, types, strict=True)}
    add_labels(store, pa.table(table))


@pytest.fixture
def posts(
    store: Store, landing: Path, land: Callable[..., Path], make_post: Callable[..., Post]
) -> list[Post]:
    """Sixty articles, all in scope, of which the model is sure."""
    made = [make_post(n) for n in range(60)]
    land(*made)
    load(store, landing)
    said(store, [(p, {}) for p in made])
    return made


def ask(store: Store, n: int = 20, share: float = 0.25, **options: Any) -> list[dict[str, Any]]:
    return review.queue(store, FLOORS, n=n, share=share, **options).rows


def random_part(store: Store) -> set[str]:
    return {r["post_id"] for r in ask(store, n=500) if r["chosen"] == "random"}


def test_sure_posts_are_only_sampled(store: Store, posts: list[Post]) -> None:
    rows = ask(store, n=100)
    assert {r["chosen"] for r in rows} == {"random"}
    assert 4 <= len(rows) <= 22  # about a fifth of sixty
    assert all(r["doubts"] is None for r in rows)


def test_the_most_uncertain_come_first_and_say_why(store: Store, posts: list[Post]) -> None:
    lottery = random_part(store)
    free = [p for p in posts if p.post_id not in lottery]
    said(
        store,
        [(free[0], {"tone": 0.5}), (free[1], {"tone": 0.3}), (free[2], {"topic": 0.1})],
        model="linear@2",
    )
    rows = [r for r in ask(store) if r["chosen"] == "uncertain"]
    assert [r["post_id"] for r in rows] == [free[2].post_id, free[1].post_id, free[0].post_id]
    [doubt] = rows[1]["doubts"]
    assert (doubt["task"], doubt["why"], doubt["floor"]) == ("tone", "uncertain", 0.55)
    assert doubt["score"] == pytest.approx(0.3)
    assert {m["task"]: m["labels"] for m in rows[0]["machine"]}["topic"] == ["welfare"]
    assert rows[0]["model"] == "linear@2"


def test_a_floor_is_a_floor_not_a_constant(store: Store, posts: list[Post]) -> None:
    lottery = random_part(store)
    free = next(p for p in posts if p.post_id not in lottery)
    said(store, [(free, {"tone": 0.6})], model="linear@2")
    assert "uncertain" not in {r["chosen"] for r in ask(store)}
    stricter = review.queue(store, {**FLOORS, "tone": 0.7}, n=20, share=0.25)
    assert [r["post_id"] for r in stricter.rows if r["chosen"] == "uncertain"] == [free.post_id]


def test_what_the_machine_is_unsure_of_never_moves_a_post_into_or_out_of_the_sample(
    store: Store, posts: list[Post]
) -> None:
    lottery = random_part(store)
    said(store, [(p, {"tone": 0.1}) for p in posts], model="linear@2")
    assert random_part(store) == lottery
    uncertain = {r["post_id"] for r in ask(store, n=500) if r["chosen"] == "uncertain"}
    assert uncertain == {p.post_id for p in posts} - lottery


def test_the_share_is_mixed_in_evenly(store: Store, posts: list[Post]) -> None:
    said(store, [(p, {"tone": 0.1}) for p in posts], model="linear@2")
    chosen = [r["chosen"] for r in ask(store, n=20)]
    assert len(chosen) == 20
    assert chosen.count("random") == min(5, len(random_part(store)))
    assert "random" in chosen[:5]


def test_one_task_alone_can_be_asked_for(store: Store, posts: list[Post]) -> None:
    lottery = random_part(store)
    free = [p for p in posts if p.post_id not in lottery]
    said(store, [(free[0], {"tone": 0.3}), (free[1], {"risk": 0.3})], model="linear@2")
    assert [r["post_id"] for r in ask(store, task="risk")] == [free[1].post_id]


def test_out_of_scope_is_asked_only_when_the_scope_is_uncertain(
    store: Store, posts: list[Post]
) -> None:
    said(store, [(p, {"tone": 0.1, "topic": 0.1}) for p in posts], OUTSIDE, model="linear@2")
    assert ask(store) == []
    said(store, [(posts[0], {"in_scope": 0.6, "topic": 0.1})], OUTSIDE, model="linear@3")
    [row] = ask(store)
    doubts = [d["task"] for d in row["doubts"]]
    assert doubts == ["in_scope"]  # out of scope there is no topic to be unsure of


def test_what_a_person_judged_is_not_asked_again(
    store: Store, posts: list[Post], judge: Callable[..., None]
) -> None:
    lottery = random_part(store)
    sampled = next(p for p in posts if p.post_id in lottery)
    free = next(p for p in posts if p.post_id not in lottery)
    said(store, [(free, {"tone": 0.3, "risk": 0.3})], model="linear@2")
    judge(verdict(free, "tone", "negative"), verdict(sampled, "tone", "neutral", chosen="random"))
    rows = {r["post_id"]: r for r in ask(store, n=500)}
    assert sampled.post_id not in rows
    assert [d["task"] for d in rows[free.post_id]["doubts"]] == ["risk"]  # the tone is settled
    judge(verdict(free, "risk", "1", machine=("0",)))
    assert free.post_id not in {r["post_id"] for r in ask(store, n=500)}


def test_an_edit_that_changes_the_machines_mind_brings_the_post_back(
    store: Store,
    landing: Path,
    land: Callable[..., Path],
    make_post: Callable[..., Post],
    posts: list[Post],
    judge: Callable[..., None],
) -> None:
    lottery = random_part(store)
    number = next(n for n, p in enumerate(posts) if p.post_id not in lottery)
    judge(verdict(posts[number], "tone", "negative"))
    edits = (("neutral", False), ("negative", False), ("positive", True))
    for day, (changed, asked) in enumerate(edits, start=1):
        edited = make_post(
            number, title=f"Bản sửa {changed}", fetched_at=NINE + timedelta(days=day)
        )
        land(edited)
        load(store, landing)
        said(store, [(edited, {})], {**INSIDE, "tone": changed})
        back = [r for r in ask(store, n=500) if r["post_id"] == edited.post_id]
        assert bool(back) is asked, changed
    [row] = back
    assert (row["chosen"], row["doubts"][0]["why"]) == ("uncertain", "edited")
    judge(verdict(edited, "tone", "positive", at=NINE + timedelta(days=20)))
    assert edited.post_id not in {r["post_id"] for r in ask(store, n=500)}


def test_the_last_month_of_posts_unless_asked_for_more(
    store: Store, landing: Path, land: Callable[..., Path], make_post: Callable[..., Post],
    posts: list[Post],
) -> None:  # fmt: skip
    old = make_post(900, published_at=datetime(2026, 1, 5, 5, tzinfo=NINE.tzinfo))
    land(old)
    load(store, landing)
    said(store, [(old, {"tone": 0.01})])
    assert old.post_id not in {r["post_id"] for r in ask(store, n=500)}
    # Neither an undated post nor a date to come moves the month away from the news.
    far = NINE + timedelta(days=200)
    late = [make_post(901, published_at=None, fetched_at=far), make_post(902, published_at=far)]
    land(*late)
    load(store, landing)
    said(store, [(p, {"tone": 0.01}) for p in (*late, posts[0])], model="linear@2")
    assert {p.post_id for p in (*late, posts[0])} <= {r["post_id"] for r in ask(store, n=500)}
    wide = ask(store, n=500, day_from=date(2026, 1, 1), day_to=date(2026, 1, 31))
    assert [r["post_id"] for r in wide] == [old.post_id]


def test_the_view_for_notebooks_takes_its_floors_from_a_variable(
    store: Store, posts: list[Post]
) -> None:
    lottery = random_part(store)
    free = next(p for p in posts if p.post_id not in lottery)
    said(store, [(free, {"tone": 0.3})], model="linear@2")
    assert not store.rows("select 1 from mart.review_queue where chosen = 'uncertain'")
    store.connection.execute("set variable review_floors = map {'tone': 0.55}")
    rows = store.rows("select post_id, place from mart.review_queue where chosen = 'uncertain'")
    assert rows == [(free.post_id, 1)]


def test_verdicts_say_what_changed_and_where_two_people_differ(
    store: Store, posts: list[Post], judge: Callable[..., None]
) -> None:
    one, two = posts[:2]
    later = NINE + timedelta(hours=3)
    judge(
        verdict(one, "tone", "negative"),
        verdict(one, "topic", "welfare", "tet_care", "strike", machine=("welfare", "strike", "tet_care")),
        verdict(two, "tone", "neutral"),
        verdict(one, "tone", "neutral", role="chair", at=later),
        verdict(two, "tone", "negative", reader="b", at=later),
        verdict(two, "tone", "positive", reader="b", at=later + timedelta(hours=1)),
    )  # fmt: skip
    month = {"day_from": date(2026, 6, 1), "day_to": date(2026, 6, 30)}
    words = {(v["post_id"], v["task"]): v for v in review.verdicts(store, **month)}
    assert len(words) == 3
    assert words[one.post_id, "tone"]["changed"] is False  # the chair spoke last
    assert words[one.post_id, "topic"]["changed"] is False  # the order of the rest is no change
    assert words[two.post_id, "tone"]["labels"] == ["positive"]
    pairs = {p["post_id"]: (p["first_labels"], p["second_labels"])
             for p in review.agreement(store, **month)}  # fmt: skip
    assert pairs == {
        one.post_id: (["negative"], ["neutral"]),
        two.post_id: (["neutral"], ["positive"]),  # each with the last word
    }
    assert review.verdicts(store, day_from=date(2026, 7, 1), day_to=date(2026, 7, 31)) == []


def test_people_alone_are_no_machine(store: Store, posts: list[Post]) -> None:
    annotate(store, posts[0], model="person@analyst", tone="negative")
    assert review.said_of(store, [(posts[0].post_id, posts[0].revision, "linear@1")]) == {
        (posts[0].post_id, posts[0].revision, "linear@1"): {t: (lab,) for t, lab in INSIDE.items()}
    }
    assert review.said_of(store, []) == {}
