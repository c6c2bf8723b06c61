"""What an information report says of sources, of targets at risk, and of what to write next."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from langnghe.digest.period_model import ProposalLine, RowLine, SourceLine, TargetLine
from langnghe.measure.periods import period_of
from warehouse import period as rows_of

if TYPE_CHECKING:
    from warehouse import Store

_FORM = {"post": "Bài trên trang", "document": "Văn bản định hướng"}


def source_lines(store: Store, first: date, last: date, known: datetime) -> tuple[SourceLine, ...]:
    """Return what each source gave in a period, those that could not be read first."""
    lines = [
        SourceLine(
            name=row["name"] if row["declared"] else f"{row['name']} (chưa khai báo)",
            state="ok" if row["items"] else "unseen" if not row["asked"]
            else "quiet" if row["reached"] else "failed",
            asked=row["asked"], reached=row["reached"], items=row["items"], reason=row["reason"],
        )
        for row in rows_of.source_days(store, first, last, known)
    ]  # fmt: skip
    order = ("failed", "quiet", "unseen", "ok")
    return tuple(sorted(lines, key=lambda s: (order.index(s.state), s.reached - s.asked, -s.items)))


def targets_at_risk(store: Store, last: date, known: datetime) -> tuple[TargetLine, ...] | None:
    """Return the targets of the year that are missed or at risk; None where none could be judged."""
    from flows.targets import board

    lines = board(store, period_of(str(last.year)), known).lines
    if not any(line.light not in ("", "unknown") for line in lines):
        return None
    order = ("missed", "at_risk")
    risky = sorted((t for t in lines if t.light in order), key=lambda t: order.index(t.light))
    return tuple(
        TargetLine(
            id=t.id, name=t.name, sign=t.sign, word=t.word,
            told="; ".join(filter(None, (t.told, t.target, t.projection))), behind=t.behind,
            note=t.note, more=t.more,
            rows=tuple(
                RowLine(kind=row.kind, id=row.id, day=row.day, label=row.label) for row in t.rows
            ),
        )
        for t in risky
    )  # fmt: skip


def proposals(store: Store, last: date, known: datetime) -> tuple[ProposalLine, ...]:
    """Return what the gaps between questions and own posts propose to write, with the counts."""
    from flows.gaps import needs, reason
    from nlp.taxonomy import TOPIC_VI

    found = needs(store, last, known)
    return tuple(
        ProposalLine(
            form=_FORM[proposal.form],
            topic=TOPIC_VI.get(proposal.topic.topic, proposal.topic.topic),
            why=reason(proposal.topic, found),
        )
        for proposal in found.proposals
    )
