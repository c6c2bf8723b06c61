"""All rules of the watch: rows of the mart in, findings and one counted outcome a row out.

| risk | what speaks | severity |
|---|---|---|
| R1 | union misconduct, or a named unit blamed: one press story | 3; 4 at home from two sources, or at risk 3 |
| R2 | objections under an own post, beyond what our posts draw (beta-binomial) | 3 |
| R2a | a mark of secrecy beside a union document's number or on our own page; a numbered draft | 4; 3 (hard) |
| R2b | one question from 5 writers in 7 days | 2; 3 when most blame silence |
| R2d | a call to strike or boycott, not denied | 5 (hard); 3 where it cannot concern the office |
| R2e | refuted claims, coordinated copies (found elsewhere) | 2–4 |
| R3 | strike, poisoning, accident, arrears, mass lay-off in the province | 3, 4 (hard); outside: digest |
| R3 | people dead or missing at work by words alone, in the province | 3 |
| R4 | an employer's violation with its name, in the province | 2 |
| R5 | false or hostile claims, by spread | 1–3 |
| R0 | silence, drift, overdue | ≤ 2, never for leaders |

What a rule cannot know is said where it stands. Bursts are statistics of the series; R2c needs numbers
compared between outlets; angry reactions, complaints and inquiries have no table yet.
"""

from __future__ import annotations

from collections.abc import Iterable

from langnghe.cases.rule_handover import ClaimRow, CopyRow, claim_findings, copy_findings
from langnghe.cases.rule_own import OwnRow, own_findings
from langnghe.cases.rule_rows import (
    OUTCOME_VI,
    Outcome,
    OverdueRow,
    Planned,
    RuleReport,
    ShareRow,
    SourceRow,
    StoryRow,
    VoiceRow,
    Watch,
)
from langnghe.cases.rule_story import story_findings
from langnghe.cases.rule_system import system_findings
from langnghe.cases.rule_voice import voice_findings

__all__ = [
    "OUTCOME_VI", "ClaimRow", "CopyRow", "Outcome", "OverdueRow", "OwnRow", "Planned", "RuleReport", "ShareRow",
    "SourceRow", "StoryRow", "VoiceRow", "Watch", "apply", "claim_findings", "copy_findings", "own_findings",
    "story_findings", "system_findings", "voice_findings",
]  # fmt: skip


def apply(
    watch: Watch,
    *,
    stories: Iterable[StoryRow] = (),
    voices: Iterable[VoiceRow] = (),
    own: Iterable[OwnRow] = (),
    claims: Iterable[ClaimRow] = (),
    copies: Iterable[CopyRow] = (),
    sources: Iterable[SourceRow] = (),
    shares: Iterable[ShareRow] = (),
    overdue: Iterable[OverdueRow] = (),
) -> RuleReport:
    """Return the findings of all rules, the gravest first, and what became of every row."""
    report = RuleReport()
    report += story_findings(stories, watch)
    report += voice_findings(voices, watch)
    report += own_findings(own, watch)
    report += claim_findings(claims, watch)
    report += copy_findings(copies, watch)
    report += system_findings(watch, sources=sources, shares=shares, overdue=overdue)
    report.findings.sort(
        key=lambda f: (-f.severity, not f.hard, f.risk == "R0", f.since, f.subject)
    )
    return report
