"""The table of districts and communes, and how often the rules are right on judged headlines."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.entities import LABELS, judged, measure
from langnghe.config import Settings
from nlp.entities.units import DETAILED, UNITS
from nlp.places import province_now, provinces

ROWS = [
    line.split("\t")
    for line in UNITS.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def test_the_country_has_its_communes_of_today_and_its_districts_of_before() -> None:
    today = Counter(row[0] for row in ROWS if not row[3])
    assert sum(today.values()) == 3_321
    assert today == {"xã": 2_621, "phường": 687, "đặc khu": 13}
    districts = {tuple(row) for row in ROWS if row[0] in ("huyện", "quận", "thị xã", "thành phố")}
    assert len(districts) == 696


def test_lai_chau_has_38_communes_and_knows_its_106_of_before() -> None:
    today = [f"{row[0]} {row[1]}" for row in ROWS if row[2] == DETAILED and not row[3]]
    assert len(today) == 38
    assert [name for name in today if name.startswith("phường")] == [
        "phường Đoàn Kết",
        "phường Tân Phong",
    ]
    before = [row for row in ROWS if row[3] == DETAILED and row[4]]
    assert len(before) == 106
    assert {row[4] for row in before} <= set(today)


def test_every_province_of_the_table_is_one_of_the_34() -> None:
    assert {row[2] for row in ROWS} == set(provinces())
    for row in ROWS:
        if row[3]:
            assert province_now(row[3]) == row[2], row


def test_labels_are_ids_and_names_and_no_sentence() -> None:
    rows = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    known = {
        "part",
        "corpus",
        "key",
        "lead",
        "places",
        "communes",
        "union_units",
        "enterprises",
        "roles",
    }
    for row in rows:
        assert set(row) <= known
        assert all(
            len(name) < 90 for kind in row if isinstance(row[kind], list) for name in row[kind]
        )


FLOORS = {"places": 0.95, "communes": 0.93, "union_units": 0.88, "enterprises": 0.88, "roles": 0.85}


def test_rules_keep_their_floor_on_judged_headlines() -> None:
    data = Settings().data
    if not (data / "corpus" / "union_related.parquet").exists():
        pytest.skip(f"{Path(data)}: the corpora are not here")
    texts = judged(data)
    assert len(texts) == len(LABELS.read_text(encoding="utf-8").splitlines())
    for kind, count in measure(texts).items():
        f1 = 2 * count.right / max(2 * count.right + count.wrong + count.missed, 1)
        assert f1 >= FLOORS[kind], (kind, count.errors)


def test_no_kept_aside_text_is_judged() -> None:
    excluded = Settings().data / "gold" / "excluded.txt"
    if not excluded.exists():
        pytest.skip(f"{excluded}: not here")
    keys = {json.loads(line)["key"] for line in LABELS.read_text(encoding="utf-8").splitlines()}
    assert not keys & set(excluded.read_text(encoding="ascii").split())
