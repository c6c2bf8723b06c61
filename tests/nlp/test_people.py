"""People's labels teach and measure: whole judgements only, never a kept-aside text, never a few."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from langnghe.errors import ModelError
from langnghe.records import Labels
from nlp.classifiers import load
from nlp.classifiers.base import Columns, TextItem
from nlp.dataset import aside_key
from nlp.people import ENOUGH, against, examples, material, read, to_json
from nlp.review import CHOICES, DEFAULT_FLOORS, completed, floors, merged, shown, wrong
from nlp.taxonomy import TASKS

WHOLE = {
    "in_scope": ["1"],
    "topic": ["strike", "employer_violation"],
    "tone": ["negative"],
    "stance_union": ["positive"],
    "intent": ["inform"],
    "risk": ["2"],
}


def row(number: int = 1, words: dict[str, list[str]] = WHOLE, **changes: Any) -> dict[str, Any]:
    """A row as warehouse.review.judged gives it."""
    return {
        "post_id": f"p{number}",
        "kind": "article",
        "title": f"Công nhân ngừng việc lần {number}",
        "text": "Công đoàn có mặt.",
        "words": [{"task": t, "labels": labels, "chosen": "random"} for t, labels in words.items()],
        "random": False,
        **changes,
    }


class Stubborn:
    """A classifier that says the same of every text: what it gets wrong is known."""

    name = "stubborn@1"

    def predict(self, items: Sequence[TextItem]) -> list[Labels]:
        return [
            Labels(
                in_scope=True, topics=("strike", "employer_violation"), tone="negative",
                stance_union="positive", intent="inform", risk=2, scores={}, model=self.name,
            )
            for _ in items
        ]  # fmt: skip

    def annotate(self, items: Sequence[TextItem], revisions: Sequence[str]) -> Columns:
        raise NotImplementedError


def test_a_post_that_was_judged_whole_is_an_example() -> None:
    [example] = examples([row()])
    assert example.id == "p1"
    assert example.topics == ("strike", "employer_violation")
    assert (example.tone, example.risk, example.in_scope) == ("negative", 2, True)


def test_a_gap_is_never_filled_with_the_machines_word() -> None:
    partly = {task: labels for task, labels in WHOLE.items() if task != "risk"}
    found = material([row(1), row(2, partly)])
    assert ([e.id for e in found.examples], found.partial) == (["p1"], 1)


def test_out_of_scope_needs_no_topic_stance_or_risk() -> None:
    [example] = examples([row(1, {"in_scope": ["0"], "tone": ["neutral"], "intent": ["inform"]})])
    assert (example.topics, example.stance_union, example.risk) == (("off_topic",), "none", 0)


def test_a_kept_aside_text_never_becomes_an_example() -> None:
    secret = row(2)
    keys = frozenset({aside_key(secret["title"], secret["text"])})
    found = material([row(1), secret], keys)
    assert ([e.id for e in found.examples], found.refused) == (["p1"], 1)


@pytest.fixture
def office_data(tmp_path: Path) -> Path:
    """A data folder whose kept-aside list names the second post."""
    (tmp_path / "data" / "gold").mkdir(parents=True)
    second = row(2)
    key = aside_key(second["title"], second["text"])
    (tmp_path / "data" / "gold" / "excluded.txt").write_text(f"{key}\n", encoding="ascii")
    return tmp_path / "data"


def test_what_is_exported_is_read_again_without_kept_aside_texts(
    tmp_path: Path, office_data: Path
) -> None:
    file = tmp_path / "nguoi.jsonl"
    lines = [json.dumps(to_json(e), ensure_ascii=False) for e in examples([row(1), row(2)])]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert read(file, office_data) == examples([row(1)])


@pytest.mark.parametrize(
    "line",
    ["không phải json", "[]", "{}", '{"id": "a", "kind": "article", "title": "", "text": "x"}',
     json.dumps({**to_json(examples([row()])[0]), "tone": "xấu"})],
)  # fmt: skip
def test_a_line_that_is_no_example_is_named(tmp_path: Path, office_data: Path, line: str) -> None:
    file = tmp_path / "nguoi.jsonl"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(ModelError, match="dòng 1"):
        read(file, office_data)


def test_without_the_list_nothing_is_learned(tmp_path: Path) -> None:
    file = tmp_path / "nguoi.jsonl"
    file.write_text("", encoding="utf-8")
    with pytest.raises(ModelError, match="danh sách để riêng"):
        read(file, tmp_path)


def test_figures_speak_only_of_tasks_that_enough_people_judged() -> None:
    tone_only = {"tone": ["neutral"]}
    rows = [row(n) for n in range(ENOUGH)] + [row(n, tone_only) for n in range(100, 110)]
    found = against(Stubborn(), rows)
    assert (found["model"], found["n"]) == ("stubborn@1", ENOUGH + 10)
    tone, risk = found["tasks"]["tone"], found["tasks"]["risk"]
    assert (tone["n"], tone["status"], risk["n"]) == (ENOUGH + 10, "đủ", ENOUGH)
    assert tone["figures"]["negative_recall"] == 1
    assert tone["figures"]["negative_false_alarms"] == 1  # all ten neutral ones
    assert risk["figures"]["risk2_recall"] == 1
    assert not any(name.startswith(("tone", "in_scope")) for name in risk["figures"])
    assert found["tasks"]["topic"]["figures"]["primary_topic_accuracy"] == 1


def test_fewer_than_thirty_say_not_enough() -> None:
    rows = [row(n, random=n % 2 == 0) for n in range(ENOUGH + 5)]
    found = against(Stubborn(), rows[:-6])
    assert found["tasks"]["tone"] == {
        "n": ENOUGH - 1,
        "status": "chưa đủ",
        "random": {"n": 15, "status": "chưa đủ"},
    }
    whole = against(Stubborn(), rows)["tasks"]["tone"]
    assert (whole["status"], whole["random"]["status"]) == ("đủ", "chưa đủ")
    assert "figures" not in whole["random"]


def test_nobody_judged_anything() -> None:
    assert against(Stubborn(), [])["tasks"] == {}


def test_the_shipped_model_is_held_against_people() -> None:
    found = against(load("linear"), [row(n) for n in range(ENOUGH)])
    assert 0 <= found["tasks"]["tone"]["figures"]["tone_macro_f1"] <= 1
    assert found["tasks"]["tone"]["n"] == ENOUGH


def test_floors_are_the_models_own_where_it_states_them() -> None:
    assert merged({}) == DEFAULT_FLOORS
    assert merged({"tone": 0.8, "topics": 0.3}) == {**DEFAULT_FLOORS, "tone": 0.8, "topic": 0.3}
    assert set(floors()) == set(TASKS)


@pytest.mark.parametrize("stated", [{"mood": 0.5}, {"tone": 1.5}, {"tone": "0.5"}, {"tone": True}])
def test_a_floor_that_is_no_probability_is_refused(stated: dict[str, Any]) -> None:
    with pytest.raises(ModelError, match="abstain"):
        merged(stated)


def test_every_label_has_words_that_no_other_label_of_its_task_has() -> None:
    assert set(CHOICES) == set(TASKS)
    for words in CHOICES.values():
        assert len(set(words.values())) == len(words)
    assert shown("topic", ["strike", "welfare"]) == "Ngừng việc, đình công; Phúc lợi, trợ giúp"


def test_the_guide_decides_what_a_whole_set_of_labels_may_be() -> None:
    whole = {task: tuple(labels) for task, labels in WHOLE.items()}
    assert wrong(whole) is None
    assert wrong({**whole, "in_scope": ("0",)}) is not None
    assert wrong(completed({**whole, "in_scope": ("0",)})) is None
