"""The taxonomy is the plan's list, whole and in order."""

import pytest

from nlp.taxonomy import (
    IN_SCOPE_TOPICS,
    INTENT_VI,
    INTENTS,
    OFF_TOPIC,
    RISK_VI,
    ROLLUPS,
    STANCE_VI,
    STANCES,
    TONE_VI,
    TONES,
    TOPIC_VI,
    TOPICS,
    problem,
)

GOOD = {
    "in_scope": 1,
    "topics": ["strike", "bargaining"],
    "tone": "negative",
    "stance_union": "positive",
    "intent": "inform",
    "risk": 2,
}


def test_there_are_25_topics_and_one_for_the_rest() -> None:
    assert len(TOPICS) == 26
    assert TOPICS[0] == "union_standing"
    assert TOPICS[24] == "union_misconduct"
    assert TOPICS[-1] == OFF_TOPIC


def test_every_topic_stands_in_exactly_one_roll_up() -> None:
    rolled = [topic for topics in ROLLUPS.values() for topic in topics]
    assert sorted(rolled) == sorted(IN_SCOPE_TOPICS)


def test_every_label_has_a_vietnamese_name() -> None:
    assert set(TONE_VI) == set(TONES)
    assert set(STANCE_VI) == set(STANCES)
    assert set(INTENT_VI) == set(INTENTS)
    assert set(RISK_VI) == {0, 1, 2, 3}
    assert TOPIC_VI["employer_violation"] == "Vi phạm của NSDLĐ"
    assert len(set(TOPIC_VI.values())) == len(TOPIC_VI)


def test_a_row_by_the_guide_has_no_problem() -> None:
    assert problem(GOOD) is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"topics": []}, "1 đến 3"),
        ({"topics": ["strike", "strike"]}, "1 đến 3"),
        ({"topics": ["strikes"]}, "'strikes'"),
        ({"tone": "sad"}, "'sad'"),
        ({"risk": 4}, "0–3"),
        ({"in_scope": 0}, "ngoài phạm vi"),
        ({"topics": ["strike", "off_topic"]}, "off_topic"),
    ],
)
def test_a_row_against_the_guide_is_told(change: dict[str, object], says: str) -> None:
    assert says in str(problem({**GOOD, **change}))
