"""Whether a message asks is read from the classifier's labels; the doubtful go to the question's side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langnghe.records import Labels
from nlp.asks import read
from nlp.classifiers import Columns, TextItem


class Says:
    """A classifier that says what a test wants of every text."""

    name = "says@1"

    def __init__(self, intent: str, **changes: Any) -> None:
        self.intent, self.changes = intent, changes

    def predict(self, items: Sequence[TextItem]) -> list[Labels]:
        intents = {"inform": 0.9, "ask": 0.1} | self.changes.pop("intents", {})
        values: dict[str, Any] = {
            "in_scope": True, "topics": ("off_topic", "strike"), "tone": "neutral",
            "stance_union": "none", "risk": 0, **self.changes,
        }  # fmt: skip
        return [
            Labels(intent=self.intent, scores={"intent": intents}, model=self.name, **values)
            for _ in items
        ]

    def annotate(self, items: Sequence[TextItem], revisions: Sequence[str]) -> Columns:
        raise NotImplementedError


def test_what_waits_for_a_word_of_ours_is_a_question() -> None:
    for intent in ("ask", "complain", "suggest", "call_to_action"):
        (found,) = read(["…"], Says(intent))
        assert (found.asks, found.topic, found.model) == (True, "strike", "says@1")
    assert not read(["…"], Says("inform"))[0].asks


def test_a_doubt_is_a_question() -> None:
    assert read(["…"], Says("inform", intents={"inform": 0.7, "ask": 0.2, "complain": 0.1}))[0].asks
    assert not read(["…"], Says("inform", intents={"inform": 0.8, "ask": 0.2}))[0].asks


def test_thanks_and_reproaches_are_told_apart() -> None:
    assert read(["…"], Says("praise"))[0].reaction == "thanks"
    assert read(["…"], Says("complain", stance_union="negative"))[0].reaction == "reproach"
    assert read(["…"], Says("complain"))[0].reaction == ""
    assert read([], Says("ask")) == []
