"""All rules of the watch: rows of the mart in, findings and one counted outcome a row out.

| risk | what speaks | severity |
|---|---|---|
| R1 | union misconduct, or a named unit blamed: one press story | 3; 4 at home from two sources, or at risk 3 |
| R1 | 3 people complain to one unit about the union in 7 days | 3 |
| R2 | objections or angry reactions under an own post, beyond what our posts draw (beta-binomial) | 3 |
| R2 | an own post taken down; edited under 3 objections | 1–3; 2 |
| R2a | a mark of secrecy beside a union document's number or on our own page; a numbered draft | 4; 3 (hard) |
| R2a | a risky story quotes for our union who is not on the roster of spokespersons | 2; 3 |
| R2b | one question from 5 writers in 7 days, in comments, inboxes and forms | 2; 3 when most blame silence |
| R2b | questions of a topic without a reply after 24 hours | 1; 2 from 3; 3 from 5, or from 3 after 72 hours |
| R2d | a call to strike or boycott, not denied, by intent or by words that urge | 5 (hard); 3 where it cannot concern the office |
| R2e | refuted claims, coordinated copies (found elsewhere) | 2–4 |
| R3 | strike, poisoning, accident, arrears, mass lay-off in the province | 3, 4 (hard); 2 where the model is unsure; outside: digest |
| R3 | people dead or missing at work by words alone, in the province | 3 |
| R4 | an employer's violation with its name, in the province or with a union in our register | 2 |
| R5 | false or hostile claims, by spread | 1–3 |
| R0 | silence, a new source, drift, overdue work and answers | ≤ 2, never for leaders |

What a rule cannot know is said where it stands. Bursts are statistics of the series; R2c needs numbers
compared between outlets.
"""

from __future__ import annotations

from collections.abc import Iterable

from langnghe.cases.rule_asked import AskedRow, as_voices, asked_findings, overdue_answers
from langnghe.cases.rule_handover import ClaimRow, CopyRow, claim_findings, copy_findings
from langnghe.cases.rule_own import OwnRow, own_findings
from langnghe.cases.rule_page import ChangedRow, ReactedRow, page_findings
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
from langnghe.cases.rule_system import NewSourceRow, system_findings
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
    asked: Iterable[AskedRow] = (),
    reacted: Iterable[ReactedRow] = (),
    changed: Iterable[ChangedRow] = (),
    added: Iterable[NewSourceRow] = (),
) -> RuleReport:
    """Return the findings of all rules, the gravest first, and what became of every row.

    A question is judged twice, as what is asked and as what waits: it has two outcomes.
    """
    voices, asked = list(voices), list(asked)
    report = RuleReport()
    report += story_findings(stories, watch)
    report += voice_findings([*voices, *as_voices(asked, voices)], watch)
    report += asked_findings(asked, watch)
    report += own_findings(own, watch)
    report += page_findings(watch, reacted=reacted, changed=changed)
    report += claim_findings(claims, watch)
    report += copy_findings(copies, watch)
    late = [*overdue, *overdue_answers(asked, watch.now)]
    report += system_findings(watch, sources=sources, shares=shares, overdue=late, added=added)
    report.findings.sort(
        key=lambda f: (-f.severity, not f.hard, f.risk == "R0", f.since, f.subject)
    )
    return report
