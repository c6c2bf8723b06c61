"""The verbs of `langnghe train`: linear, accents, encoder, pretrain, transformer. Each reads train.toml."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langnghe.errors import ModelError
from nlp.dataset import Example
from nlp.train import TRAIN_TOML, settings_of
from nlp.train import train as train_linear

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What one call of `train` asks for."""

    data: Path
    out: Path
    encoder: Path | None
    people: Sequence[Example]
    say: Say


def run(
    task: str, data: Path, out: Path, *, encoder: Path | None = None, people: Path | None = None,
    say: Say = print,
) -> Mapping[str, Any]:  # fmt: skip
    """Run one task of train.toml into the folder `out`; return what it made, as JSON values.

    encoder: the folder a former step wrote; pretrain and transformer need it. people: labels that
    people gave in an office (`review export-gold`); they teach and are never scored.
    """
    if task not in STAGES:
        raise ModelError(f"không có phần huấn luyện {task!r}; chọn: {', '.join(STAGES)}")
    if task not in ("linear", "accents") and importlib.util.find_spec("torch") is None:
        raise ModelError("thiếu phần huấn luyện (torch, transformers); cài bằng `make setup-train`")
    said: Sequence[Example] = ()
    if people is not None:
        from nlp.people import read

        said = read(people, data)
    return STAGES[task](Order(data=data, out=out, encoder=encoder, people=said, say=say))


def _linear(order: Order) -> Mapping[str, Any]:
    return train_linear("linear", order.data, order.out, people=order.people).to_json()


def _accents(order: Order) -> Mapping[str, Any]:
    from nlp.train.accents import train

    return train(order.data, order.out, settings_of("accents"))


def _encoder(order: Order) -> Mapping[str, Any]:
    from nlp.train.encoder.build import build

    return build(order.data, order.out, settings_of("encoder"))


def _pretrain(order: Order) -> Mapping[str, Any]:
    from nlp.train.encoder.pretrain import pretrain

    settings = settings_of("pretrain")
    return pretrain(order.data, _folder(order), order.out, settings, say=order.say)


def _transformer(order: Order) -> Mapping[str, Any]:
    from nlp.train.neural.run import train

    settings = settings_of("transformer")
    return train(
        order.data, _folder(order), order.out, settings, people=order.people, say=order.say
    )


STAGES: Mapping[str, Callable[[Order], Mapping[str, Any]]] = {
    "linear": _linear,
    "accents": _accents,
    "encoder": _encoder,
    "pretrain": _pretrain,
    "transformer": _transformer,
}


def _folder(order: Order) -> Path:
    if order.encoder is None or not (order.encoder / "about.json").exists():
        raise ModelError(
            f"cần --encoder THƯ_MỤC do `langnghe train encoder` ghi ra (đang là {order.encoder}); "
            f"thứ tự các bước ghi trong {TRAIN_TOML.name}"
        )
    return order.encoder
