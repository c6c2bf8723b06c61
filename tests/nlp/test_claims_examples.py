"""On claims and paraphrases that chose nothing: recall, hard negatives, real texts."""

import pytest

from benchmarks import claims as bench
from langnghe.config import Settings
from nlp.claims import Registry

KINDS = {"synonyms", "reordered", "embedded", "shortened", "english", "teencode"}


@pytest.fixture(scope="module")
def rows() -> list[dict[str, object]]:
    return bench.examples("report")


@pytest.fixture(scope="module")
def registry(rows: list[dict[str, object]]) -> Registry:
    return Registry(bench.claims(rows))


def spread(registry: Registry, text: str) -> set[str]:
    return {m.claim_id for m in registry.match([text]) if m.kind == "resurfaced"}


def test_the_set_is_what_it_says() -> None:
    every = [*bench.examples("choose"), *bench.examples("report")]
    assert len(every) >= 40
    assert len({row["id"] for row in every}) == len(every)
    for row in every:
        assert set(row["again"]) == KINDS
        assert len(row["true"]) >= 2
        assert row["negated"]
        assert row["question"]


def test_nine_of_ten_paraphrases_are_recognised(
    registry: Registry, rows: list[dict[str, object]]
) -> None:
    found = [name in spread(registry, text) for name, _, text in bench.again(rows)]
    assert len(found) > 300
    assert sum(found) / len(found) >= 0.9


def test_denials_questions_and_true_statements_are_rarely_taken_for_the_rumour(
    registry: Registry, rows: list[dict[str, object]]
) -> None:
    hard = [text for row in rows for name in ("true", "negated", "question") for text in row[name]]  # type: ignore[attr-defined]
    wrong = [text for text in hard if spread(registry, text)]
    assert len(wrong) <= 0.18 * len(hard), wrong


def test_real_texts_are_left_alone(registry: Registry) -> None:
    path = Settings().data / "corpus" / "comments_pool.parquet"
    if not path.exists():
        pytest.skip(f"{path} không có ở đây")
    import pyarrow.parquet as pq

    texts = pq.read_table(path, columns=["text"])["text"][:30_000:10].to_pylist()
    wrong = [text for text in texts if spread(registry, text)]
    assert len(wrong) <= 0.001 * len(texts)
