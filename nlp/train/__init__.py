"""Train: a run is models/train.toml plus data; two runs on the same input give the same bytes."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from langnghe.errors import ModelError
from nlp.classifiers.decide import Chances, Cuts, decide, labels
from nlp.classifiers.features import prepared
from nlp.classifiers.linear import LinearClassifier, Weights, to_bytes
from nlp.classifiers.signs import signs
from nlp.classifiers.vocabulary import Vocabulary
from nlp.dataset import (
    Example,
    Helper,
    corpus_sha,
    file_sha,
    folds,
    gold,
    helper,
    own_words,
    write_json,
)
from nlp.evaluate import GATED, Scores, items, score
from nlp.gold import again, labelled, split

TRAIN_TOML = Path(__file__).parents[2] / "models" / "train.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one training gave."""

    weights: Weights
    held_out: Scores  # on folds the model had not seen
    settings: Mapping[str, Any]


def settings_of(task: str, path: Path = TRAIN_TOML) -> dict[str, Any]:
    """Return one task's settings of train.toml."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    if task not in table:
        raise ModelError(f"{path}: không có mục [{task}]; các mục có: {', '.join(table)}")
    found = dict(table[task])
    if "data" in found:  # every model learns from the same labels
        found["data"] = {**table["data"], **found["data"]}
    return found


def learn(
    examples: Sequence[Example], extra: Sequence[Example], helpers: Sequence[Helper],
    settings: Mapping[str, Any],
) -> Run:  # fmt: skip
    """Fit the linear model on examples and extra; figures come from held-out examples only.

    extra are our own sentences: they teach in every fold and are never scored.
    """
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    with threadpool_limits(1):  # sums in another order would give other bytes
        return _learn(examples, extra, helpers, settings)


def _learn(
    examples: Sequence[Example], extra: Sequence[Example], helpers: Sequence[Helper],
    settings: Mapping[str, Any],
) -> Run:  # fmt: skip
    from nlp.train.first import Ridge, newsness, texts_of
    from nlp.train.second import answers, choose_cuts, fit

    seed, everyone = int(settings["seed"]), [*examples, *extra]
    titles, texts = texts_of(everyone)
    vocabulary = Vocabulary.learn(titles, texts, at_least=settings["vocabulary"]["at_least_gold"])
    if helpers:
        pairs = [prepared(t, x) for h in helpers for t, x in zip(h.titles, h.texts, strict=True)]
        more = Vocabulary.learn(
            [t for t, _ in pairs], [x for _, x in pairs],
            at_least=settings["vocabulary"]["at_least_helpers"],
        )  # fmt: skip
        vocabulary = vocabulary.joined(more)

    wanted = settings["data"]
    ridge = Ridge(
        vocabulary, everyone, helpers, settings["first"], seed,
        again() if wanted["extended"] else {}, float(wanted["first_reader"]),
    )  # fmt: skip
    parts = folds(examples, int(settings["folds"]), seed)
    outside = np.arange(len(examples), len(everyone))
    with_extra = [*parts, *np.array_split(outside, len(parts))] if len(outside) else parts
    heads = ridge.held_out(with_extra)

    sign = signs(titles, texts)
    mean, scale = sign.mean(axis=0), np.maximum(sign.std(axis=0), 0.25)
    scaled, news = (sign - mean) / scale, newsness(everyone)
    right = answers(everyone)

    def stage(chosen: Any) -> Any:
        return fit(
            heads[chosen], scaled[chosen], news[chosen],
            {task: a[chosen] for task, a in right.items()}, settings["second"],
        )  # fmt: skip

    final = ridge.final()
    weights = Weights(
        vocabulary=vocabulary, first=final.first, first_bias=final.bias,
        sign_mean=mean.astype(np.float32), sign_scale=scale.astype(np.float32),
        stack=stage(np.arange(len(everyone))), cuts=Cuts(),
    )  # fmt: skip

    found: dict[str, Any] = {}
    for part in parts:
        stack = stage(np.setdiff1d(np.arange(len(everyone)), part))
        got = replace(weights, stack=stack).chances(
            heads[part].astype(np.float32), sign[part], news[part].astype(np.float32)
        )
        for name in got.__slots__:
            value = getattr(got, name)
            found.setdefault(name, np.zeros((len(examples), *value.shape[1:])))[part] = value
    chances = Chances(**found)
    inside = {task: a[: len(examples)] for task, a in right.items()}
    weights = replace(weights, cuts=choose_cuts(chances, inside, settings["second"]))
    name = f"linear@{settings['version']}"
    said = labels(chances, decide(chances, weights.cuts), name)
    held_out = score(name, f"{len(parts)}-fold", examples, said)
    return Run(weights=weights, held_out=held_out, settings=settings)


def material(
    data: Path, settings: Mapping[str, Any]
) -> tuple[list[Example], list[Example], list[Helper]]:
    """Return gold examples, our own sentences and auxiliary sets as train.toml asks for them."""
    wanted = settings["data"]
    examples, _ = split(labelled(data, wanted), wanted)
    extra = own_words() if wanted["own_words"] else []
    helpers = [
        helper(data, name, int(wanted["helper_rows"]), int(settings["seed"]))
        for name in wanted["helpers"]
    ]
    return examples, extra, helpers


def train(
    task: str, data: Path, out: Path, *, settings: Mapping[str, Any] | None = None,
    people: Sequence[Example] = (),
) -> Scores:  # fmt: skip
    """Train one task's model into the folder `out` and return its held-out figures.

    Writes linear.npz, linear.json (name, SHA-256, cuts, inputs, figures), floor.json and CARD.md.
    Measured on "dev" as well unless it has learned from it.
    """
    from nlp.card import render

    settings = settings or settings_of(task)
    examples, extra, helpers = material(data, settings)
    extra = [*extra, *people]
    run = learn(examples, extra, helpers, settings)

    figures = [run.held_out]
    if "dev" not in settings["data"]["gold"]:
        model = LinearClassifier(run.held_out.model, run.weights)
        dev = gold(data, "dev")
        figures.append(score(model.name, "dev", dev, model.predict(items(dev))))

    out.mkdir(parents=True, exist_ok=True)
    packed = to_bytes(run.weights)
    (out / "linear.npz").write_bytes(packed)
    about = {
        "name": run.held_out.model,
        "file": "linear.npz",
        "sha256": file_sha(out / "linear.npz"),
        "cuts": asdict(run.weights.cuts),
        "n_grams": len(run.weights.vocabulary),
        "inputs": {
            "gold": {"texts": len(examples), "sha256": corpus_sha(examples)},
            "own_words": {"texts": len(extra), "sha256": corpus_sha(extra)},
            **{h.name: {"texts": len(h.texts), "sha256": _helper_sha(h)} for h in helpers},
        },
        "scores": [s.to_json() for s in figures],
    }
    write_json(out / "linear.json", about)
    floor = {
        "corpus_sha": run.held_out.corpus_sha,
        "figures": {name: round(run.held_out.figures[name], 3) for name in GATED},
    }
    write_json(out / "floor.json", {"linear": floor})
    (out / "CARD.md").write_text(render(about), encoding="utf-8")
    return run.held_out


def _helper_sha(helper: Helper) -> str:
    from langnghe.records import digest_of

    return digest_of(*helper.titles, *helper.texts, *helper.labels)
