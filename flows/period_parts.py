"""The parts of an information report: numbers with their rows, alerts and cases, questions, targets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from flows.cases import place_name
from flows.gaps import masked
from flows.measure import answers
from flows.standing import LEAST, said_of
from flows.watch_kept import watched
from langnghe.cases.alerts import LEVEL_VI, STATUS_VI, Alert, fold
from langnghe.cases.case import CASE_STATUS_VI, Case, fold_cases
from langnghe.cases.finding import RISK_VI
from langnghe.cases.levels import SYSTEM
from langnghe.config import Workspace
from langnghe.digest.period import Question as Asked
from langnghe.digest.period import moved
from langnghe.digest.period_model import (
    AlertLine,
    CaseLine,
    NumberLine,
    RowLine,
)
from langnghe.measure.catalogue import questions
from langnghe.measure.records import Figure, FigureSpec, Period, Status
from langnghe.measure.reduce import COUNTS
from langnghe.records import HANOI, ROLE_VI, hanoi_day
from warehouse import Store, alerts
from warehouse import period as rows_of
from warehouse.measure import counted, standing
from warehouse.measured import prepared

# The numbers of a review: what was heard, what the press said of us, what we did, how fast we answered.
# Named here as a leader says it: in the catalogue each stands under its question.
NUMBERS: Mapping[tuple[str, str], str] = {
    ("1.02", "relevant"): "Tin, bài, lời liên quan thu được mỗi ngày",
    ("1.02", "stories"): "Tin liên quan mỗi ngày, mỗi tin đếm một lần",
    ("1.06", "severe"): "Tin mức nghiêm trọng 4–5",
    ("4.02", "articles"): "Bài báo nhắc công đoàn",
    ("4.05", "net"): "Bài tích cực trừ tiêu cực về công đoàn, đã hiệu chỉnh",
    ("1.07", "lag"): "Từ lúc báo đăng tới lúc thu được, trung vị",
    ("1.10", "precision"): "% báo động đúng trong số đã kết luận",
    ("1.11", "proposed"): "% báo động mức 3 trở lên có phương án",
    ("3.01", "activities"): "Hoạt động truyền thông đã thực hiện",
    ("3.02", "interactions"): "Tương tác trên các trang của ta",
    ("3.07", "proactive"): "% liên hệ báo chí do ta chủ động",
    ("T3a", "days_met"): "% ngày trang của tỉnh đăng đủ bài",
    ("T3a", "posts"): "Bài trên trang của tỉnh mỗi ngày",
    ("T3b", "in_time"): "% câu hỏi trên trang của tỉnh được trả lời đúng hạn",
    ("T6", "in_time"): "% lời hỏi trên mọi trang được trả lời đúng hạn",
}
TOPICS = ("4.03", "topics")
MOST_TOPICS = 6
_COMMAND = re.compile(r"[,:;]?\s*`[^`]*`")  # a report on paper has no use for commands
_RATES = frozenset({"per_whole", "per_day", "per_30_days"})


def numbers(
    store: Store, period: Period, earlier: Period, known: datetime
) -> tuple[tuple[NumberLine, ...], tuple[NumberLine, ...], tuple[tuple[str, str], ...]]:
    """Return the numbers of a period beside those before, the topics, and what could not be measured."""
    asked = questions()
    wanted = [
        (q, k) for q, k in NUMBERS if q in asked and any(f.key == k for f in asked[q].figures)
    ]
    ids = {q for q, _ in wanted} | ({TOPICS[0]} & set(asked))
    now = _by_key(answers(store, period, known, only=ids))
    past = _by_key(answers(store, earlier, known, only=ids))
    lines, missing = [], []
    days = (_passed(period, known), earlier.days)
    for place in wanted:
        figure, before = now[*place, ""], past.get((*place, ""))
        if figure.status is Status.NONE:
            missing.append((NUMBERS[place], _COMMAND.sub("", figure.note).strip()))
            continue
        lines.append(_line(figure, before, _spec(place), days, name=NUMBERS[place]))
    topics = sorted(
        (f for (q, k, part), f in now.items() if (q, k) == TOPICS and part and f.count),
        key=lambda f: (-(f.count or 0), f.part),
    )[:MOST_TOPICS]
    about = [
        replace(_line(f, _part(past, f), _spec(TOPICS), days, name=f.part_name), note="")
        for f in topics
    ]
    return (
        _with_rows(store, lines, now, period, earlier, known),
        _with_rows(store, about, now, period, earlier, known, part=True),
        tuple(missing),
    )


def _part(past: Mapping[tuple[str, str, str], Figure], figure: Figure) -> Figure | None:
    """Return a class of the period before; one that had nothing while others had is a true 0."""
    whole = past.get((figure.question, figure.key, ""))
    if whole is None or whole.status is Status.NONE:
        return None
    nothing = replace(whole, part=figure.part, value=0.0, count=0.0, unit=figure.unit)
    return past.get((figure.question, figure.key, figure.part), nothing)


def _by_key(figures: Sequence[Figure]) -> dict[tuple[str, str, str], Figure]:
    return {(f.question, f.key, f.part): f for f in figures}


def _spec(place: tuple[str, str]) -> FigureSpec:
    return next(f for f in questions()[place[0]].figures if f.key == place[1])


def _passed(period: Period, known: datetime) -> int:
    return max(1, (min(period.last, hanoi_day(known)) - period.first).days + 1)


def _line(
    figure: Figure, before: Figure | None, spec: FigureSpec, days: tuple[int, int], name: str = ""
) -> NumberLine:
    old = before if before is not None and before.status is not Status.NONE else None
    value = figure.value if figure.value is not None else figure.count
    past = None if old is None else (old.value if old.value is not None else old.count)
    # Below the least n a figure is its count alone: a count is not compared with a share.
    same = old is not None and (figure.value is None) == (old.value is None)
    few = figure.value is None  # so many of how many
    return NumberLine(
        id=f"{figure.question}.{figure.key}" + (f".{figure.part}" if figure.part else ""),
        name=name or figure.name, unit=figure.unit if figure.value is not None else "",
        digits=figure.digits if figure.value is not None else 0, value=value,
        before=past if same else None, rows=(), rows_before=(), n=figure.n, of=figure.n if few else 0,
        of_before=old.n if few and old is not None and same else 0, low=figure.low,
        high=figure.high, note=figure.note, moved=_moved(figure, old, spec, days) if same else None,
    )  # fmt: skip


def _moved(
    figure: Figure, old: Figure | None, spec: FigureSpec, days: tuple[int, int]
) -> float | None:
    if old is None or figure.count is None or old.count is None:
        return None
    if spec.how in ("share", "mix") and figure.unit == "%":
        if figure.n < figure.count or old.n < old.count:
            return None
        return moved(figure.count, old.count, n=figure.n, n_before=old.n, share=True)
    # Of a sum, chance is that of its rows only where each row is one thing: reactions come in bursts.
    if spec.how in _RATES or (
        spec.how in COUNTS and (spec.how == "count" or figure.count == figure.n)
    ):
        return moved(figure.count, old.count, n=days[0], n_before=days[1])
    return None


def _with_rows(
    store: Store,
    lines: Sequence[NumberLine],
    figures: dict[tuple[str, str, str], Figure],
    period: Period,
    earlier: Period,
    known: datetime,
    *,
    part: bool = False,
) -> tuple[NumberLine, ...]:
    """Return numbers with the rows they open to, in both periods."""
    views, made = standing(store), list(lines)
    for which in (period, earlier):
        with prepared(store, which.first, which.last):
            for place, line in enumerate(made):
                figure = next(f for k, f in figures.items() if _id(k) == line.id)
                view = questions()[figure.question].view
                if view not in views or (which is earlier and line.before is None):
                    continue
                found = counted(store, view, which.first, which.last, known,
                                figure=figure.rows, part=figure.part if part else None)  # fmt: skip
                told = _row_lines(store, found)
                now = which is period
                made[place] = replace(line, rows=told) if now else replace(line, rows_before=told)
    return tuple(made)


def _id(key: tuple[str, str, str]) -> str:
    return ".".join(filter(None, key))


def _row_lines(store: Store, found: Sequence[dict[str, Any]]) -> tuple[RowLine, ...]:
    # One thing may be counted in several rows (a total and its class): it is listed once.
    once = {(row["kind"], row["id"]): row for row in found if row["num"] is not None}
    where = rows_of.addresses(store, [id_ for _, id_ in once])
    return tuple(
        RowLine(kind=kind, id=id_, day=row["day"], label=row["label"] or "",
                url=where.get(id_, ""))
        for (kind, id_), row in once.items()
    )  # fmt: skip


def alert_lines(
    store: Store, workspace: Workspace, first: date, last: date, made_at: datetime
) -> tuple[tuple[AlertLine, ...] | None, tuple[CaseLine, ...], list[Any]]:
    """Return the alerts opened or judged in a period, its cases, and all that had happened by its end.

    None: nobody kept watch. Of the system itself (R0) nothing is told.
    """
    start = datetime.combine(first, time(), HANOI)
    until = min(made_at, datetime.combine(last + timedelta(days=1), time(), HANOI))
    happened = [e for e in alerts.events(store, ("alert", "case")) if e.at <= until]
    found = [
        alert
        for alert in fold(happened).values()
        if alert.risk != SYSTEM
        and alert.merged_into is None
        and max(alert.level, alert.peak) >= LEAST
        and (alert.opened_at >= start or (alert.closed_at or start) > start or alert.live)
    ]
    # What was opened or judged in the period first, then what still stands from before.
    found.sort(
        key=lambda a: (
            a.opened_at < start and not a.judged,
            -max(a.level, a.peak),
            a.opened_at,
            a.id,
        )
    )
    cases = [
        case
        for case in fold_cases(happened).values()
        if case.live or (case.closed_at is not None and case.closed_at >= start)
    ]
    cases.sort(key=lambda c: (not c.late(until), not c.live, -c.level, c.due or c.opened_at, c.id))
    kept = bool(found) or watched(workspace, start, until)
    lines = tuple(alert_line(alert, start) for alert in found) if kept else None
    return lines, tuple(case_line(case, until) for case in cases), happened


def alert_line(alert: Alert, start: datetime) -> AlertLine:
    """Return an alert as a report tells it; start: of the period, what was opened since is new."""
    return AlertLine(
        alert_id=alert.id, level=max(alert.level, alert.peak),
        level_word=LEVEL_VI[max(alert.level, alert.peak)],
        risk=f"{alert.risk} {RISK_VI[alert.risk]}", what=said_of(alert),
        status=STATUS_VI[alert.status], opened_at=alert.opened_at, new=alert.opened_at >= start,
        verdict=alert.verdict or "" if alert.judged else "", note=alert.note if alert.judged else "",
        closed_at=alert.closed_at, sources=alert.independent,
        places=tuple(map(place_name, alert.places)), story_ids=alert.stories,
        topics=alert.topics, case_id=alert.case_id or "", live=alert.live,
    )  # fmt: skip


def case_line(case: Case, at: datetime) -> CaseLine:
    """Return a case as a report tells it at a moment; its words are those of whoever wrote them."""
    return CaseLine(
        case_id=case.id, title=case.title, risk=f"{case.risk} {RISK_VI.get(case.risk, '')}".strip(),
        level=case.level, status=CASE_STATUS_VI[case.status], owner=ROLE_VI[case.owner],
        opened_at=case.opened_at, due=case.due, late=case.late(at), live=case.live,
        alerts=case.alerts, places=tuple(map(place_name, case.places)), units=case.units,
        workers=case.workers, proposal=case.proposal, grounds=case.grounds,
        proposed_by=ROLE_VI.get(case.proposed_by or "", ""),
        approved_by=ROLE_VI.get(case.approved_by or "", ""), informed=case.informed,
        press=case.press, outcome=case.outcome, lesson=case.lesson,
    )  # fmt: skip


def asked(
    store: Store, first: date, last: date, known: datetime
) -> tuple[list[Asked], frozenset[str]]:
    """Return the questions sent to the office in a period, and the public texts among them."""
    found = rows_of.inquiries(store, first, last, known)
    told = [
        Asked(id=row["id"], kind="inquiry", topic=row["topic"], text=masked(row["question"]),
              source=row["source_name"] or "Bàn hỏi đáp", at=row["received_at"], day=row["day"],
              url=row["url"])
        for row in found
    ]  # fmt: skip
    return told, frozenset(row["post_id"] for row in found if row["post_id"])
