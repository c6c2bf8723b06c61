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


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """One post that repeats a refuted claim: claim is its short name as the registry has it."""

    claim_id: str
    claim: str
    post_id: str
    story_id: str
    source: str
    at: datetime
    likeness: float  # 0–1
    provinces: tuple[str, ...] = ()
    denied: bool = False  # the text itself refutes it


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
    """Return one finding a claim: 2 while one source tells it, 3 from two, 4 from four on."""
    report = RuleReport()
    by_claim: dict[str, list[ClaimRow]] = defaultdict(list)
    for row in rows:
        if row.denied:
            report.outcomes[Outcome.ROUTINE] += 1  # its refutation is good news
        else:
            by_claim[row.claim_id].append(row)
    for claim_id, told in by_claim.items():
        sources = tuple(sorted({row.source for row in told}))
        severity = 4 if len(sources) >= 4 else 3 if len(sources) >= 2 else 2
        subject = f"claim:{claim_id}"
        if severity <= watch.known.get(subject, 0):
            report.outcomes[Outcome.KNOWN] += len(told)
            continue
        report.outcomes[Outcome.FINDING] += len(told)
        report.findings.append(
            Finding(
                kind="rule", risk="R2e", subject=subject, at=watch.now,
                since=min(row.at for row in told), severity=severity,
                reason=f"Tin đã bác bỏ xuất hiện lại ở {len(sources)} nguồn: “{told[0].claim}”; "
                "cần người xác nhận",
                story_ids=tuple(sorted({row.story_id for row in told})),
                post_ids=tuple(row.post_id for row in told), sources=sources,
                topics=("misinformation",),
                places=tuple(dict.fromkeys(p for row in told for p in row.provinces)),
                observed=float(len(told)), score=max(row.likeness for row in told),
            )
        )  # fmt: skip
    return report


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
        opening = row.text if len(row.text) <= 90 else row.text[:90].rsplit(" ", 1)[0] + "…"
        report.findings.append(
            Finding(
                kind="rule", risk="R2e", subject=subject, at=watch.now, since=row.first_at,
                severity=severity,
                reason=f"{row.accounts} tài khoản đăng cùng một nội dung trong 24 giờ: “{opening}”; "
                "cần người xác nhận",
                story_ids=row.story_ids, post_ids=row.post_ids, sources=row.sources,
                observed=float(row.accounts),
            )
        )  # fmt: skip
    return report
