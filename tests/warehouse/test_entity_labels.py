"""What a text names, as rows: the newest reading counts for all of it, and nothing is no place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from langnghe.records import Post, Visit
from warehouse import Store, labels
from warehouse.load import load

Rows = list[tuple[str, str]]


@pytest.fixture
def post(
    make_post: Callable[..., Post], read_visit: Callable[..., Visit], land: Callable[..., Path],
    store: Store, landing: Path,
) -> Post:  # fmt: skip
    made = make_post(1)
    land(made, read_visit(made))
    load(store, landing)
    return made


def said(store: Store, post: Post, rows: Rows, model: str = "entities@1") -> None:
    """Append one reading of a post."""
    ranks: dict[str, int] = {}
    columns: dict[str, list[object]] = {"task": [], "label": [], "rank": []}
    for task, label in rows:
        columns["task"].append(task)
        columns["label"].append(label)
        columns["rank"].append(ranks.setdefault(task, 0))
        ranks[task] += 1
    count = len(rows)
    table = pa.table(
        {
            "post_id": pa.array([post.post_id] * count),
            "revision": pa.array([post.revision] * count),
            "task": pa.array(columns["task"]),
            "label": pa.array(columns["label"]),
            "score": pa.array([1.0] * count, pa.float32()),
            "model": pa.array([model] * count),
            "rank": pa.array(columns["rank"], pa.int16()),
        }
    )
    labels.add_labels(store, table)


def shown(store: Store) -> dict[str, list[str]]:
    row = store.dicts("select places, communes, union_units, enterprises, roles from mart.post")[0]
    return {name: names for name, names in row.items() if names}


def test_names_stand_in_the_order_of_their_rank(store: Store, post: Post) -> None:
    said(store, post, [
        ("place", "Lai Châu"), ("place", "Bình Dương"), ("commune", "xã Bum Nưa, Lai Châu"),
        ("union_unit", "LĐLĐ tỉnh Lai Châu"), ("enterprise", "Công ty TNHH ABC"),
        ("role", "Chủ tịch LĐLĐ tỉnh Lai Châu"),
    ])  # fmt: skip
    assert shown(store) == {
        "places": ["Lai Châu", "Bình Dương"],
        "communes": ["xã Bum Nưa, Lai Châu"],
        "union_units": ["LĐLĐ tỉnh Lai Châu"],
        "enterprises": ["Công ty TNHH ABC"],
        "roles": ["Chủ tịch LĐLĐ tỉnh Lai Châu"],
    }


def test_a_text_that_names_no_place_has_none(store: Store, post: Post) -> None:
    said(store, post, [("place", "-"), ("enterprise", "Công ty TNHH ABC")])
    assert shown(store) == {"enterprises": ["Công ty TNHH ABC"]}


def test_the_newest_reading_counts_for_all_it_says(store: Store, post: Post) -> None:
    said(store, post, [("place", "Lai Châu"), ("role", "Chủ tịch LĐLĐ tỉnh Lai Châu")])
    said(store, post, [("place", "Lai Châu")], model="entities@2")
    assert shown(store) == {"places": ["Lai Châu"]}  # the office was a mistake of @1


def test_a_post_read_by_an_earlier_version_waits_for_the_new_one(store: Store, post: Post) -> None:
    def waiting() -> int:
        return sum(map(len, labels.waiting(store, task="place", model="entities@2")))

    said(store, post, [("place", "Lai Châu")])
    assert waiting() == 1
    said(store, post, [("place", "-")], model="entities@2")
    assert waiting() == 0
