"""R2e, handed over: refuted claims that come back, and one text from several accounts.

What matches is found elsewhere (the claims registry, the search for copies); here it becomes a
finding. A person confirms: nothing here calls anybody a liar, and no account is ever named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from langnghe.cases.finding import Finding
from langnghe.cases.rule_rows import Outcome, RuleReport, Watch

COPIES = 3  # accounts that say the same within 24 hours
ASKED = 3  # people who ask whether a refuted claim is true, though nobody is seen to spread it
OPENING = 90  # characters of a text that a reader needs to know it again


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """One post that repeats a refuted claim: claim is its text as the registry has it.

    story_id: the story that tells it; "" of a comment, for what it stands under need not tell it.
    """

    claim_id: str
    claim: str
    post_id: str
    story_id: str
    source: str
    at: datetime
    likeness: float  # 0–1
    provinces: tuple[str, ...] = ()
    denied: bool = False  # the text itself refutes it
    asked: bool = False  # it asks whether the claim is true


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRow:
    """One text that several accounts posted within a day; accounts is only their number."""

    copy_id: str
    text: str
    accounts: int
    post_ids: tuple[str, ...]
    story_ids: tuple[str, ...]
    sources: tuple[str, ...]
    first_at: datetime
    stance_union: str = "none"


def claim_findings(rows: Iterable[ClaimRow], watch: Watch) -> RuleReport:
    """Return one finding a claim: 2 while one source tells it, 3 from two, 4 from four on.

    Who only asks whether it is true spreads nothing: several who ask are a finding of 2.
    """
    report = RuleReport()
    by_claim: dict[str, list[ClaimRow]] = defaultdict(list)
    for row in rows:
        if row.denied:
            report.outcomes[Outcome.ROUTINE] += 1  # its refutation is good news
        else:
            by_claim[row.claim_id].append(row)
    for claim_id, every in by_claim.items():
        told = [row for row in every if not row.asked]
        asks = len(every) - len(told)
        if not told and asks < ASKED:
            report.outcomes[Outcome.TOO_FEW] += asks
            continue
        sources = tuple(sorted({row.source for row in told or every}))
        severity = (4 if len(sources) >= 4 else 3 if len(sources) >= 2 else 2) if told else 2
        subject = f"claim:{claim_id}"
        if severity <= watch.known.get(subject, 0):
            report.outcomes[Outcome.KNOWN] += len(every)
            continue
        report.outcomes[Outcome.FINDING] += len(every)
        report.findings.append(
            Finding(
                kind="rule", risk="R2e", subject=subject, at=watch.now,
                since=min(row.at for row in every), severity=severity,
                reason=_claim_reason(every[0].claim, len(sources) if told else 0, asks),
                story_ids=tuple(sorted({row.story_id for row in told if row.story_id})),
                post_ids=tuple(row.post_id for row in sorted(every, key=lambda r: r.asked)), sources=sources,
                topics=("misinformation",),
                places=tuple(dict.fromkeys(p for row in told for p in row.provinces)),
                observed=float(len(told)), score=max(row.likeness for row in every),
            )
        )  # fmt: skip
    return report


def _claim_reason(claim: str, sources: int, asks: int) -> str:
    if not sources:
        return (
            f"{asks} người hỏi tin đã bác bỏ có thật không: “{_opening(claim)}”; "
            "cần trả lời bằng lời bác bỏ"
        )
    asked = f", {asks} người hỏi có thật không" if asks else ""
    return (
        f"Tin đã bác bỏ xuất hiện lại ở {sources} nguồn{asked}: “{_opening(claim)}”; "
        "cần người xác nhận"
    )


def _opening(text: str) -> str:
    return text if len(text) <= OPENING else text[:OPENING].rsplit(" ", 1)[0] + "…"


def copy_findings(rows: Iterable[CopyRow], watch: Watch) -> RuleReport:
    """Return one finding a text that COPIES or more accounts posted within a day."""
    report = RuleReport()
    for row in rows:
        if row.accounts < COPIES:
            report.outcomes[Outcome.TOO_FEW] += 1
            continue
        severity = 3 if row.stance_union == "negative" or row.accounts >= 3 * COPIES else 2
        subject = f"copies:{row.copy_id}"
        if severity <= watch.known.get(subject, 0):
            report.outcomes[Outcome.KNOWN] += 1
            continue
        report.outcomes[Outcome.FINDING] += 1
        report.findings.append(
            Finding(
                kind="rule", risk="R2e", subject=subject, at=watch.now, since=row.first_at,
                severity=severity,
                reason=f"{row.accounts} tài khoản đăng cùng một nội dung trong 24 giờ: “{_opening(row.text)}”; "
                "cần người xác nhận",
                story_ids=row.story_ids, post_ids=row.post_ids, sources=row.sources,
                observed=float(row.accounts),
            )
        )  # fmt: skip
    return report
