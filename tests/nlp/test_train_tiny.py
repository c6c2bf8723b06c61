"""Training end to end on a few hundred invented texts: data → weights → card → floor → registry."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from langnghe.config import Settings
from langnghe.errors import ModelError
from nlp import registry
from nlp.dataset import OWN_WORDS, aside, aside_key, corpus_sha, folds, gold, own_words
from nlp.evaluate import GATED, Floor, Scores, evaluate, gate
from nlp.train import settings_of, train

_PLACES = ["Nam Sơn", "Bình Hoà", "Tân Lập", "Phú An", "Đông Hải", "Mỹ Thuận", "Yên Bình"]
_KINDS: list[tuple[str, str, dict[str, Any]]] = [
    ("Công nhân {p} đình công đòi lương", "Hàng trăm công nhân ngừng việc, bức xúc vì bị nợ lương.",
     {"topics": ["strike"], "tone": "negative", "stance_union": "none", "risk": 2}),
    ("Công đoàn {p} tặng quà đoàn viên", "Công đoàn trao quà, hỗ trợ đoàn viên khó khăn, ai cũng vui.",
     {"topics": ["welfare"], "tone": "positive", "stance_union": "positive", "risk": 0}),
    ("Lịch nghỉ lễ của người lao động {p}", "Quy định về nghỉ lễ, tiền lương làm thêm theo luật.",
     {"topics": ["state_policy"], "tone": "neutral", "stance_union": "none", "risk": 0}),
    ("Đội bóng {p} thắng trận", "Cầu thủ ghi bàn, cổ động viên ăn mừng.",
     {"topics": ["off_topic"], "tone": "positive", "stance_union": "none", "risk": 0}),
    ("Xe tải lật ở {p}", "Giao thông ùn tắc nhiều giờ, tài xế bị thương.",
     {"topics": ["off_topic"], "tone": "negative", "stance_union": "none", "risk": 0}),
]  # fmt: skip


def rows(count: int, seed: int) -> list[dict[str, Any]]:
    draw = random.Random(seed)
    out = []
    for n in range(count):
        title, text, labels = draw.choice(_KINDS)
        comment = draw.random() < 0.4
        place = f"{draw.choice(_PLACES)} {draw.randrange(10_000)}"
        out.append(
            {
                "id": f"{seed}-{n}",
                "kind": "comment" if comment else "article",
                "title": "" if comment else title.format(p=place),
                "text": f"{title.format(p=place)}. {text}" if comment else text,
                "in_scope": int(labels["topics"] != ["off_topic"]),
                "intent": "complain" if comment and labels["tone"] == "negative" else "inform",
                **labels,
            }
        )
    return out


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "gold").mkdir()
    (folder / "labelled").mkdir()
    train_rows = rows(240, 1)
    pq.write_table(pa.Table.from_pylist(train_rows), folder / "gold" / "train.parquet")
    pq.write_table(pa.Table.from_pylist(rows(60, 2)), folder / "gold" / "dev.parquet")
    kept_aside = aside_key(train_rows[0]["title"], train_rows[0]["text"])
    (folder / "gold" / "excluded.txt").write_text(kept_aside + "\n")
    mood = [
        {"text": f"{word} số {n}", "label": label}
        for n in range(40)
        for word, label in (("tuyệt vời quá", "positive"), ("tệ hại quá", "negative"))
    ]
    pq.write_table(pa.Table.from_pylist(mood), folder / "labelled" / "mood.parquet")
    return folder


@pytest.fixture(scope="module")
def settings() -> dict[str, Any]:
    base = settings_of("linear")
    return {
        **base,
        "folds": 3,
        "data": {
            **base["data"],
            "gold": ["train"],
            "extended": False,
            "tune_share": 0.0,
            "own_words": False,
            "helpers": ["mood"],
            "helper_rows": 60,
        },
        "vocabulary": {"at_least_gold": [2] * 4, "at_least_helpers": [2] * 4},
    }


@pytest.fixture(scope="module")
def trained(
    data: Path, settings: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Scores]:
    out = tmp_path_factory.mktemp("models")
    return out, train("linear", data, out, settings=settings)


def test_a_tiny_model_learns_what_is_easy(trained: tuple[Path, Scores]) -> None:
    _, scores = trained
    assert scores.n == 239  # 240, less the one kept aside
    assert scores.figures["in_scope_macro_f1"] > 0.95
    assert scores.figures["tone_macro_f1"] > 0.9
    assert scores.slices["news"]["n"] + scores.slices["comments"]["n"] == 239


def test_two_runs_give_the_same_bytes(
    trained: tuple[Path, Scores], data: Path, settings: dict[str, Any], tmp_path: Path
) -> None:
    out, _ = trained
    train("linear", data, tmp_path, settings=settings)
    for name in ("linear.npz", "linear.json", "floor.json", "CARD.md"):
        assert (tmp_path / name).read_bytes() == (out / name).read_bytes(), name


def test_the_registry_loads_what_was_trained(trained: tuple[Path, Scores], data: Path) -> None:
    out, held_out = trained
    model = registry.linear(out)
    on_dev = evaluate(model, data, "dev")
    assert on_dev.model == held_out.model
    assert on_dev.figures["in_scope_macro_f1"] > 0.95


def test_a_changed_weight_file_is_refused(trained: tuple[Path, Scores], tmp_path: Path) -> None:
    out, _ = trained
    for name in ("linear.npz", "linear.json"):
        (tmp_path / name).write_bytes((out / name).read_bytes())
    whole = (tmp_path / "linear.npz").read_bytes()
    (tmp_path / "linear.npz").write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(ModelError, match="SHA-256"):
        registry.linear(tmp_path)
    (tmp_path / "linear.npz").unlink()
    with pytest.raises(ModelError, match="thiếu tệp"):
        registry.linear(tmp_path)


def test_the_card_says_what_was_measured(trained: tuple[Path, Scores]) -> None:
    out, scores = trained
    card = (out / "CARD.md").read_text(encoding="utf-8")
    about = json.loads((out / "linear.json").read_text(encoding="utf-8"))
    assert about["sha256"] in card
    assert f"{scores.figures['tone_macro_f1']:.3f}" in card
    assert "| mood | 60 |" in card
    assert "dev (n = 60)" in card


def test_the_gate_holds_the_floor_and_its_corpus(trained: tuple[Path, Scores]) -> None:
    out, scores = trained
    floor = Floor.read(out / "floor.json", "linear")
    assert set(floor.figures) == set(GATED)
    gate(scores, floor)
    higher = Floor(corpus_sha=floor.corpus_sha, figures={"tone_macro_f1": 1.2})
    with pytest.raises(ModelError, match="dưới mức sàn"):
        gate(scores, higher)
    with pytest.raises(ModelError, match="đã đổi"):
        gate(scores, Floor(corpus_sha="0" * 64, figures=floor.figures))


def test_texts_kept_aside_are_not_learned_from(data: Path) -> None:
    keys = aside(data)
    assert len(keys) == 1
    assert len(gold(data, "train")) == 239
    assert not [e for e in gold(data, "train") if aside_key(e.title, e.text) in keys]


def test_without_the_list_of_texts_kept_aside_nothing_is_trained(
    data: Path, tmp_path: Path
) -> None:
    (tmp_path / "gold").mkdir()
    table = pq.read_table(data / "gold" / "train.parquet")
    pq.write_table(table, tmp_path / "gold" / "train.parquet")
    with pytest.raises(ModelError, match="để riêng"):
        gold(tmp_path, "train")


def test_copies_of_a_text_never_stand_in_two_folds(data: Path) -> None:
    examples = gold(data, "dev")
    doubled = [*examples, *examples]
    where = {int(i): number for number, part in enumerate(folds(doubled, 3, 0)) for i in part}
    assert len(where) == len(doubled)
    assert all(where[i] == where[i + len(examples)] for i in range(len(examples)))


def test_an_unknown_task_is_told() -> None:
    with pytest.raises(ModelError, match="linear"):
        settings_of("bayes")


def test_our_own_sentences_keep_the_guide_and_are_not_repeated() -> None:
    ours = own_words()
    assert len(ours) > 200
    assert len({(e.title, e.text) for e in ours}) == len(ours)
    assert {e.stance_union for e in ours} == {"none", "neutral", "positive", "negative"}


def test_our_own_sentences_are_none_of_those_kept_aside() -> None:
    real = Settings().data
    if not (real / "gold" / "excluded.txt").exists():
        pytest.skip(f"không có dữ liệu ở {real}")
    assert not [e for e in own_words() if aside_key(e.title, e.text) in aside(real)]
    for split in ("train", "dev"):
        assert not [e for e in gold(real, split) if aside_key(e.title, e.text) in aside(real)]


def test_the_corpus_hash_sees_every_label(data: Path) -> None:
    from dataclasses import replace

    examples = gold(data, "dev")
    changed = [replace(examples[0], risk=3 if examples[0].risk != 3 else 2), *examples[1:]]
    assert corpus_sha(examples) == corpus_sha(list(reversed(examples)))
    assert corpus_sha(examples) != corpus_sha(changed)
    assert OWN_WORDS.exists()
