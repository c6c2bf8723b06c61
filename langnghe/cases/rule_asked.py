"""What people ask us directly: complaints that cluster (R1), questions nobody answers (R2b)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from langnghe.cases.finding import Finding
from langnghe.cases.rule_rows import Outcome, OverdueRow, RuleReport, VoiceRow, Watch
from langnghe.cases.rule_words import complains, names_union

CLUSTER, CLUSTER_DAYS = 3, 7  # people who complain about the union to one unit, in so many days
WITHIN = timedelta(hours=24)  # of a first human reply
MANY, VERY_MANY = 3, 5  # of one topic that wait longer than that
LONG = timedelta(hours=72)
SHOWN = 3  # codes of questions that a reason names
NO_TOPIC = "chưa phân loại"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRow:
    """One valid question of the last weeks, from an inbox, a form, the hotline or a comment.

    asker tells people apart within one batch of rows, and means nothing beyond it. about: the topic's
    Vietnamese name. post_id: of the comment it was taken from. complaint: its form says so. waits: no
    person has replied and nobody closed it, as of the watch's moment.
    """

    id: str
    at: datetime  # received
    text: str  # scrubbed
    source: str
    asker: int
    topic: str = ""
    about: str = NO_TOPIC
    unit: str = ""
    post_id: str = ""
    complaint: bool = False
    waits: bool = True


def asked_findings(rows: Iterable[AskedRow], watch: Watch) -> RuleReport:
    """Return the findings of questions: clusters of complaints, and topics that wait.

    Whether many ask the same is judged beside the comments (as_voices, rule_voice).
    """
    report = RuleReport()
    rows = list(rows)
    named = {row.id for row in _complaints(rows, watch, report)}
    named |= {row.id for row in _waiting(rows, watch, report)}
    report.outcomes.update(Outcome.FINDING if row.id in named else Outcome.HEALTHY for row in rows)
    return report


def as_voices(asked: Iterable[AskedRow], voices: Iterable[VoiceRow]) -> list[VoiceRow]:
    """Return questions as voices that ask, without those whose comment is among the voices.

    Somebody who both comments and writes to the inbox counts as two: their names are hashes of two keys.
    """
    known = {row.post_id for row in voices}
    return [
        VoiceRow(
            post_id=row.id, story_id="", at=row.at, text=row.text, source=row.source,
            asker=-1 - row.asker, intent="ask", topics=(row.topic,) if row.topic else (), stance_union="none",
        )
        for row in asked
        if row.post_id not in known
    ]  # fmt: skip


def overdue_answers(rows: Iterable[AskedRow], now: datetime) -> list[OverdueRow]:
    """Return the breach of the 24-hour clock as work that is overdue, for R0; nothing where none is."""
    late = [row for row in rows if row.waits and now - row.at > WITHIN]
    if not late:
        return []
    due = min(row.at for row in late) + WITHIN
    return [OverdueRow(task="trả lời câu hỏi", due_at=due, waiting=len(late))]


def about_union(row: AskedRow) -> bool:
    """Say whether somebody complains about the union itself: an employer's fault is no R1."""
    if row.topic == "union_misconduct":
        return True
    return (row.complaint or complains(row.text)) and names_union(row.text)


def _complaints(rows: Sequence[AskedRow], watch: Watch, report: RuleReport) -> list[AskedRow]:
    """R1: CLUSTER people complain about the union to one unit within CLUSTER_DAYS."""
    since = watch.now - timedelta(days=CLUSTER_DAYS)
    by_unit: dict[str, list[AskedRow]] = defaultdict(list)
    for row in rows:
        if row.at > since and about_union(row):
            by_unit[row.unit].append(row)
    found = []
    for unit, said in sorted(by_unit.items()):
        people = len({(row.source, row.asker) for row in said})
        subject = f"complaints:{unit or watch.home}"
        if people < CLUSTER or watch.known.get(subject, 0) >= 3:
            continue
        to = f" gửi {unit}" if unit else ""
        reason = (
            f"{people} người phản ánh, khiếu nại về công đoàn{to} trong {CLUSTER_DAYS} ngày "
            f"({_codes(said)})"
        )
        report.findings.append(_finding(said, watch, "R1", subject, 3, reason))
        found += said
    return found


def _waiting(rows: Sequence[AskedRow], watch: Watch, report: RuleReport) -> list[AskedRow]:
    """R2b: questions of one topic without a human reply after 24 hours."""
    by_topic: dict[str, list[AskedRow]] = defaultdict(list)
    for row in rows:
        if row.waits and watch.now - row.at > WITHIN:
            by_topic[row.topic].append(row)
    found = []
    for topic, late in sorted(by_topic.items()):
        longest = watch.now - min(row.at for row in late)
        many = len(late) >= MANY
        grave = len(late) >= VERY_MANY or (many and longest > LONG)
        severity = 3 if grave else 2 if many else 1
        subject = f"waiting:{topic or 'none'}"
        if severity <= watch.known.get(subject, 0):
            continue
        reason = (
            f"{len(late)} câu hỏi về {late[0].about} quá 24 giờ chưa ai trả lời ({_codes(late)})"
        )
        report.findings.append(_finding(late, watch, "R2b", subject, severity, reason))
        found += late
    return found


def _codes(rows: Sequence[AskedRow]) -> str:
    codes = [row.id for row in sorted(rows, key=lambda row: (row.at, row.id))]
    return ", ".join(codes[:SHOWN]) + (" …" if len(codes) > SHOWN else "")


def _finding(
    rows: Sequence[AskedRow], watch: Watch, risk: str, subject: str, severity: int, reason: str
) -> Finding:
    return Finding(
        kind="rule", risk=risk, subject=subject, at=watch.now, since=min(row.at for row in rows),
        severity=severity, reason=reason, sources=tuple(sorted({row.source for row in rows})),
        topics=tuple(sorted({row.topic for row in rows if row.topic})),
        union_units=tuple(sorted({row.unit for row in rows if row.unit})),
        observed=float(len({(row.source, row.asker) for row in rows})),
    )  # fmt: skip
