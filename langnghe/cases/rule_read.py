"""What every rule of stories reads with: a finding or why there is none, and how sure the model is."""

from __future__ import annotations

from dataclasses import dataclass

from langnghe.cases.finding import Finding
from langnghe.cases.rule_rows import Outcome, StoryRow, Watch


@dataclass(frozen=True, slots=True)
class Read:
    """What one rule makes of a story: a finding, or why there is none."""

    outcome: Outcome
    finding: Finding | None = None


def capped(row: StoryRow, watch: Watch, severity: int) -> int:
    """Hold what the model itself is unsure of to watching: a person reads it first."""
    return severity if row.sure >= watch.sure else min(severity, 2)


def about(row: StoryRow, watch: Watch, topic: str) -> bool:
    """Say whether a story is about a topic: what a model was made to name is no mention."""
    return row.chance(topic) >= watch.mention


def as_sure(row: StoryRow, watch: Watch, topic: str, severity: int) -> int:
    """Return the severity that the model's word for a topic carries."""
    return severity if row.chance(topic) >= watch.sure else min(severity, 2)


def headline(row: StoryRow) -> str:
    """Quote the title of a story, or how a post without one begins; a long one to a whole word."""
    return f"“{titled(row)}”"


def titled(row: StoryRow) -> str:
    """Return the title of a story, cut at a whole word."""
    title = " ".join((row.title or row.text).split())
    return title if len(title) <= 110 else title[:110].rsplit(" ", 1)[0] + "…"


def noticed(
    row: StoryRow, watch: Watch, risk: str, severity: int, reason: str, *, hard: bool = False
) -> Read:
    """Return the finding of a rule, with all that the story names."""
    finding = Finding(
        kind="rule",
        risk=risk,
        subject=row.story_id,
        at=watch.now,
        since=row.published_at if row.published_at and row.published_at < row.known_at else row.known_at,
        severity=severity,
        reason=reason,
        title=titled(row),
        hard=hard,
        story_ids=(row.story_id,),
        post_ids=row.post_ids,
        sources=row.voices,
        topics=row.topics,
        places=(*row.provinces, *row.communes),
        union_units=row.union_units,
        enterprises=row.enterprises,
        observed=float(len(row.voices)),
    )  # fmt: skip
    return Read(Outcome.FINDING, finding)
