"""The 40 questions and 20 targets: whole, in the plan's order, and naming only what exists."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from flows.measure_names import fixed_names
from langnghe.measure.catalogue import questions
from langnghe.measure.correction import Confusion
from langnghe.measure.records import Question
from langnghe.measure.reduce import HOW
from langnghe.registers.kinds import KINDS
from warehouse import open_store
from warehouse.measure import standing
from warehouse.store import VIEWS

ASKED = {"1": 12, "2": 8, "3": 7, "4": 8, "5": 5}  # criterion → how many questions
TARGETS = "T1 T2a T2b T3a T3b T4a T4b T5a T5b T6 T7 T8 T9 T10 T11 T12 T13 T14 T15 T16".split()

# What is not measured yet. A name leaves the list with its view; nothing new comes onto it.
NO_VIEW_YET = frozenset("".split())
NO_ROWS_YET: frozenset[tuple[str, str]] = frozenset()

ALL = list(questions().values())


def of_plan() -> list[Question]:
    return [q for q in ALL if not q.id.startswith("T")]


def test_every_question_and_target_is_there_in_order() -> None:
    numbers = [f"{c}.{n:02d}" for c, many in ASKED.items() for n in range(1, many + 1)]
    assert [q.id for q in ALL] == numbers + TARGETS


def test_the_tally_of_the_plan() -> None:
    tally = Counter(q.source for q in of_plan())
    assert tally == {"automatic": 11, "mixed": 22, "staff": 5, "survey": 2}
    automatic = "1.01 1.02 1.04 1.07 2.02 2.06 2.07 4.02 4.03 4.05 4.07".split()
    assert [q.id for q in of_plan() if q.source == "automatic"] == automatic
    by_hand = "1.11 2.01 3.03 3.04 4.01 5.01 5.03".split()
    assert [q.id for q in of_plan() if q.source in ("staff", "survey")] == by_hand


@pytest.mark.parametrize("question", ALL, ids=lambda q: q.id)
def test_a_question_names_what_exists(question: Question) -> None:
    assert question.wording
    assert question.name
    assert question.remedy
    assert set(question.registers) <= set(KINDS)
    assert set(question.levels) <= {"province", "upper", "grassroots"}
    assert question.listens in ("", "own")
    assert sum(spec.primary for spec in question.figures) == 1
    keys = [spec.key for spec in question.figures]
    assert len(set(keys)) == len(keys)
    for spec in question.figures:
        assert spec.how in HOW, spec.key
        assert spec.name, spec.key
        assert spec.rows, spec.key
        assert spec.parts in ("", "unit", "source") or fixed_names(spec.parts), spec.key
        assert all(spec.part_names.values()), spec.key
        assert bool(spec.of) == (spec.how in ("mix", "corrected_share")), spec.key
        assert spec.domain in ("all", "news", "comments"), spec.key


@pytest.mark.parametrize("question", ALL, ids=lambda q: q.id)
def test_a_remedy_names_commands_and_registers_that_exist(question: Question) -> None:
    from typer.main import get_command

    from langnghe.cli.app import app

    said = re.findall(r"`langnghe ([a-z ]+?)(?: --template ([a-z_]+))?`", question.remedy)
    assert question.remedy.count("`") == 2 * len(said)
    for words, register in said:
        command = get_command(app)
        for word in words.split():
            command = command.commands[word]  # type: ignore[attr-defined]
        assert not register or register in KINDS


def test_a_register_that_units_hand_in_says_of_which_days() -> None:
    view = (VIEWS / "93_stg_register_day.sql").read_text(encoding="utf-8")
    for question in ALL:
        for register in question.registers:
            assert f"'register.{register}'" in view, question.id


def test_corrected_figures_name_a_label_the_card_tells() -> None:
    from flows.measure_card import confusion_for

    for question in ALL:
        for spec in question.figures:
            assert (spec.how in ("corrected_share", "net")) == bool(spec.task), spec.key
            if spec.task:
                table = confusion_for(spec, ["positive", "negative"])
                assert isinstance(table, Confusion)
                assert {"positive", "negative"} <= set(table.labels)


def test_the_list_of_missing_views_only_shrinks() -> None:
    with open_store(None) as store:
        views = standing(store)
    missing = {q.id for q in ALL if q.view not in views}
    assert missing <= NO_VIEW_YET, "a question lost its view"
    assert missing >= NO_VIEW_YET, f"strike {sorted(NO_VIEW_YET - missing)} from NO_VIEW_YET"
    assert views <= {q.view for q in ALL}, "a view that no question asks"


def _sql_of(view: str) -> str:
    found = [
        text
        for path in sorted(Path(VIEWS).glob("9[56]_*.sql"))
        if f"macro mart.{view}(" in (text := path.read_text(encoding="utf-8"))
    ]
    return "".join(found)


def test_every_figure_has_rows_in_its_view() -> None:
    wanted = {
        (question.id, rows)
        for question in ALL
        if question.id not in NO_VIEW_YET
        for spec in question.figures
        for rows in filter(None, (spec.rows, spec.zero_if))
        if f"'{rows}'" not in _sql_of(question.view)
    }
    assert wanted <= NO_ROWS_YET, "figures without rows"
    assert wanted >= NO_ROWS_YET, f"strike {sorted(NO_ROWS_YET - wanted)} from NO_ROWS_YET"


# Counts of office-holders, who are named in public anyway.
PUBLIC_PERSONS = {("T14", "persons")}


def test_whatever_counts_private_persons_hides_fewer_than_five() -> None:
    of_persons = {
        (q.id, f.key)
        for q in ALL
        for f in q.figures
        if "người" in f.unit or f.how == "wave" or f.key in ("returning", "registrations")
    }
    hiding = {(q.id, f.key) for q in ALL for f in q.figures if f.persons}
    assert of_persons - hiding == PUBLIC_PERSONS
    assert len(hiding) >= 10
