"""Own texts that say one event differently: measured on own-written pairs, and what is no difference."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

from nlp.differences import Own, differences

PAIRS = Path(__file__).parent / "data" / "differences_pairs.toml"


def found(
    a: str, b: str, *, outlets: tuple[str, str] = ("x", "y"), apart: int = 1
) -> list[tuple[str, str]]:
    texts = [
        Own(id="a", outlet=outlets[0], day=date(2026, 5, 1), text=a),
        Own(
            id="b",
            outlet=outlets[1],
            day=date.fromordinal(date(2026, 5, 1).toordinal() + apart),
            text=b,
        ),
    ]
    return [(d.one.written, d.other.written) for d in differences(texts)]


def test_precision_and_recall_on_own_pairs() -> None:
    rows = tomllib.loads(PAIRS.read_text("utf-8"))["pairs"]
    assert len(rows) >= 40
    for half in (0, 1):
        told = [(bool(found(p["a"], p["b"])), p["differs"]) for p in rows[half::2]]
        hits = [differs for said, differs in told if said]
        assert sum(hits) / len(hits) >= 0.85
        assert sum(hits) / sum(differs for _, differs in told) >= 0.9


A = "LĐLĐ tỉnh trao 320 suất quà cho công nhân Công ty May Sao Mai."
B = "LĐLĐ tỉnh trao 350 suất quà cho công nhân Công ty May Sao Mai."


def test_what_differs_is_shown_as_it_stands() -> None:
    assert found(A, B) == [("320 suất", "350 suất")]
    assert found(B, A) == [("350 suất", "320 suất")]


def test_one_outlet_and_another_time_are_not_compared() -> None:
    assert not found(A, B, outlets=("x", "x"))
    assert found(A, B, apart=21)  # one name: the company
    assert not found(A, B, apart=22)


def test_two_values_in_one_sentence_say_nothing() -> None:
    assert not found("Bữa ăn ca bị cắt từ 22.000 đồng xuống 18.000 đồng.", "Bữa ăn ca 25.000 đồng.")


def test_nothing_to_read() -> None:
    assert not differences([])
    assert not found("", "…")


def test_without_a_name_only_what_is_near_in_time() -> None:
    a, b = (
        "Giải bóng đá công nhân có 16 đội tranh tài.",
        "Giải bóng đá công nhân có 12 đội tranh tài.",
    )
    assert found(a, b, apart=5)
    assert not found(a, b, apart=6)
