"""A person's word wins in the views: over every model, over time, over an outlet's edits, after a replay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from langnghe.records import Post, Verdict
from warehouse import Store, open_store
from warehouse.load import load

MakePost = Callable[..., Post]
NINE = datetime(2026, 6, 11, 2, 0, tzinfo=UTC)  # nine o'clock in Hà Nội


def annotate(
    store: Store, post: Post, model: str = "linear@1", at: datetime = NINE, **said: Any
) -> None:
    """Append what a model said of a wording: task=label, or a list for topics."""
    for task, labels in said.items():
        for rank, label in enumerate([labels] if isinstance(labels, str) else labels):
            store.connection.execute(
                "insert into raw.annotation values (?, ?, ?, ?, 0.9, ?, ?, ?)",
                [post.post_id, post.revision, task, label, model, rank, at],
            )


def verdict(post: Post, task: str, *labels: str, **changes: Any) -> Verdict:
    values: dict[str, Any] = {
        "post_id": post.post_id,
        "revision": post.revision,
        "task": task,
        "labels": labels,
        "machine": ("neutral",),
        "machine_model": "linear@1",
        "role": "analyst",
        "at": NINE + timedelta(hours=1),
        "chosen": "uncertain",
    }
    return Verdict(**{**values, **changes})


@pytest.fixture
def post(store: Store, landing: Path, land: Callable[..., Path], make_post: MakePost) -> Post:
    """An article in the warehouse of which linear@1 has said everything."""
    made = make_post(1)
    land(made)
    load(store, landing)
    annotate(
        store, made, in_scope="1", topic=["strike", "welfare"], tone="neutral",
        stance_union="positive", intent="inform", risk="2",
    )  # fmt: skip
    return made


def label(store: Store, post: Post) -> dict[str, Any]:
    [row] = store.dicts("select * from staging.stg_label where post_id = ?", [post.post_id])
    return row


def test_a_persons_word_wins_over_the_model(
    store: Store, post: Post, judge: Callable[..., None]
) -> None:
    assert label(store, post)["tone"] == "neutral"
    assert label(store, post)["reviewed"] is False
    judge(verdict(post, "tone", "negative"))
    found = label(store, post)
    assert (found["tone"], found["reviewed"]) == ("negative", True)
    assert found["model"] == "linear@1"  # what said the rest
    assert (found["topics"], found["risk"]) == (["strike", "welfare"], 2)


def test_it_survives_a_newer_model(store: Store, post: Post, judge: Callable[..., None]) -> None:
    judge(verdict(post, "tone", "negative"), verdict(post, "topic", "bargaining"))
    annotate(
        store, post, model="accurate@9", at=NINE + timedelta(days=30),
        in_scope="1", topic=["membership"], tone="positive", risk="0",
    )  # fmt: skip
    found = label(store, post)
    assert (found["tone"], found["topics"]) == ("negative", ["bargaining"])
    assert (found["risk"], found["model"]) == (0, "accurate@9")


def test_of_people_the_latest_word_wins_whoever_said_it(
    store: Store, post: Post, judge: Callable[..., None]
) -> None:
    later = NINE + timedelta(days=2)
    judge(verdict(post, "tone", "positive", role="chair", at=later))
    judge(verdict(post, "tone", "negative"))  # loaded later, said earlier
    assert label(store, post)["tone"] == "positive"
    judge(verdict(post, "tone", "neutral", at=later + timedelta(hours=1)))
    assert label(store, post)["tone"] == "neutral"


def test_it_carries_over_an_edit_by_the_outlet(
    store: Store,
    landing: Path,
    land: Callable[..., Path],
    make_post: MakePost,
    post: Post,
    judge: Callable[..., None],
) -> None:
    judge(verdict(post, "tone", "negative"))
    edited = make_post(1, title="Đã sửa tiêu đề", fetched_at=NINE + timedelta(days=1))
    land(edited)
    load(store, landing)
    annotate(store, edited, at=NINE + timedelta(days=1), tone="positive", in_scope="1")
    assert store.one("select title from staging.stg_post") == "Đã sửa tiêu đề"
    assert label(store, post)["tone"] == "negative"
    # It stays attached to the wording the person read.
    words = store.rows("select revision from raw.annotation where model = 'person@analyst'")
    assert words == [(post.revision,)]


def test_out_of_scope_by_a_person_leaves_no_topic_stance_or_risk(
    store: Store, post: Post, judge: Callable[..., None]
) -> None:
    annotate(store, post, model="watchlist@a", watch="lai-chau", in_scope="1")
    judge(verdict(post, "in_scope", "0", machine=("1",)))
    found = label(store, post)
    assert found["in_scope"] is False  # although the watch list matches
    assert (found["topics"], found["stance_union"], found["risk"]) == (["off_topic"], "none", 0)
    assert found["tone"] == "neutral"
    judge(verdict(post, "in_scope", "1", machine=("1",), at=NINE + timedelta(days=1)))
    assert label(store, post)["topics"] == ["strike", "welfare"]


def test_topics_of_a_person_keep_their_order(
    store: Store, post: Post, judge: Callable[..., None]
) -> None:
    topics = ("welfare", "tet_care", "bargaining")
    judge(verdict(post, "topic", *topics, machine=("strike", "welfare")))
    assert tuple(label(store, post)["topics"]) == topics


def test_a_warehouse_rebuilt_from_landing_keeps_peoples_words(
    store: Store, landing: Path, post: Post, judge: Callable[..., None], tmp_path: Path
) -> None:
    judge(verdict(post, "tone", "negative"), verdict(post, "topic", "welfare", "strike"))
    before = everything(store)
    with open_store(tmp_path / "dung-lai.duckdb") as rebuilt:
        report = load(rebuilt, landing)
        assert (report.verdicts, report.quarantined) == (2, 0)
        assert everything(rebuilt) == before
        assert rebuilt.check() == dict.fromkeys(rebuilt.check(), 0)
        assert label(rebuilt, post)["tone"] == "negative"


def everything(store: Store) -> Sequence[tuple[Any, ...]]:
    """Return all that people said, as verdicts and as annotations."""
    return [
        *store.rows("select * from raw.verdict order by all"),
        *store.rows("select * from raw.annotation where model like 'person@%' order by all"),
    ]


def test_loading_the_same_verdicts_again_changes_nothing(
    store: Store, landing: Path, post: Post, judge: Callable[..., None]
) -> None:
    judge(verdict(post, "tone", "negative"))
    before = everything(store)
    assert load(store, landing).files == 0
    [file] = list((landing / "review").iterdir())
    (landing / "review" / "ban-sao.jsonl").write_bytes(file.read_bytes())
    load(store, landing)
    assert everything(store) == before
    assert store.check() == dict.fromkeys(store.check(), 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"post_id": "nobody"},
        {"role": "admin"},  # administrators edit no content
        {"role": "Nguyễn Văn A"},  # never a name
        {"labels": []},
        {"labels": "negative"},
        {"chosen": "by hand"},
        {"at": "2026-06-11T09:00:00"},
        {"name": "Nguyễn Văn A"},
    ],
)
def test_a_line_that_is_no_verdict_is_quarantined_and_counted(
    store: Store,
    landing: Path,
    land_lines: Callable[..., Path],
    post: Post,
    changes: dict[str, Any],
) -> None:
    row = {"type": "verdict", **verdict(post, "tone", "negative").to_json(), **changes}
    land_lines(row, name="zz.jsonl")
    report = load(store, landing)
    assert (report.verdicts, report.quarantined) == (0, 1)
    assert everything(store) == []
    assert store.check() == dict.fromkeys(store.check(), 0)


def test_no_reader_view_tells_one_reader_from_another(store: Store) -> None:
    assert (
        store.rows(
            "select table_name from duckdb_columns() "
            "where schema_name in ('staging', 'mart') and column_name = 'reader'"
        )
        == []
    )
