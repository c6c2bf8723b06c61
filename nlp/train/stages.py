"""The verbs of `langnghe train`: linear, encoder, pretrain, transformer. Each reads train.toml."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from langnghe.errors import ModelError
from nlp.train import TRAIN_TOML, settings_of
from nlp.train import train as train_linear

Say = Callable[[str], None]


def run(task: str, data: Path, out: Path, encoder: Path | None, say: Say) -> Mapping[str, Any]:
    """Run one task of train.toml into the folder `out`; return what it made, as JSON values.

    encoder: the folder a former step wrote; pretrain and transformer need it.
    """
    if task not in STAGES:
        raise ModelError(f"không có phần huấn luyện {task!r}; chọn: {', '.join(STAGES)}")
    if task != "linear":
        _need_torch()
    return STAGES[task](data, out, encoder, say)


def _linear(data: Path, out: Path, encoder: Path | None, say: Say) -> Mapping[str, Any]:
    return train_linear("linear", data, out).to_json()


def _encoder(data: Path, out: Path, encoder: Path | None, say: Say) -> Mapping[str, Any]:
    from nlp.train.encoder.build import build

    return build(data, out, settings_of("encoder"))


def _pretrain(data: Path, out: Path, encoder: Path | None, say: Say) -> Mapping[str, Any]:
    from nlp.train.encoder.pretrain import pretrain

    return pretrain(data, _folder(encoder), out, settings_of("pretrain"), say=say)


def _transformer(data: Path, out: Path, encoder: Path | None, say: Say) -> Mapping[str, Any]:
    from nlp.train.neural.run import train

    return train(data, _folder(encoder), out, settings_of("transformer"), say)


STAGES: Mapping[str, Callable[[Path, Path, Path | None, Say], Mapping[str, Any]]] = {
    "linear": _linear,
    "encoder": _encoder,
    "pretrain": _pretrain,
    "transformer": _transformer,
}


def _folder(encoder: Path | None) -> Path:
    if encoder is None or not (encoder / "about.json").exists():
        raise ModelError(
            f"cần --encoder THƯ_MỤC do `langnghe train encoder` ghi ra (đang là {encoder}); "
            f"thứ tự các bước: {TRAIN_TOML.name}"
        )
    json.loads((encoder / "about.json").read_text(encoding="utf-8"))
    return encoder


def _need_torch() -> None:
    import importlib.util

    if importlib.util.find_spec("torch") is None:
        raise ModelError("thiếu phần huấn luyện (torch, transformers); cài bằng `make setup-train`")
