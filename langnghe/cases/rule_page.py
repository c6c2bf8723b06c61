"""R2, what happens to a post of our own after it went out: angry reactions, taken down, edited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from langnghe.cases.finding import Finding
from langnghe.cases.rule_own import POSTS_BEFORE, UNLIKELY, tail, usual
from langnghe.cases.rule_rows import Outcome, RuleReport, Watch

ENOUGH_REACTIONS = 20  # under fewer no share means anything
OBJECTIONS = 3  # negative comments under a post before it was edited or taken down
SETTLING = timedelta(hours=1)  # a slip mended within it is no change of what was said


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactedRow:
    """One own post's reactions as measured a day after it went out, and (all, angry) of posts before."""

    post_id: str
    story_id: str
    title: str
    source: str
    since: datetime  # published
    reactions: int
    angry: int
    before: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedRow:
    """One own post whose wording changed, or that is gone, as the office saw it."""

    post_id: str
    story_id: str
    title: str
    source: str
    published_at: datetime | None
    changed_at: datetime
    gone: bool
    comments: int = 0
    negative: int = 0


def page_findings(
    watch: Watch, *, reacted: Iterable[ReactedRow] = (), changed: Iterable[ChangedRow] = ()
) -> RuleReport:
    """Return at most one finding a row: too angry, taken down, or edited under objections."""
    report = RuleReport()
    read = [*(_angry(row, watch) for row in reacted), *(_changed(row, watch) for row in changed)]
    for found in read:
        if isinstance(found, Outcome):
            report.outcomes[found] += 1
        elif found.severity <= watch.known_severity(found.subject):
            report.outcomes[Outcome.KNOWN] += 1
        else:
            report.outcomes[Outcome.FINDING] += 1
            report.findings.append(found)
    return report


def _angry(row: ReactedRow, watch: Watch) -> Finding | Outcome:
    if row.reactions < ENOUGH_REACTIONS or len(row.before) < POSTS_BEFORE:
        return Outcome.TOO_FEW
    a, b = usual(row.before)
    chance, expected = tail(row.angry, row.reactions, a, b), row.reactions * a / (a + b)
    if chance >= UNLIKELY or row.angry <= expected:
        return Outcome.HEALTHY
    reason = (
        f"{row.angry} trên {row.reactions} cảm xúc dưới bài của ta là phẫn nộ, "
        f"bình thường khoảng {expected:.0f}: “{row.title}”"
    )
    return Finding(
        kind="statistic", risk="R2", subject=row.story_id, at=watch.now, since=row.since, severity=3,
        reason=reason, story_ids=(row.story_id,), post_ids=(row.post_id,), sources=(row.source,),
        observed=float(row.angry), expected=expected, p_value=chance,
    )  # fmt: skip


def _changed(row: ChangedRow, watch: Watch) -> Finding | Outcome:
    """A post taken down is always told; an edit only under objections: pages are mended daily."""
    objected = row.negative >= OBJECTIONS
    if not row.gone:
        settled = row.published_at is None or row.changed_at - row.published_at > SETTLING
        if not (objected and settled):
            return Outcome.ROUTINE
    what = "đã gỡ" if row.gone else "đã sửa"
    severity = (3 if objected else 2 if row.comments else 1) if row.gone else 2
    told = f", có {row.comments} bình luận ({row.negative} tiêu cực)" if row.comments else ""
    return Finding(
        kind="rule", risk="R2", subject=row.story_id, at=watch.now,
        since=row.published_at or row.changed_at, severity=severity,
        reason=f"Bài của ta {what} sau khi đăng{told}: “{row.title}”",
        story_ids=(row.story_id,), post_ids=(row.post_id,), sources=(row.source,),
        observed=float(row.negative),
    )  # fmt: skip
