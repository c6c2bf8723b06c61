"""Fit the blend, the cuts and the floors of confidence on texts that no model has learned from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.classifiers.blend import DOMAINS, Blend, centred, probabilities
from nlp.classifiers.decide import Chances, Cuts, decide
from nlp.classifiers.heads import COLUMNS, TASKS, WIDTH, YES_NO
from nlp.dataset import Example
from nlp.taxonomy import STANCES, TONES
from nlp.train.second import answers, macro, risk_cut_between, scope_cut, topics_cut

Floats = NDArray[np.floating[Any]]
NEGATIVE_FACTORS = (0.6, 0.7, 0.8, 0.9, 1.0)


def fit(
    encoder: Floats, linear: Floats, examples: Sequence[Example], settings: Mapping[str, Any]
) -> Blend:
    """Return the blend that makes the right answers most likely, drawn towards `settings`' start.

    encoder, linear: texts × WIDTH scores; settings: encoder, linear (where the factors start),
    factor_penalty, bias_penalty.
    """
    right = answers(examples)
    news = np.array([e.kind == "article" for e in examples])
    shape = (len(DOMAINS), len(TASKS))
    a, b = np.zeros(shape), np.zeros(shape)
    bias = np.zeros((len(DOMAINS), WIDTH))
    for domain in range(len(DOMAINS)):
        mine = news == bool(domain)
        for index, task in enumerate(TASKS):
            columns = COLUMNS[task]
            a[domain, index], b[domain, index], bias[domain, columns] = _fit_one(
                task, centred(encoder[mine][:, columns], task), linear[mine][:, columns],
                right[task][mine], settings,
            )  # fmt: skip
    return Blend(encoder=a, linear=b, bias=bias)


def _fit_one(
    task: str, first: Floats, second: Floats, right: NDArray[np.int64],
    settings: Mapping[str, Any],
) -> tuple[float, float, Floats]:  # fmt: skip
    from scipy.optimize import minimize

    width = first.shape[1]
    begin = np.array([float(settings["encoder"]), float(settings["linear"]), *([0.0] * width)])
    pull = np.array(
        [float(settings["factor_penalty"])] * 2 + [float(settings["bias_penalty"])] * width
    )
    wanted = right.reshape(len(first), -1) if task in YES_NO else np.eye(width)[right]

    def price(x: Floats) -> tuple[float, Floats]:
        p = probabilities(x[0] * first + x[1] * second + x[2:], task)
        q = np.clip(p, 1e-9, 1 - 1e-9)
        each = wanted * np.log(q)
        if task in YES_NO:
            each = each + (1 - wanted) * np.log(1 - q)
        gap = p - wanted
        slope = np.array([(gap * first).sum(), (gap * second).sum(), *gap.sum(axis=0)])
        away = x - begin
        return float(-each.sum() + (pull * away**2).sum()), slope + 2 * pull * away

    bounds = [(0.0, None), (0.0, None), *([(None, None)] * width)]
    found = minimize(price, begin, jac=True, method="L-BFGS-B", bounds=bounds).x
    return float(found[0]), float(found[1]), found[2:]


def cuts(chances: Chances, examples: Sequence[Example], settings: Mapping[str, float]) -> Cuts:
    """Return where probabilities become labels, chosen on the same texts (see train.second).

    A blend is calibrated already, so tone and stance need no factors to be right on the whole: with a
    thousand texts a grid of factors fits noise. One is left, on negative: the lowest that costs less
    macro-F1 than settings["tone_cost"], because the crisis watch counts negatives.
    """
    right = answers(examples)
    scope = scope_cut(chances, right)
    tone, tried = right["tone"], []
    for factor in NEGATIVE_FACTORS:
        said = np.argmax(chances.tone * [factor, 1.0, 1.0], axis=1)
        tried.append((macro(tone, said, range(len(TONES))), factor))
    best = max(value for value, _ in tried)
    least = min(factor for value, factor in tried if value >= best - settings["tone_cost"])
    found = Cuts(
        scope=scope,
        tone=(least, 1.0, 1.0),
        stance=(1.0,) * len(STANCES),
        risk_2=risk_cut_between(chances, right, scope, settings),
    )
    return replace(found, topics=topics_cut(chances, right, found))


def floors(
    chances: Chances, cut: Cuts, examples: Sequence[Example], settings: Mapping[str, float]
) -> dict[str, float]:
    """Return task → least probability of the said label; below it a person should look.

    The floor leaves out the least sure labels until the others are right as often as
    settings["right"], but never more than settings["at_most"] of the texts.
    """
    said, right = decide(chances, cut), answers(examples)
    every = np.arange(len(examples))
    found = {}
    for task, label, sure in (
        ("in_scope", said.scope == right["scope"],
         np.where(said.scope, chances.scope, 1 - chances.scope)),
        ("tone", said.tone == right["tone"], chances.tone[every, said.tone]),
        ("stance_union", said.stance == right["stance"], chances.stance[every, said.stance]),
        ("intent", said.intent == right["intent"], chances.intent[every, said.intent]),
        ("risk", said.risk == right["risk"], chances.risk[every, said.risk]),
    ):  # fmt: skip
        order = np.argsort(sure)
        good = label[order]
        above = np.cumsum(good[::-1])[::-1] / np.arange(len(good), 0, -1)
        most = int(len(good) * settings["at_most"])
        reached = np.flatnonzero(above[: most + 1] >= settings["right"])
        found[task] = round(float(sure[order][reached[0] if len(reached) else most]), 4)
    return found
