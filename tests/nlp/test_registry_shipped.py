"""The shipped model is whole, described, above its floor, small and quick to load."""

import json
import subprocess
import sys

import pytest

from langnghe.config import Settings
from nlp import registry
from nlp.card import render
from nlp.dataset import corpus_sha, own_words
from nlp.evaluate import Floor, Scores, gate
from nlp.gold import labelled, split
from nlp.train import settings_of


def test_the_weights_are_the_described_ones_and_small() -> None:
    described = registry.about()
    path = registry.MODELS / described["file"]
    assert registry.linear().name == described["name"]
    assert path.stat().st_size < 15e6


@pytest.mark.parametrize("kind", ["accurate", "fast"])
def test_a_transformer_is_whole_and_knows_its_adviser(kind: str) -> None:
    assert registry.profile_of(kind) == kind
    assert registry.transformer(kind).name == registry.about(kind)["name"]


def test_all_that_is_shipped_fits_65_megabytes() -> None:
    names = {registry.about(kind)["file"] for kind in ("accurate", "fast", "linear")}
    names.add(registry.about("fast")["tokenizer"])
    assert sum((registry.MODELS / name).stat().st_size for name in names) <= 65e6


def test_the_card_is_rendered_from_the_run() -> None:
    card = (registry.MODELS / "CARD.md").read_text(encoding="utf-8")
    described = json.loads((registry.MODELS / "card.json").read_text(encoding="utf-8"))
    assert card == render(described)
    assert {m["sha256"] for m in described["models"]} == {
        registry.about(kind)["sha256"] for kind in ("accurate", "fast", "linear")
    }
    assert "CC BY 4.0" in card
    assert "cá nhân" in card


def test_the_shipped_figures_hold_the_floor() -> None:
    held = registry.about()["scores"][0]
    scores = Scores(**held)
    gate(scores, Floor.read(registry.MODELS / "floor.json", "linear"))
    assert scores.how == "5-fold"


def test_the_floor_is_pinned_to_the_gold_data_that_is_here() -> None:
    data = Settings().data
    if not (data / "gold" / "train.parquet").exists():
        pytest.skip(f"không có dữ liệu ở {data}")
    examples, _ = split(labelled(data, wanted := settings_of("linear")["data"]), wanted)
    assert corpus_sha(examples) == registry.about()["scores"][0]["corpus_sha"]


def test_the_shipped_model_learned_from_our_sentences_as_they_stand() -> None:
    assert registry.about()["inputs"]["own_words"]["sha256"] == corpus_sha(own_words())


def test_the_linear_model_beats_the_keyword_floor() -> None:
    data = Settings().data
    if not (data / "gold" / "dev.parquet").exists():
        pytest.skip(f"không có dữ liệu ở {data}")
    from nlp.classifiers.keyword import KeywordClassifier
    from nlp.evaluate import evaluate

    floor = evaluate(KeywordClassifier(), data, "dev").figures
    # The figure of a model that learned from train alone: honest on dev.
    honest = next(s for s in registry.about()["scores"] if s["how"] == "dev")["figures"]
    for name in ("in_scope_macro_f1", "tone_macro_f1", "topics_micro_f1", "risk2_recall"):
        assert honest[name] > floor[name] + 0.05, name


def test_info_says_where_things_stand() -> None:
    text = registry.info()
    assert "mặc định" in text
    assert "nguyên vẹn" in text
    assert registry.about()["sha256"] in text


def test_one_text_is_labelled_by_a_fresh_process() -> None:
    code = (
        "from nlp.classifiers import TextItem, load; "
        "text = TextItem(id='1', kind='article', title='Công đoàn', text=''); "
        "print(load().predict([text])[0].in_scope)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "True"


def test_the_description_is_plain_json() -> None:
    raw = (registry.MODELS / "linear.json").read_text(encoding="utf-8")
    assert set(json.loads(raw)) >= {"name", "file", "sha256", "cuts", "inputs", "scores"}
