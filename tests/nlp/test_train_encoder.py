"""Rebuilding and cutting the encoder, on files small enough to see through."""

from __future__ import annotations

import struct
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from langnghe.errors import ModelError
from nlp.train.encoder import e5, prune
from nlp.train.encoder.corpora import PIECE_CHARS, mixture, pieces

HIDDEN, WIDE, WORDS = 32, 64, 3


def _q4(values: np.ndarray[Any, Any]) -> bytes:
    """Pack multiples of a half between −4 and 3.5 as Q4_0 blocks: scale ½, sixteen bytes."""
    out = b""
    for block in values.reshape(-1, 32):
        q = (block / 0.5 + 8).astype(np.uint8)
        out += np.array([0.5], dtype="<f2").tobytes() + bytes(q[:16] | (q[16:] << 4))
    return out


def _file(tensors: dict[str, tuple[int, bytes, int]]) -> bytes:
    head = b"E5S1" + struct.pack(
        "<I7ifi", 1, HIDDEN, 1, 2, WIDE, WORDS, 4, 2, 1e-12, 32
    )  # fmt: skip
    words = [b"<s>", b"<pad>", b"a"]
    blob = b"".join(words)
    ends = np.cumsum([0, *map(len, words)]).astype("<u4").tobytes()
    reader = struct.pack("<5iQ", len(words), 0, 2, 1, 3, len(blob)) + ends
    reader += np.zeros(len(words), "<f4").tobytes() + blob + struct.pack("<iI", 0, 0)
    size = sum(2 + len(n) + 1 + 4 + 8 + 8 for n in tensors)
    at = len(head) + len(reader) + 4 + size
    directory, body = struct.pack("<I", len(tensors)), b""
    for name, (kind, raw, count) in tensors.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, count, at + len(body), len(raw))
        body += raw
    return head + reader + directory + body


def test_four_bit_weights_are_unpacked_into_bert_names(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    words = rng.integers(-8, 8, size=(WORDS, HIDDEN)) / 2
    narrow = rng.integers(-8, 8, size=(HIDDEN, WIDE)) / 2
    bias = rng.normal(size=HIDDEN).astype("<f4")
    (tmp_path / "x.bin").write_bytes(_file({
        "emb.word": (1, _q4(words), words.size),
        "emb.ln.b": (0, bias.tobytes(), HIDDEN),
        "l0.fo.w": (1, _q4(narrow), narrow.size),
    }))  # fmt: skip
    source = e5.read(tmp_path / "x.bin")
    state = e5.state_dict(source)
    np.testing.assert_array_equal(state["embeddings.word_embeddings.weight"], words)
    np.testing.assert_array_equal(state["encoder.layer.0.output.dense.weight"], narrow)
    np.testing.assert_array_equal(state["embeddings.LayerNorm.bias"], bias)
    assert source.shape.vocabulary == WORDS
    assert len(source.sha256) == 64


@pytest.mark.parametrize("raw", [b"", b"GGUF" + bytes(100), _file({})[:60]])
def test_another_file_is_refused_by_name(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "x.bin").write_bytes(raw)
    with pytest.raises(ModelError, match=r"x\.bin"):
        e5.read(tmp_path / "x.bin")


def _tokenizer() -> dict[str, Any]:
    words = ["<s>", "<pad>", "</s>", "<unk>", "▁công", "▁nhân", "東", "▁", "ẫ", "▁Москва", "<mask>"]
    return {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [
            {"id": i, "content": w, "single_word": False, "lstrip": False, "rstrip": False,
             "normalized": False, "special": True}
            for i, w in enumerate(words) if w in prune.SPECIAL
        ],
        "normalizer": None,
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}},
                       {"Sequence": {"id": "A", "type_id": 0}},
                       {"SpecialToken": {"id": "</s>", "type_id": 0}}],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}],
            "special_tokens": {"<s>": {"id": "<s>", "ids": [0], "tokens": ["<s>"]},
                               "</s>": {"id": "</s>", "ids": [2], "tokens": ["</s>"]}},
        },
        "decoder": None,
        "model": {"type": "Unigram", "unk_id": 3, "vocab": [[w, -float(i)] for i, w in enumerate(words)]},
    }  # fmt: skip


def test_pruning_keeps_what_vietnamese_needs_and_renumbers() -> None:
    from tokenizers import Tokenizer

    full = _tokenizer()
    seen = prune.count(full, ["công nhân", "công nhân"])
    kept = prune.kept_pieces(full["model"]["vocab"], seen, 2)
    small = prune.cut(full, kept)
    left = [piece for piece, _ in small["model"]["vocab"]]
    assert "▁Москва" not in left
    assert "東" not in left
    assert {"▁công", "▁nhân", "ẫ", "<mask>"} <= set(left)
    import json

    reader = Tokenizer.from_str(json.dumps(small))
    assert reader.encode("công nhân").tokens == ["<s>", "▁công", "▁nhân", "</s>"]
    assert reader.token_to_id("<mask>") == len(left) - 1


def test_counts_are_of_pieces() -> None:
    assert prune.count(_tokenizer(), ["công công", "nhân"]) == Counter({4: 2, 5: 1})


def test_an_article_is_read_whole_in_pieces() -> None:
    text = " ".join(f"Câu số {i} nói về việc làm." for i in range(200))
    parts = list(pieces("Đầu đề", text))
    assert max(map(len, parts)) <= PIECE_CHARS
    assert "".join(parts).replace(" ", "") == f"Đầu đề. {text}".replace(" ", "")


def test_the_mixture_keeps_its_shares_and_reads_a_corpus_through() -> None:
    texts = {"a": [f"a{i}" for i in range(10)], "b": [f"b{i}" for i in range(10)]}
    stream = mixture(texts, {"a": 0.8, "b": 0.2}, seed=1)
    drawn = [next(stream) for _ in range(1000)]
    assert 750 < sum(t.startswith("a") for t in drawn) < 850
    first_a = [t for t in drawn if t.startswith("a")][:10]
    assert sorted(first_a) == sorted(texts["a"])
