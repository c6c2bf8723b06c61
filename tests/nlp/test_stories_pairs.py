"""The floor of stories on real headlines: pairs judged by id, text read from shared data."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from langnghe.config import Settings
from langnghe.records import HANOI, post_id_of
from nlp.stories import StoryInput, likeness, threshold

PAIRS = Path(__file__).parents[2] / "models" / "stories" / "pairs.jsonl"
YEAR = Settings().data / "corpus" / "rss_year_2025_2026.parquet"
# Measured on the held-out half: precision .882, recall .833. One pair more or less is .03.
FLOOR_PRECISION, FLOOR_RECALL = 0.85, 0.80


def judged() -> list[dict[str, str]]:
    return [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()]


def test_the_pairs_are_many_judged_and_without_text():
    pairs = judged()
    assert sum(pair["label"] != "unsure" for pair in pairs) >= 300
    assert len({(pair["a"], pair["b"]) for pair in pairs}) == len(pairs)
    for pair in pairs:
        assert set(pair) == {"a", "b", "label", "kind", "half"}
        assert pair["label"] in {"same", "different", "unsure"}
        assert pair["a"] < pair["b"]


@pytest.fixture(scope="module")
def items():
    if not YEAR.exists():
        pytest.skip(f"{YEAR} không có ở đây: cần dữ liệu dùng chung để đo trên tin thật")
    import pyarrow.parquet as pq

    wanted = {pair[side] for pair in judged() for side in "ab"}
    table = pq.read_table(YEAR, columns=["url", "source_site"])
    ids = [
        post_id_of(url=url, source=source, native_id=None)
        for url, source in zip(*(column.to_pylist() for column in table.columns), strict=True)
    ]
    rows = [number for number, key in enumerate(ids) if key in wanted]
    found = pq.read_table(YEAR).take(rows).to_pylist()
    return {
        ids[number]: StoryInput(
            id=ids[number],
            url=row["url"],
            title=row["title"],
            text=row["text"] or "",
            published_at=datetime.fromisoformat(row["date"]).replace(tzinfo=HANOI),
            source=row["source_site"],
        )
        for number, row in zip(rows, found, strict=True)
    }


def test_judged_pairs_that_the_fit_never_saw(items):
    hit = said = same = 0
    for pair in judged():
        if pair["half"] != "held_out" or pair["label"] == "unsure":
            continue
        joined = likeness(items[pair["a"]], items[pair["b"]]) >= threshold()
        hit += joined and pair["label"] == "same"
        said += joined
        same += pair["label"] == "same"
    precision, recall = hit / said, hit / same
    assert precision >= FLOOR_PRECISION, (precision, recall)
    assert recall >= FLOOR_RECALL, (precision, recall)
