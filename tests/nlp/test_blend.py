"""Two opinions made one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nlp.classifiers.blend import Blend, opinions
from nlp.classifiers.decide import Chances
from nlp.classifiers.heads import COLUMNS, TASKS, WIDTH
from nlp.dataset import Example
from nlp.train.neural.blending import fit, floors
from nlp.train.second import risk_cut_between


def _even(n: int) -> Chances:
    return Chances(
        scope=np.full(n, 0.5), topics=np.full((n, 25), 0.5), tone=np.full((n, 3), 1 / 3),
        stance=np.full((n, 4), 1 / 4), intent=np.full((n, 6), 1 / 6), risk=np.full((n, 4), 1 / 4),
    )  # fmt: skip


def _plain(encoder: float, linear: float) -> Blend:
    shape = (2, len(TASKS))
    return Blend(
        encoder=np.full(shape, encoder), linear=np.full(shape, linear), bias=np.zeros((2, WIDTH))
    )


def test_columns_cover_every_head_once() -> None:
    assert sorted(i for c in COLUMNS.values() for i in range(WIDTH)[c]) == list(range(WIDTH))


def test_an_undecided_adviser_changes_nothing() -> None:
    scores = np.random.default_rng(1).normal(size=(5, WIDTH))
    news = np.array([True, False, True, False, True])
    alone = _plain(1.0, 0.0).chances(scores, opinions(_even(5)), news)
    advised = _plain(1.0, 0.7).chances(scores, opinions(_even(5)), news)
    for task in TASKS:
        np.testing.assert_allclose(getattr(alone, task), getattr(advised, task), atol=1e-9)


def test_chances_are_chances() -> None:
    scores = np.random.default_rng(2).normal(size=(7, WIDTH)) * 30
    found = _plain(0.9, 0.3).chances(scores, opinions(_even(7)), np.zeros(7, dtype=bool))
    for task in ("tone", "stance", "intent", "risk"):
        np.testing.assert_allclose(getattr(found, task).sum(axis=1), 1.0)
    assert ((found.scope >= 0) & (found.scope <= 1)).all()


def _examples(n: int) -> list[Example]:
    return [
        Example(
            id=str(i), kind="article" if i % 2 else "comment", title="", text=f"câu {i}",
            in_scope=True, topics=("strike",), tone=("negative", "neutral", "positive")[i % 3],
            stance_union="none", intent="inform", risk=i % 2,
        )
        for i in range(n)
    ]  # fmt: skip


def test_the_fit_trusts_the_model_that_is_right() -> None:
    """An encoder that knows the tone, an adviser that guesses: the factors say so."""
    examples, rng = _examples(240), np.random.default_rng(3)
    encoder = rng.normal(size=(240, WIDTH))
    for i in range(240):
        encoder[i, COLUMNS["tone"].start + i % 3] += 3.0
    adviser = opinions(_even(240)) + rng.normal(size=(240, WIDTH))
    settings = {"encoder": 0.5, "linear": 0.5, "factor_penalty": 1.0, "bias_penalty": 1.0}
    blend = fit(encoder, adviser, examples, settings)
    tone = TASKS.index("tone")
    assert (blend.encoder[:, tone] > 3 * blend.linear[:, tone]).all()
    again = Blend.from_dict(blend.to_dict())
    np.testing.assert_allclose(again.bias, blend.bias, atol=1e-5)


def test_floors_leave_out_few() -> None:
    from nlp.classifiers.decide import Cuts

    examples, rng = _examples(200), np.random.default_rng(4)
    chances = _plain(1.0, 0.0).chances(
        rng.normal(size=(200, WIDTH)), opinions(_even(200)), np.ones(200, dtype=bool)
    )
    found = floors(chances, Cuts(), examples, {"right": 0.95, "at_most": 0.15})
    assert set(found) == {"in_scope", "tone", "stance_union", "intent", "risk"}
    said = chances.tone.max(axis=1)
    assert (said < found["tone"]).mean() <= 0.16


@pytest.mark.parametrize("field", ["encoder", "bias"])
def test_a_table_of_another_width_is_refused(field: str) -> None:
    row = _plain(1, 0).to_dict()
    row[field] = [values[:-1] for values in row[field]]
    with pytest.raises(ValueError, match="blend"):
        Blend.from_dict(row)


def _risky(chance: list[float]) -> Chances:
    p = np.array(chance)
    rest = np.zeros((len(p), 2))
    return replace(
        _even(len(p)),
        scope=np.full(len(p), 0.9),
        risk=np.column_stack([1 - p, rest[:, 0], p, rest[:, 1]]),
    )


def test_the_cut_on_risk_stands_off_from_the_calm_texts() -> None:
    chances = _risky([0.01] * 40 + [0.045] + [0.6, 0.7, 0.8, 0.9])
    right = {"risk": np.array([0] * 41 + [2] * 4)}
    settings = {"risk_false_alarms": 0.02, "risk_recall_cost": 0.03}
    # 0,05 would do on these texts; a new calm text at 0,1 would ring.
    assert risk_cut_between(chances, right, 0.5, settings) == 0.59


def test_the_cut_on_risk_gives_away_what_it_may_and_no_more() -> None:
    chances = _risky([0.01] * 40 + [0.2, 0.7, 0.8, 0.9])
    right = {"risk": np.array([0] * 40 + [2] * 4)}
    settings = {"risk_false_alarms": 0.02}
    dear = {**settings, "risk_recall_cost": 0.03}
    assert risk_cut_between(chances, right, 0.5, dear) == 0.19  # one of four is too many to lose
    assert risk_cut_between(chances, right, 0.5, {**settings, "risk_recall_cost": 0.3}) == 0.69
