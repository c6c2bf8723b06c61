"""Does a message ask something, what is it about, does it thank or reproach: by the classifier's labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nlp.classifiers import Classifier, TextItem
from nlp.taxonomy import OFF_TOPIC

WAITS = (
    "ask",
    "complain",
    "suggest",
    "call_to_action",
)  # of these somebody waits for a word of ours
# A question passed over has no clock; a thank-you taken for a question costs a person one click.
# So the doubtful go to the question's side.
DOUBT = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the classifier says of one message. score: how likely somebody waits for an answer."""

    asks: bool
    topic: str
    reaction: str  # thanks, reproach or ""
    score: float
    model: str


def read(texts: Sequence[str], classifier: Classifier) -> list[Asked]:
    """Return what the classifier reads in messages of private people, in their order."""
    items = [
        TextItem(id=str(n), kind="comment", title="", text=text) for n, text in enumerate(texts)
    ]
    found = []
    for labels in classifier.predict(items):
        waits = sum(float(labels.scores["intent"].get(intent, 0.0)) for intent in WAITS)
        reaction = ""
        if labels.intent == "praise":
            reaction = "thanks"
        elif labels.intent == "complain" and labels.stance_union == "negative":
            reaction = "reproach"
        topic = next((t for t in labels.topics if t != OFF_TOPIC), "")
        found.append(
            Asked(
                asks=labels.intent in WAITS or waits >= DOUBT,
                topic=topic,
                reaction=reaction,
                score=waits,
                model=labels.model,
            )
        )
    return found
