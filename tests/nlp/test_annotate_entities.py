"""Entities as annotation rows: every post has a word on places, ranks begin at 0 in each task."""

from __future__ import annotations

from nlp.annotate import entity_model, entity_rows
from nlp.classifiers import TextItem
from nlp.classifiers.base import NOTHING


def rows(*texts: str) -> list[tuple[str, str, str, int]]:
    pairs = [
        (TextItem(id=str(n), kind="article", title=text, text=""), "r")
        for n, text in enumerate(texts)
    ]
    table = entity_rows(pairs).to_pylist()
    assert {row["model"] for row in table} == {entity_model()}
    assert {row["revision"] for row in table} == {"r"}
    return [(row["post_id"], row["task"], row["label"], row["rank"]) for row in table]


def test_each_name_is_a_row() -> None:
    assert rows("LĐLĐ các tỉnh Lai Châu, Sơn La thăm Công ty TNHH ABC") == [
        ("0", "place", "Lai Châu", 0),
        ("0", "place", "Sơn La", 1),
        ("0", "union_unit", "LĐLĐ tỉnh Lai Châu", 0),
        ("0", "union_unit", "LĐLĐ tỉnh Sơn La", 1),
        ("0", "enterprise", "Công ty TNHH ABC", 0),
    ]


def test_a_text_without_a_place_says_so_and_is_not_read_again() -> None:
    assert rows("Công ty TNHH ABC họp", "Giá vàng tăng") == [
        ("0", "place", NOTHING, 0),
        ("0", "enterprise", "Công ty TNHH ABC", 0),
        ("1", "place", NOTHING, 0),
    ]
