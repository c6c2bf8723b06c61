"""The cost of careless writing is measured text by text, and said against the bar."""

from __future__ import annotations

from dataclasses import replace

import pytest

from langnghe.config import Settings
from nlp.classifiers import load
from nlp.dataset import gold, own_words
from nlp.evaluate.robustness import perturbed, robustness, text
from nlp.perturb import HOW_VI, HOWS

EXAMPLES = [replace(e, id=f"e{n}") for n, e in enumerate(own_words())]


def test_each_text_is_perturbed_by_its_own_seed() -> None:
    whole, part = perturbed(EXAMPLES, "teencode"), perturbed(EXAMPLES[50:], "teencode")
    assert whole[50:] == part
    assert [e.tone for e in whole] == [e.tone for e in EXAMPLES]
    assert sum(a.text != b.text for a, b in zip(whole, EXAMPLES, strict=True)) > 100


def test_spelling_that_the_pipeline_undoes_costs_nothing() -> None:
    found = robustness(load("baseline"), EXAMPLES, ("nfd", "no_accents"))
    assert found["ways"]["nfd"]["all"]["changed"] == 0
    assert found["ways"]["nfd"]["all"]["drop"]["tone_macro_f1"]["difference"] == 0
    bare = found["ways"]["no_accents"]["comments"]
    clean = found["clean"]["comments"]["tone_macro_f1"]
    drop = bare["drop"]["tone_macro_f1"]["difference"]
    assert drop == pytest.approx(clean - bare["figures"]["tone_macro_f1"], abs=2e-4)
    assert found["bar"]["holds"] == (drop <= 0.03)


def test_the_table_names_every_way_and_the_bar() -> None:
    page = text(robustness(load("baseline"), EXAMPLES[:80]))
    for name in HOW_VI.values():
        assert name in page
    assert "macro-F1 sắc thái (mức cho phép 0,030)" in page


def test_news_alone_has_no_bar_for_comments() -> None:
    news = [e for e in EXAMPLES if e.kind == "article"]
    assert robustness(load("baseline"), news, ("no_accents",))["bar"] is None


def test_the_linear_model_reads_decomposed_and_capital_gold_nearly_as_well() -> None:
    data = Settings().data
    if not (data / "gold" / "dev.parquet").exists():
        pytest.skip(f"không có dữ liệu ở {data}")
    from nlp import registry

    found = robustness(registry.classifier("linear"), gold(data, "dev"), ("nfd", "capitals"))
    assert found["ways"]["nfd"]["all"]["changed"] == 0
    assert found["ways"]["capitals"]["all"]["changed"] < 0.1
    assert set(HOWS) > set(found["ways"])
