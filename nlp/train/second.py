"""Second stage: each task's softmax over all heads, fitted on held-out first-stage scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.classifiers.decide import Chances, Cuts, decide
from nlp.classifiers.heads import SIZES, TASKS
from nlp.classifiers.linear import second_stage_inputs
from nlp.dataset import Example
from nlp.taxonomy import IN_SCOPE_TOPICS, INTENTS, STANCES, TONES

EQUAL = 0.004  # macro-F1 on held-out folds that differ by less say the same

Stack = Mapping[str, NDArray[np.float32]]


def answers(examples: Sequence[Example]) -> dict[str, NDArray[np.int64]]:
    """Return each task's right answer as class numbers (topics: examples × 25 of 0 and 1)."""
    return {
        "scope": np.array([int(e.in_scope) for e in examples]),
        "topics": np.array([[int(t in e.topics) for t in IN_SCOPE_TOPICS] for e in examples]),
        "tone": np.array([TONES.index(e.tone) for e in examples]),
        "stance": np.array([STANCES.index(e.stance_union) for e in examples]),
        "intent": np.array([INTENTS.index(e.intent) for e in examples]),
        "risk": np.array([e.risk for e in examples]),
    }


def fit(
    heads: NDArray[Any], sign: NDArray[Any], news: NDArray[Any],
    right: Mapping[str, NDArray[np.int64]], settings: Mapping[str, float],
) -> Stack:  # fmt: skip
    """Return task → 2 × inputs × classes: a common part and what news adds to it.

    A class that the examples do not hold gets a bias so low that it is never chosen.
    """
    inputs = second_stage_inputs(heads.astype(np.float32), sign)
    both = np.hstack([inputs[:, :-1], inputs * news[:, None]]).astype(np.float64)
    return {
        task: _fit_one(task, both, right[task], float(settings[f"softness_{task}"]))
        for task in TASKS
    }


