"""Our own labels: by id, joined with texts that stay where they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from langnghe.errors import ModelError
from nlp.dataset import aside
from nlp.gold import agreement, extended, rows, seconds
from nlp.taxonomy import problem

LEAST = 1500
LEAST_TWICE = 300


def test_every_row_follows_the_guide_and_names_its_reader() -> None:
    found = rows()
    assert len(found) >= LEAST
    assert len({row["id"] for row in found}) == len(found)
    for row in found:
        assert problem(row) is None, row["id"]
        assert row["reader"]
        assert not {"title", "text"} & row.keys(), "texts stay in shared/data"


def test_enough_rows_were_read_twice_and_mostly_agree() -> None:
    found = agreement(rows(), seconds())
    assert found["tone"]["n"] >= LEAST_TWICE
    assert found["in_scope"]["kappa"] > 0.9
    assert found["tone"]["kappa"] > 0.8


def test_no_label_is_of_a_text_kept_aside(data: Path) -> None:
    keys = aside(data)
    assert not [row["id"] for row in (*rows(), *seconds().values()) if row["key"] in keys]


def test_every_label_finds_its_text(data: Path) -> None:
    assert len(extended(data)) == len(rows())


def test_a_label_of_a_changed_text_is_refused(data: Path, tmp_path: Path) -> None:
    row = {**rows()[0], "key": "0" * 16}
    (tmp_path / "x.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    with pytest.raises(ModelError, match=row["id"]):
        extended(data, tmp_path)


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"id": "a:1"}\n', encoding="utf-8")
    with pytest.raises(ModelError, match="dòng 1"):
        rows(tmp_path)
