"""The transformer's whole way on a tiny encoder: hub folder → masked words → heads → ONNX → labels.

Needs the `train` extra; without torch the file is skipped and counted.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from langnghe.errors import ModelError
from nlp import registry
from nlp.classifiers.base import TextItem
from nlp.dataset import aside_key
from nlp.train import settings_of, stages, train
from nlp.train.encoder.build import build

pytest.importorskip("torch", reason="phần huấn luyện chưa cài (make setup-train)")
pytest.importorskip("transformers", reason="phần huấn luyện chưa cài (make setup-train)")
pytestmark = [
    pytest.mark.slow,
    # The exporter, the quantiser and transformers warn of their own futures.
    pytest.mark.filterwarnings("ignore"),
]

WORDS = (
    "công ty nợ lương thưởng tết nhân đoàn vui buồn trời mưa nắng tăng giảm chết nạn tai lao động "
    "nghỉ việc đình cám ơn tốt xấu quá hôm nay tổ chức tặng quà cho con em mưa bão giá vàng"
).split()


def _reader() -> dict[str, Any]:
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    letters = sorted(
        {c for w in WORDS for c in w} | set("▁.,!?0123456789abcdefghijklmnopqrstuvwxyz")
    )
    words = [*special, *(f"▁{w}" for w in dict.fromkeys(WORDS)), *letters, "<mask>"]
    pair = [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
            {"SpecialToken": {"id": "</s>", "type_id": 0}}]  # fmt: skip
    return {
        "version": "1.0", "truncation": None, "padding": None, "normalizer": None, "decoder": None,
        "added_tokens": [
            {"id": words.index(w), "content": w, "single_word": False, "lstrip": False,
             "rstrip": False, "normalized": False, "special": True}
            for w in [*special, "<mask>"]
        ],
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always"},
        "post_processor": {
            "type": "TemplateProcessing", "single": pair,
            "pair": [*pair, {"Sequence": {"id": "B", "type_id": 0}}],
            "special_tokens": {w: {"id": w, "ids": [words.index(w)], "tokens": [w]}
                               for w in ("<s>", "</s>")},
        },
        "model": {"type": "Unigram", "unk_id": 3,
                  "vocab": [[w, -1.0 if w.startswith("▁") else -4.0] for w in words]},
    }  # fmt: skip


@pytest.fixture(scope="module", params=["bert", "roberta"])
def hub(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a hub would give it: a tiny BERT, or a tiny RoBERTa as ViSoBERT is one."""
    import torch
    from tokenizers import Tokenizer
    from transformers import (
        BertConfig,
        BertModel,
        PreTrainedTokenizerFast,
        RobertaConfig,
        RobertaModel,
    )

    torch.manual_seed(1)
    folder = tmp_path_factory.mktemp(request.param)
    reader = Tokenizer.from_str(json.dumps(_reader()))
    sizes = {
        "vocab_size": reader.get_vocab_size(), "hidden_size": 32, "num_hidden_layers": 4,
        "num_attention_heads": 2, "intermediate_size": 64, "max_position_embeddings": 180,
        "pad_token_id": 1,
    }  # fmt: skip
    model = (
        BertModel(BertConfig(**sizes))
        if request.param == "bert"
        else RobertaModel(RobertaConfig(**sizes))
    )
    model.save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=reader, pad_token="<pad>", unk_token="<unk>", mask_token="<mask>",
        bos_token="<s>", eos_token="</s>", cls_token="<s>", sep_token="</s>",
    ).save_pretrained(folder)  # fmt: skip
    return folder


def _rows(count: int, seed: int) -> list[dict[str, Any]]:
    rng, out = np.random.default_rng(seed), []
    for n in range(count):
        bad, work = bool(rng.random() < 0.5), bool(rng.random() < 0.6)
        said = "nợ lương buồn quá" if bad else "tặng quà vui quá"
        about = "công ty công nhân" if work else "trời mưa giá vàng"
        words = " ".join(rng.choice(WORDS, size=3))
        out.append({
            "id": f"g{seed}-{n}", "kind": "article" if n % 2 else "comment",
            "title": f"hôm nay {about} {n}" if n % 2 else "", "text": f"{about} {said} {words} {n}",
            "in_scope": work, "tone": "negative" if bad else "positive",
            "topics": [("employer_violation" if bad else "welfare") if work else "off_topic"],
            "stance_union": "positive" if work and not bad else "none",
            "intent": "complain" if bad else "inform", "risk": 1 if bad and work else 0,
        })  # fmt: skip
    return out


@pytest.fixture(scope="module")
def tiny_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = tmp_path_factory.mktemp("data")
    for name in ("gold", "labelled", "corpus"):
        (folder / name).mkdir()
    rows = _rows(160, 1)
    pq.write_table(pa.Table.from_pylist(rows), folder / "gold" / "train.parquet")
    pq.write_table(pa.Table.from_pylist(_rows(60, 2)), folder / "gold" / "dev.parquet")
    (folder / "gold" / "excluded.txt").write_text(
        aside_key(rows[0]["title"], rows[0]["text"]) + "\n"
    )
    mood = [
        {"text": f"{w} {n}", "label": x}
        for n in range(40)
        for w, x in (("vui quá", "p"), ("buồn quá", "n"))
    ]
    pq.write_table(pa.Table.from_pylist(mood), folder / "labelled" / "mood.parquet")
    pool = [{"text": " ".join(np.random.default_rng(n).choice(WORDS, size=9))} for n in range(500)]
    pq.write_table(pa.Table.from_pylist(pool), folder / "corpus" / "pool.parquet")
    return folder


