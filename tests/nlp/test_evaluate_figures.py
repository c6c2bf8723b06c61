"""Figures against scikit-learn, intervals against what they must hold, reports that tell all."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from langnghe.config import Settings
from langnghe.errors import ModelError
from langnghe.records import Labels
from nlp.dataset import Example, gold, own_words
from nlp.evaluate import figures, items, measure, report
from nlp.evaluate.bootstrap import differences, draws, interval, intervals
from nlp.evaluate.calibration import head_calibration
from nlp.evaluate.confusion import matrices, pairs
from nlp.evaluate.counts import Counts, class_index, point
from nlp.evaluate.learned import learned_by, learned_from, warning
from nlp.evaluate.report import labels_of, majority
from nlp.evaluate.table import text
from nlp.evaluate.thresholds import abstaining, recall_at, watch
from nlp.taxonomy import INTENTS, STANCES, TONES, TOPICS

EXAMPLES = [replace(e, id=f"e{n}") for n, e in enumerate(own_words() * 2)]


def softmax(names: Sequence[Any], right: Any, sure: float) -> dict[str, float]:
    rest = (1 - sure) / (len(names) - 1)
    return {str(name): sure if name == right else rest for name in names}


def guess(e: Example, share_wrong: float, seed: int = 0, sure: float = 0.8) -> Labels:
    """Return the right labels, each head wrong with some chance."""
    draw = Random(f"{seed}{e.id}")

    def maybe(right: Any, names: Sequence[Any]) -> Any:
        return (
            draw.choice([n for n in names if n != right]) if draw.random() < share_wrong else right
        )

    tone = maybe(e.tone, TONES)
    scope = bool(maybe(e.in_scope, (True, False)))
    stance, intent = maybe(e.stance_union, STANCES), maybe(e.intent, INTENTS)
    risk = int(maybe(e.risk, (0, 1, 2, 3)))
    return Labels(
        in_scope=scope, topics=(maybe(e.topics[0], TOPICS), *e.topics[1:]), tone=tone,
        stance_union=stance, intent=intent, risk=risk, model="guess@1",
        scores={
            "in_scope": sure if scope else 1 - sure, "topics": {}, "tone": softmax(TONES, tone, sure),
            "stance_union": softmax(STANCES, stance, sure),
            "intent": softmax(INTENTS, intent, sure), "risk": softmax((0, 1, 2, 3), risk, sure),
        },
    )  # fmt: skip


def guesses(share_wrong: float, seed: int = 0) -> list[Labels]:
    return [guess(e, share_wrong, seed) for e in EXAMPLES]


def test_figures_agree_with_scikit_learn() -> None:
    from sklearn.metrics import f1_score, recall_score

    said = guesses(0.3)
    found = figures(EXAMPLES, said)
    right, got = ([e.tone for e in rows] for rows in (EXAMPLES, said))
    assert found["tone_macro_f1"] == pytest.approx(f1_score(right, got, average="macro"))
    assert found["negative_recall"] == pytest.approx(
        recall_score(right, got, labels=["negative"], average="macro")
    )
    calm = [g for r, g in zip(right, got, strict=True) if r != "negative"]
    assert found["negative_false_alarms"] == pytest.approx(np.mean([g == "negative" for g in calm]))
    stance = [[e.stance_union for e in rows] for rows in (EXAMPLES, said)]
    three = ["none", "neutral", "positive"]
    assert found["stance_macro_f1"] == pytest.approx(
        f1_score(*stance, labels=three, average="macro")
    )
    tables = [
        np.array([[t in e.topics for t in TOPICS] for e in rows]) for rows in (EXAMPLES, said)
    ]
    often = np.flatnonzero(tables[0].sum(axis=0) >= 8)
    assert found["topics_micro_f1"] == pytest.approx(f1_score(*tables, average="micro"))
    assert found["topics_macro_f1"] == pytest.approx(
        f1_score(*(t[:, often] for t in tables), average="macro")
    )
    hot = [[e.risk >= 2 for e in rows] for rows in (EXAMPLES, said)]
    assert found["risk2_recall"] == pytest.approx(recall_score(*hot))


def test_a_resample_is_the_figure_of_the_drawn_texts() -> None:
    said, weights = guesses(0.3), draws(len(EXAMPLES), 3, seed=5)
    drawn = np.repeat(np.arange(len(EXAMPLES)), weights[1].astype(int))
    again = figures([EXAMPLES[i] for i in drawn], [said[i] for i in drawn])
    from nlp.evaluate.counts import figures_of

    here = figures_of(Counts(EXAMPLES, said), weights)
    for name in ("tone_macro_f1", "topics_micro_f1", "negative_false_alarms", "risk2_recall"):
        assert here[name][1] == pytest.approx(again[name]), name


def test_intervals_hold_the_figure_and_shrink_with_more_texts() -> None:
    few, many = EXAMPLES[:100], EXAMPLES
    spans = []
    for rows in (few, many):
        counts = Counts(rows, [guess(e, 0.2) for e in rows])
        low, high = intervals(counts, draws(len(rows)))["tone_macro_f1"]
        assert low < point(counts)["tone_macro_f1"] < high
        spans.append(high - low)
    assert spans[1] < spans[0]


def test_an_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    rng, covered = np.random.default_rng(3), 0
    for seed in range(200):
        hits = (rng.random(300) < 0.8).astype(float)
        low, high = interval(draws(300, 400, seed) @ hits / 300)
        covered += low <= 0.8 <= high
    assert 0.90 <= covered / 200 <= 0.99


def test_equal_seeds_give_equal_draws() -> None:
    assert (draws(50, 20, seed=1) == draws(50, 20, seed=1)).all()
    assert (draws(50, 20, seed=1) != draws(50, 20, seed=2)).any()
    assert (draws(50, 20).sum(axis=1) == 50).all()


def test_a_better_model_is_told_from_a_worse_and_from_itself() -> None:
    good, bad = Counts(EXAMPLES, guesses(0.1)), Counts(EXAMPLES, guesses(0.4, seed=1))
    weights = draws(len(EXAMPLES))
    apart = differences(good, bad, weights)["tone_macro_f1"]
    assert 0 < apart["low"] < apart["difference"] < apart["high"]
    assert apart["p"] < 0.01
    same = differences(good, good, weights)["tone_macro_f1"]
    assert (same["difference"], same["low"], same["high"], same["p"]) == (0, 0, 0, 1)
    with pytest.raises(ValueError, match="same texts"):
        differences(good, Counts(EXAMPLES[:5], guesses(0.1)[:5]), weights)


def test_a_model_as_sure_as_it_is_right_is_calibrated() -> None:
    said = guesses(0.2)  # right four times of five, and .8 sure
    weights = draws(len(EXAMPLES))
    honest = head_calibration("tone", EXAMPLES, said, weights)
    assert honest["ece"] < 0.05
    boast = [guess(e, 0.2, sure=0.99) for e in EXAMPLES]
    proud = head_calibration("tone", EXAMPLES, boast, weights)
    assert proud["ece"] == pytest.approx(0.19, abs=0.05)
    assert proud["ece_low"] <= proud["ece"] <= proud["ece_high"]
    assert proud["brier"] > honest["brier"]
    assert sum(b["n"] for b in proud["bins"]) == len(EXAMPLES)


def test_ece_is_that_of_the_textbook() -> None:
    said, weights = guesses(0.3), draws(len(EXAMPLES), 5)
    rng = np.random.default_rng(1)
    for labels in said:
        row = rng.dirichlet((1, 1, 1))
        labels.scores["tone"].update(dict(zip(TONES, row.tolist(), strict=True)))  # type: ignore[attr-defined]
    chance = np.array([[s.scores["tone"][t] for t in TONES] for s in said])
    sure, hit = chance.max(axis=1), chance.argmax(axis=1) == class_index("tone", EXAMPLES)
    expected = 0.0
    for b in range(15):
        inside = (sure > b / 15) & (sure <= (b + 1) / 15)
        if inside.any():
            expected += inside.mean() * abs(sure[inside].mean() - hit[inside].mean())
    assert head_calibration("tone", EXAMPLES, said, weights)["ece"] == pytest.approx(
        expected, abs=1e-3
    )


def test_confusions_name_ids_and_never_texts() -> None:
    said = guesses(0.3)
    found = pairs(EXAMPLES, said)
    assert found["tone"][0]["n"] >= found["tone"][-1]["n"] > 0
    assert set(found["tone"][0]["ids"]) <= {e.id for e in EXAMPLES}
    whole = json.dumps(report("guess@1", "own", EXAMPLES, said), ensure_ascii=False)
    assert not [e.text for e in EXAMPLES if len(e.text) > 20 and e.text in whole]
    table = np.array(matrices(EXAMPLES, said)["tone"])
    assert table.sum() == len(EXAMPLES)
    assert table.trace() == sum(e.tone == s.tone for e, s in zip(EXAMPLES, said, strict=True))


def test_a_report_tells_domains_baselines_and_differences() -> None:
    said, other = guesses(0.1), guesses(0.3, seed=2)
    found = report("guess@1", "own", EXAMPLES, said, beside={"other@1": other}, learned=("train",))
    assert set(found["domains"]) == {"all", "news", "comments"}
    assert found["domains"]["news"]["n"] == sum(e.kind == "article" for e in EXAMPLES)
    one = found["domains"]["all"]
    assert one["figures"]["tone_macro_f1"]["value"] == found["figures"]["tone_macro_f1"]
    assert set(one["beside"]) == {"majority", "other@1"}
    assert set(one["differences"]) == {"other@1"}
    assert one["beside"]["majority"]["tone_macro_f1"] < one["beside"]["other@1"]["tone_macro_f1"]
    assert set(one["heads"]["tone"]) == set(TONES)
    assert set(one["calibration"]) == {"in_scope", "tone", "stance_union", "intent", "risk"}
    assert json.loads(json.dumps(found)) == found
    page = text(found)
    for word in ("tin báo", "bình luận", "nhãn đa số", "other@1", "khoảng 95", "ECE", "Chủ đề"):
        assert word in page


def test_bars_hold_or_not_by_the_side_that_is_better() -> None:
    good = {row["figure"]: row for row in report("x@1", "own", EXAMPLES, guesses(0.0))["bars"]}
    assert good["tone_macro_f1"]["holds"]
    assert good["negative_false_alarms"]["surely"]
    assert not good["tone_ece"]["holds"]  # always right and only .8 sure
    poor = report("x@1", "own", EXAMPLES, guesses(0.4))
    rows = {(row["domain"], row["figure"]): row for row in poor["bars"]}
    assert not rows["all", "tone_macro_f1"]["holds"]
    assert not rows["all", "negative_false_alarms"]["holds"]
    assert "| chưa đạt |" in text(poor)
    # Who has learned the very texts proves nothing by them.
    told = report("x@1", "own", EXAMPLES, guesses(0.0), warning="Đã học.")
    assert {row["holds"] for row in told["bars"]} == {None}
    assert "không kết luận được" in text(told)


def test_recall_is_that_of_the_best_threshold_within_the_false_alarms() -> None:
    rng = np.random.default_rng(2)
    score, right = np.round(rng.random(400), 2), rng.random(400) < 0.3
    for alarms in (0.0, 0.02, 0.1, 1.0):
        tried = [
            (score >= cut)[right].mean()
            for cut in [*np.unique(score), 2.0]
            if (score >= cut)[~right].mean() <= alarms
        ]
        recall, least = recall_at(score, right, alarms)
        assert recall == pytest.approx(max(tried))
        assert (score >= least)[~right].mean() <= alarms
    assert recall_at(score, np.zeros(400, dtype=bool), 0.1) == (0.0, 1.0)


def test_more_false_alarms_never_cost_recall() -> None:
    for rows in watch(EXAMPLES, guesses(0.2)).values():
        recalls = [row["recall"] for row in rows]
        assert recalls == sorted(recalls)


def test_what_is_under_the_floor_is_asked_about() -> None:
    sure, unsure = guesses(0.0), [guess(e, 0.5, seed=4, sure=0.5) for e in EXAMPLES]
    said = [u if n % 4 == 0 else s for n, (s, u) in enumerate(zip(sure, unsure, strict=True))]
    found = abstaining(EXAMPLES, said, {"tone": 0.6, "topics": 0.3})
    assert set(found) == {"tone"}
    assert found["tone"]["asked"] == pytest.approx(0.25, abs=0.01)
    assert found["tone"]["accuracy_kept"] == 1
    assert 0.3 < found["tone"]["accuracy_asked"] < 0.7
    page = text(report("x@1", "own", EXAMPLES, said, floors={"tone": 0.6}))
    assert "Tỉ lệ phải duyệt" in page
    assert "Tỉ lệ phải duyệt" not in text(report("x@1", "own", EXAMPLES, said))


def test_the_majority_says_one_thing() -> None:
    said = majority(EXAMPLES)
    assert len({(s.tone, s.intent, s.risk) for s in said}) == 1
    tones = [e.tone for e in EXAMPLES]
    assert said[0].tone == max(set(tones), key=tones.count)


def test_no_text_and_labels_of_others_are_errors_in_words(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="không có văn bản"):
        report("x@1", "dev", [], [])
    path = tmp_path / "said.jsonl"
    path.write_text("{}\n", encoding="utf-8")
    with pytest.raises(ModelError, match="không phải tệp nhãn"):
        labels_of(path, EXAMPLES)
    row = {"id": "e0", "in_scope": True, "topics": ["strike"], "tone": "negative",
           "stance_union": "none", "intent": "inform", "risk": 2}  # fmt: skip
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert labels_of(path, EXAMPLES[:1])[0].topics == ("strike",)
    with pytest.raises(ModelError, match="thiếu nhãn"):
        labels_of(path, EXAMPLES)


def test_who_learned_from_the_measured_texts_is_told() -> None:
    assert warning((), "dev") is None
    assert warning(("train",), "dev") is None
    assert "đẹp hơn thực tế" in str(warning(("train", "dev"), "dev"))
    assert "Không rõ" in str(warning(None, "dev"))


def test_the_shipped_models_own_up_on_gold_and_it_is_quick() -> None:
    data = Settings().data
    if not (data / "gold" / "dev.parquet").exists():
        pytest.skip(f"không có dữ liệu ở {data}")
    from nlp import registry
    from nlp.classifiers import load

    assert learned_from(load("baseline"), data) == ()
    linear = registry.about("linear")
    splits = learned_by(linear, data)
    assert splits is not None
    assert "train" in splits
    advised = {"linear_sha256": linear["sha256"], "learned_from": ["train"], "inputs": {}}
    assert set(learned_by(advised, data) or ()) == {"train", *splits}
    assert learned_by({**advised, "linear_sha256": "0"}, data) is None
    found = measure(load("baseline"), data, "dev")
    assert found["warning"] is None
    assert found["beside_learned_from"][linear["name"]] == list(splits)
    examples = gold(data, "dev")
    said = load("baseline").predict(items(examples))
    begin = time.process_time()
    report("keyword@1", "dev", examples, said)
    assert time.process_time() - begin < 3
