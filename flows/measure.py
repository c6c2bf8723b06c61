"""Answer the questions of the appendix and the targets for a period, from the warehouse."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from flows.measure_card import confusion_for
from flows.measure_heard import Heard
from flows.measure_names import PartNames
from langnghe.measure.catalogue import questions
from langnghe.measure.records import Agg, Figure, FigureSpec, Period, Question, Status, Value
from langnghe.measure.reduce import COUNTS, HOW, Known
from langnghe.records import hanoi_day

if TYPE_CHECKING:
    from warehouse import Store

FEW_PERSONS = 5
OF_PERSONS = ("share", "wave")  # ways whose n counts the persons that were asked
FEW = f"dưới {FEW_PERSONS} người: không nêu"
NOT_TO_BE_WORKED_OUT = f"không nêu, để không tính ngược ra lớp dưới {FEW_PERSONS} người"
MANY = 8  # questions from which on reading the views once costs less than each asking them
NOT_MEASURED = "chưa đo được ở bản này"
_FIELDS = tuple(Agg.__dataclass_fields__)
Sums = Mapping[tuple[str, str], Mapping[str, Any]]  # as warehouse.measure.sums gives them


def answers(
    store: Store,
    period: Period,
    known: datetime,
    *,
    units: Sequence[str] | None = None,
    only: Iterable[str] | None = None,
    adding: Callable[[Question], Sums] | None = None,
) -> list[Figure]:
    """Return every figure of every question (or of some), in the order of the plan.

    units: codes whose rows count, None for the whole province. A question without any row still
    has its figures, with the status that says why there is no value. adding: what the rows of a
    question add up to, where who asks has them at hand already; None: the views are asked.
    """
    from warehouse.measure import standing
    from warehouse.measured import prepared
    from warehouse.still import still

    wanted = set(only) if only is not None else None
    asked = [q for q in questions().values() if wanted is None or q.id in wanted]
    views, names = standing(store), PartNames(store, period.last)
    heard = Heard(store, period, known, units)
    with ExitStack() as held:
        if adding is None:
            if len(asked) >= MANY:
                held.enter_context(still(store))
            held.enter_context(prepared(store, period.first, period.last))
        return [
            figure
            for question in asked
            for figure in (
                answer(
                    store,
                    question,
                    period,
                    known,
                    units,
                    names=names,
                    heard=heard,
                    added=adding(question) if adding else None,
                )
                if question.view in views
                else _not_measured(question, names)
            )
        ]


def answer(
    store: Store,
    question: Question,
    period: Period,
    known: datetime,
    units: Sequence[str] | None = None,
    *,
    names: PartNames | None = None,
    heard: Heard | None = None,
    added: Sums | None = None,
) -> list[Figure]:
    """Return the figures of one question; names, heard, added: those of a run of many, read once."""
    from warehouse.measure import sums

    names = names or PartNames(store, period.last)
    if added is None:
        added = sums(store, question.view, period.first, period.last, known, units)
    heard = heard or Heard(store, period, known, units)
    missing, zero = heard.missing(question), heard.is_zero(question)
    passed = min(period.last, hanoi_day(known)) - period.first + timedelta(days=1)
    context = Known(period=period, days=max(passed.days, 0))
    told: list[Figure] = []
    for spec in question.figures:
        mine = {part: agg for (figure, part), agg in added.items() if figure == spec.rows}
        confusion = confusion_for(spec, mine, heard.model) if spec.task else None
        beside = replace(context, least_n=spec.least_n, confusion=confusion)
        known_zero = zero and (not spec.zero_if or any(f == spec.zero_if for f, _ in added))
        told += _figures(question, spec, mine, beside, missing, names, zero=known_zero)
    return told


def _not_measured(question: Question, names: PartNames) -> list[Figure]:
    value = Value(note=NOT_MEASURED)
    return [_figure(question, spec, value, (), names) for spec in question.figures]


def _figures(
    question: Question,
    spec: FigureSpec,
    added: Mapping[str, Mapping[str, Any]],
    known: Known,
    missing: Sequence[str],
    names: PartNames,
    *,
    zero: bool,
) -> list[Figure]:
    groups = {part: Agg(**{f: row[f] for f in _FIELDS}) for part, row in added.items()}
    whole = groups.pop("", None)
    if whole is None and spec.how in COUNTS and zero and known.days:
        whole = Agg()  # everything was handed in, or heard, and nothing happened: a true 0
    values = HOW[spec.how](groups, whole, known)
    if not spec.by_part:
        values = [v for v in values if not v.part]
    if not values:
        values = [Value(note=spec.remedy or question.remedy)]
    hidden = _hidden(values, of_persons=spec.how in OF_PERSONS) if spec.persons else frozenset()
    return [
        _figure(question, spec, value, missing, names, hidden=value.part in hidden)
        for value in values
    ]


def _hidden(values: Sequence[Value], *, of_persons: bool = False) -> frozenset[str]:
    """Return the parts that count too few persons to be told; of a lone one also the next smallest.

    Otherwise the whole less the other classes would tell it. of_persons: n counts persons too, and a
    share of fewer than five tells of each of them, also when it is 0.
    """
    few = {v.part for v in values if v.count is not None and 0 < v.count < FEW_PERSONS}
    few |= {v.part for v in values if of_persons and 0 < v.n < FEW_PERSONS}
    others = [v for v in values if v.part and v.part not in few and v.count]
    if len(few - {""}) == 1 and "" not in few and others:
        few.add(min(others, key=lambda v: (v.count or 0, v.part)).part)
    return frozenset(few)


def _figure(
    question: Question,
    spec: FigureSpec,
    value: Value,
    missing: Sequence[str],
    names: PartNames,
    *,
    hidden: bool = False,
) -> Figure:
    number, count, low, high, note = value.value, value.count, value.low, value.high, value.note
    if value.named:
        note = "; ".join(filter(None, [names.of(spec, value.named), note]))
    if hidden:
        asked = value.n if spec.how in OF_PERSONS else FEW_PERSONS
        few = (count is not None and count < FEW_PERSONS) or asked < FEW_PERSONS
        note = FEW if few else NOT_TO_BE_WORKED_OUT
        number = count = low = high = None
    if number is None and count is None and not value.n:
        status = Status.NONE
    elif missing:
        status, note = Status.MISSING, "; ".join(filter(None, [note, _named(missing)]))
    else:
        status = Status.ESTIMATE if value.estimate else Status.FULL
    return Figure(
        question=question.id, key=spec.key, part=value.part, name=spec.name,
        part_name=names.of(spec, value.part), unit=spec.of if value.total else spec.unit,
        primary=spec.primary and not value.part, digits=0 if value.total else spec.digits,
        value=number, count=count, n=value.n, low=low, high=high, status=status,
        note="; ".join(filter(None, [note, spec.note])), rows=spec.rows,
    )  # fmt: skip


def _named(units: Sequence[str], most: int = 6) -> str:
    more = f" và {len(units) - most} đơn vị khác" if len(units) > most else ""
    return f"chưa nộp: {', '.join(units[:most])}{more}"