@pytest.fixture(scope="module")
def shipped(hub: Path, tiny_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All four verbs of `train`, one after the other, with settings for a minute's work."""
    from nlp.train.encoder.pretrain import pretrain
    from nlp.train.neural.run import train as train_transformer

    work = tmp_path_factory.mktemp("work")
    build(tiny_data, work / "encoder", {"hub": str(hub)})
    run = pretrain(
        tiny_data, work / "encoder", work / "pretrained",
        {**settings_of("pretrain"), "cpu_seconds": 2, "threads": 1, "tokens": 512, "shares": {"pool": 1.0}},
    )["pretrained"]  # fmt: skip
    assert run["loss_after"]["pool"] < run["loss_before"]["pool"]

    few = {
        "gold": ["train"], "tune_share": 0.1, "extended": False, "own_words": False,
        "helpers": ["mood"], "helper_rows": 60,
    }  # fmt: skip
    base = settings_of("linear")
    train("linear", tiny_data, work / "models", settings={
        **base, "folds": 3, "data": {**base["data"], **few},
        "vocabulary": {"at_least_gold": [2] * 4, "at_least_helpers": [2] * 4},
    })  # fmt: skip
    settings = settings_of("transformer")
    settings |= {"threads": 1, "data": {**settings["data"], **few}}
    settings["teacher"] = {
        **settings["teacher"],
        "epochs": 12,
        "learning_rate": 3e-3,
        "adversary": 0.1,
    }
    settings["student"] = {**settings["student"], "epochs": 8, "learning_rate": 3e-3,
                           "keep": [0, 3], "unlabelled": {"pool": 60}}  # fmt: skip
    train_transformer(tiny_data, work / "pretrained", work / "models", settings)
    return work / "models"


def test_a_tiny_transformer_learns_what_is_easy(shipped: Path) -> None:
    for kind, layers in (("accurate", 4), ("fast", 2)):
        about = registry.about(kind, shipped)
        figures = about["scores"][0]["figures"]
        assert about["layers"] == layers
        assert about["scores"][0]["how"] == "dev"
        assert figures["in_scope_macro_f1"] > 0.9, kind
        assert figures["tone_macro_f1"] > 0.6, kind  # two of three tones exist
        assert about["int8_distance"] < 0.2


def test_the_shipped_folder_labels_in_order(shipped: Path) -> None:
    model = registry.transformer("fast", shipped)
    items = [
        TextItem(id="1", kind="comment", title="", text="công ty nợ lương công nhân buồn quá"),
        TextItem(id="2", kind="comment", title="", text="trời mưa giá vàng tặng quà vui quá"),
        TextItem(id="3", kind="article", title="", text=""),
    ]
    said = model.predict(items)
    assert [s.in_scope for s in said[:2]] == [True, False]
    assert [s.tone for s in said[:2]] == ["negative", "positive"]
    backwards = model.predict(items[::-1])
    assert [s.tone for s in backwards[::-1]] == [s.tone for s in said]
    columns = model.annotate(items, ["r"] * 3)
    assert {"in_scope", "tone", "topic", "risk"} <= set(columns.task)


@pytest.mark.parametrize("name", ["fast.onnx", "tokenizer.json", "linear.npz"])
def test_a_tampered_file_is_refused(shipped: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "models"
    shutil.copytree(shipped, folder)
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(ModelError, match="SHA-256"):
        registry.transformer("fast", folder)
    (folder / name).unlink()
    with pytest.raises(ModelError, match="thiếu"):
        registry.transformer("fast", folder)


def test_a_linear_model_of_another_run_is_refused(shipped: Path, tmp_path: Path) -> None:
    folder = tmp_path / "models"
    shutil.copytree(shipped, folder)
    about = json.loads((folder / "fast.json").read_text())
    (folder / "fast.json").write_text(json.dumps({**about, "linear_sha256": "0" * 64}))
    with pytest.raises(ModelError, match="tuyến tính"):
        registry.transformer("fast", folder)


def test_a_step_without_the_one_before_says_so(tiny_data: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="--encoder"):
        stages.run("transformer", tiny_data, tmp_path)


def test_phobert_pieces_are_the_library_s_own(tmp_path: Path) -> None:
    """Equal ids on every text; a step that is no piece is <unk> there and beyond the end here."""
    from transformers import PhobertTokenizer

    from nlp.train.encoder.phobert import tokenizer

    pieces = "công nhân nh@@ ân c@@ n g đ@@ ình l@@ a i xx@@ ô@@ h@@".split()
    merges = [
        "n h",
        "â n</w>",
        "nh ân</w>",
        "c ô",
        "n g</w>",
        "cô ng</w>",
        "ì n",
        "n h</w>",
        "ì nh</w>",
    ]
    (tmp_path / "vocab.txt").write_text("".join(f"{p} 9\n" for p in pieces), encoding="utf-8")
    (tmp_path / "bpe.codes").write_text("".join(f"{m} 5\n" for m in merges), encoding="utf-8")
    theirs = PhobertTokenizer(str(tmp_path / "vocab.txt"), str(tmp_path / "bpe.codes"))
    ours = tokenizer(tmp_path / "vocab.txt", tmp_path / "bpe.codes")
    last = ours.token_to_id("<mask>")
    assert last == theirs.mask_token_id
    for text in ("công nhân", "nhân công đình", "lai", "c công", "hình đình công xyz"):
        ids = [3 if i > last else i for i in ours.encode(text).ids]
        assert ids == theirs(text)["input_ids"], text