def _fit_one(
    task: str, both: NDArray[Any], right: NDArray[np.int64], softness: float
) -> NDArray[np.float32]:
    from sklearn.linear_model import LogisticRegression

    width = (both.shape[1] - 1) // 2

    def unpack(coef: NDArray[Any], bias: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        common = np.vstack([coef[:, :width].T, bias[None, :]])
        return common, coef[:, width:].T

    yes_no = right if task == "topics" else right[:, None] if task == "scope" else None
    classes = SIZES[task]
    out = np.zeros((2, width + 1, classes))
    out[0, -1, :] = -12.0
    if yes_no is not None:
        for column in range(classes):
            if 0 < yes_no[:, column].sum() < len(yes_no):
                model = LogisticRegression(C=softness, max_iter=3000).fit(both, yes_no[:, column])
                common, more = unpack(model.coef_, model.intercept_)
                out[0, :, column], out[1, :, column] = common[:, 0], more[:, 0]
    else:
        model = LogisticRegression(C=softness, max_iter=3000).fit(both, right)
        seen = np.asarray(model.classes_)
        coef, bias = model.coef_, model.intercept_
        if len(seen) == 2:  # two classes give one row of coefficients
            coef, bias = np.vstack([-coef / 2, coef / 2]), np.r_[-bias / 2, bias / 2]
        out[0][:, seen], out[1][:, seen] = unpack(coef, bias)
    return out.astype(np.float32)


def _f1(right: NDArray[Any], said: NDArray[Any]) -> float:
    total = float(right.sum() + said.sum())
    return 2 * float((right & said).sum()) / total if total else 0.0


def macro(right: NDArray[Any], said: NDArray[Any], classes: Sequence[int]) -> float:
    """Return the mean F1 of classes."""
    return float(np.mean([_f1(right == c, said == c) for c in classes]))


def choose_cuts(
    chances: Chances, right: Mapping[str, NDArray[np.int64]], settings: Mapping[str, float]
) -> Cuts:
    """Return the cuts that serve held-out texts best.

    Scope: macro-F1. Topics: micro- plus macro-F1. Tone: macro-F1, and of settings that differ by
    less than noise the one that calls the fewest texts negative wrongly, because the crisis
    watch counts negatives. Stance: macro-F1 over none, neutral, positive, and of equals the factors nearest to 1.
    Risk: the most recall of level 2 and above at a false alarm rate of at most
    settings["risk_false_alarms"].
    """
    cuts = Cuts(scope=scope_cut(chances, right))
    inside = chances.scope > cuts.scope
    cuts = _with(
        cuts,
        tone=_tone_factors(chances, right["tone"]),
        stance=_stance_factors(chances, right["stance"], inside),
        risk_2=min(_allowed(chances, right, cuts.scope, settings["risk_false_alarms"])),
    )
    return _with(cuts, topics=topics_cut(chances, right, cuts))


def scope_cut(chances: Chances, right: Mapping[str, NDArray[np.int64]]) -> float:
    """Return the cut on scope of the best macro-F1."""
    scope = right["scope"] == 1
    best = max(
        np.arange(0.35, 0.66, 0.01),
        key=lambda c: round(macro(scope, chances.scope > c, (0, 1)), 6),
    )
    return round(float(best), 3)


def _allowed(
    chances: Chances, right: Mapping[str, NDArray[np.int64]], scope: float, alarms: float
) -> dict[float, float]:
    """Return cut on risk ≥ 2 → recall there, for the cuts of at most so many false alarms."""
    hot = np.where(chances.scope > scope, chances.risk[:, 2:].sum(axis=1), 0.0)
    high = right["risk"] >= 2
    return {
        round(float(c), 3): float((hot[high] > c).mean()) if high.any() else 0.0
        for c in np.arange(0.05, 1.0, 0.01)
        if (hot[~high] > c).mean() <= alarms
    }


def risk_cut_between(
    chances: Chances, right: Mapping[str, NDArray[np.int64]], scope: float,
    settings: Mapping[str, float],
) -> float:  # fmt: skip
    """Return the highest cut on risk ≥ 2 that gives away at most settings["risk_recall_cost"].

    The lowest cut within the allowed false alarms stands at the very edge of the texts it was chosen
    on; new texts fall over it. From there it is raised while recall hardly pays for it.
    """
    found = _allowed(chances, right, scope, settings["risk_false_alarms"])
    least = max(found.values()) - settings["risk_recall_cost"]
    return max(cut for cut, recall in found.items() if recall >= least)


def topics_cut(chances: Chances, right: Mapping[str, NDArray[np.int64]], cuts: Cuts) -> float:
    """Return the cut on topics of the best micro- plus macro-F1, the other cuts given."""
    best, best_topics = -1.0, cuts.topics
    often = np.flatnonzero(right["topics"].sum(axis=0) >= 8)
    for cut in np.arange(0.2, 0.51, 0.02):
        ranked = decide(chances, _with(cuts, topics=float(cut))).topics
        said = (ranked[:, :, None] == np.arange(len(IN_SCOPE_TOPICS))).any(axis=1)
        micro = _f1(right["topics"] == 1, said)
        mean = float(np.mean([_f1(right["topics"][:, j] == 1, said[:, j]) for j in often]))
        if round(micro + mean, 6) > best:
            best, best_topics = round(micro + mean, 6), round(float(cut), 3)
    return best_topics


def _tone_factors(chances: Chances, right: NDArray[np.int64]) -> tuple[float, ...]:
    tried = []
    for negative in np.arange(0.7, 1.21, 0.1):
        for neutral in np.arange(0.8, 1.51, 0.1):
            said = np.argmax(chances.tone * [negative, neutral, 1.0], axis=1)
            alarms = float((said[right != 0] == 0).mean())
            factors = (round(float(negative), 2), round(float(neutral), 2), 1.0)
            tried.append((macro(right, said, (0, 1, 2)), alarms, factors))
    best = max(value for value, _, _ in tried)
    return min((t for t in tried if t[0] >= best - EQUAL), key=lambda t: (t[1], t[2]))[2]


def _stance_factors(
    chances: Chances, right: NDArray[np.int64], inside: NDArray[np.bool_]
) -> tuple[float, ...]:
    tried = []
    for neutral in np.arange(0.8, 1.61, 0.1):
        for positive in np.arange(0.8, 1.61, 0.1):
            for negative in (1.0, 1.5, 2.0):
                factors = (1.0, round(float(neutral), 2), round(float(positive), 2), negative)
                said = np.where(inside, np.argmax(chances.stance * factors, axis=1), 0)
                value = macro(right, said, (0, 1, 2)) + 0.1 * _f1(right == 3, said == 3)
                tried.append((value, float(np.abs(np.log(factors)).sum()), factors))
    best = max(value for value, _, _ in tried)
    return min((t for t in tried if t[0] >= best - EQUAL), key=lambda t: (t[1], t[2]))[2]


def _with(cuts: Cuts, **changes: Any) -> Cuts:
    from dataclasses import replace

    return replace(cuts, **changes)
