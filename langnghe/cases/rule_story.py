"""One story, its most serious reading: R1, R2a, R3, R4, R5.

R3 and R2a are hard rules: no budget holds them back. What happened is what the model's risk label
says: by the guide history, anniversaries, statistics and foreign events are at most 1, routine 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from langnghe.cases.finding import Finding
from langnghe.cases.rule_extent import dead, many_firms, people
from langnghe.cases.rule_harm import crime, harmed, injured, on_the_road
from langnghe.cases.rule_rows import Outcome, RuleReport, StoryRow, Watch
from langnghe.cases.rule_words import arrears, document_numbers, drafted, secrecy

# R3 in the office's province: what happened, from which risk label on it counts, and how gravely.
# One fire or one cut hand is risk 1 by the guide: to be watched, not yet to be told.
_R3 = {
    "strike": ("Ngừng việc, đình công", {1: 3, 2: 3, 3: 4}),
    "food_poisoning": ("Ngộ độc, sự cố bữa ăn ca", {1: 3, 2: 3, 3: 4}),
    "work_accident": ("Tai nạn lao động, cháy nổ nơi làm việc", {1: 2, 2: 3, 3: 4}),
    "arrears": ("Nợ lương, nợ bảo hiểm", {1: 3, 2: 3, 3: 4}),
    "layoffs": ("Mất việc hàng loạt", {2: 3, 3: 4}),
}
# From here on an event is graver than its label: deaths, and people struck by each kind.
GRAVE_DEATHS = 3
GRAVE_PEOPLE = {
    "strike": 1000, "food_poisoning": 100, "work_accident": 20, "arrears": 1000, "layoffs": 1000,
}  # fmt: skip
# The topic of the taxonomy that tells of each kind.
TOPIC = {
    "strike": "strike", "food_poisoning": "food_poisoning", "work_accident": "work_accident",
    "arrears": "employer_violation", "layoffs": "jobs_living",
}  # fmt: skip
SPREAD = ((1, 1), (2, 2), (4, 3))  # R5: independent sources → severity


@dataclass(frozen=True, slots=True)
class _Read:
    """What one rule makes of a story: a finding, or why there is none."""

    outcome: Outcome
    finding: Finding | None = None


def story_findings(rows: Iterable[StoryRow], watch: Watch) -> RuleReport:
    """Return at most one finding a story, of the rule that reads it most gravely."""
    report = RuleReport()
    for row in rows:
        read = _read(row, watch)
        report.outcomes[read.outcome] += 1
        if read.finding is not None:
            report.findings.append(read.finding)
    return report


def _read(row: StoryRow, watch: Watch) -> _Read:
    old = row.published_at is not None and row.known_at - row.published_at > watch.old_after
    if not row.in_scope:
        harm = None if old else _harm(row, watch)
        return harm if harm and harm.finding else _Read(Outcome.OUT_OF_SCOPE)
    if old:
        return _Read(Outcome.OLD)
    reads = [read for rule in _RULES if (read := rule(row, watch)) is not None]
    found = [read for read in reads if read.finding is not None]
    if not found:
        return min(reads, key=lambda r: _WORTH.index(r.outcome), default=_Read(Outcome.UNWATCHED))
    best = max(found, key=_severity)  # the first rule wins among equals
    if _severity(best) <= watch.known_severity(row.story_id):
        return _Read(Outcome.KNOWN)
    return best


def _severity(read: _Read) -> int:
    return read.finding.severity if read.finding else 0


_WORTH = (Outcome.OUTSIDE, Outcome.PLACELESS, Outcome.ROUTINE)  # which says most of a story


def at_home(row: StoryRow, watch: Watch) -> bool | None:
    """Say whether a story happens in the office's province; None where it names no province.

    A story of more than five provinces is a survey of the country and happens in none of them. One
    that names none, told by a paper of the province, happens there.
    """
    if row.provinces:
        return watch.home in row.provinces and len(row.provinces) <= 5
    return True if row.local else None


def _leak(row: StoryRow, watch: Watch) -> _Read | None:
    """R2a: a page that prints what was not for publication.

    Known today: a mark of secrecy beside a union document's number or on a page of our own; a union
    document printed as a draft with its number. Not known until their registers exist: whether who is
    quoted may speak for the union (roster of spokespersons), whether our own post was approved (record
    of approvals), whether a document number is ours and already public (register of documents).
    """
    numbers = document_numbers(row.text)
    mark = secrecy(row.text)
    if mark and (numbers or row.own):
        what = f"có dấu “{mark}”" + (f" cạnh số văn bản {numbers[0]}" if numbers else "")
        return _found(row, watch, "R2a", 4, f"Trang công khai {what}: {_quoted(row)}", hard=True)
    if numbers and drafted(row.text) and not _about_law(row):
        reason = f"Dự thảo văn bản công đoàn {numbers[0]} xuất hiện công khai: {_quoted(row)}"
        return _found(row, watch, "R2a", 3, reason, hard=True)
    return None


def _about_law(row: StoryRow) -> bool:
    """Say whether a draft is the law's: its public comment quotes numbers of union documents daily."""
    return bool({"law_making", "party_documents", "state_policy"} & set(row.topics))


def _union_blamed(row: StoryRow, watch: Watch) -> _Read | None:
    """R1: misconduct inside the union, or a named unit blamed. One press story is enough."""
    misconduct = _about(row, watch, "union_misconduct")
    blamed = bool(row.stance_negative and row.union_units)
    if not misconduct and not blamed:
        return None
    if misconduct and not blamed and not row.risk:
        return _Read(Outcome.ROUTINE)
    who = row.union_units[0] if row.union_units else "tổ chức công đoàn"
    what = "Nêu sai phạm, tiêu cực ở" if misconduct else "Phê phán"
    severity = 3 if row.press else 2
    if row.press and (row.risk >= 3 or (at_home(row, watch) and len(row.voices) > 1)):
        severity = 4
    if misconduct and not blamed:
        severity = _as_sure(row, watch, "union_misconduct", severity)
    severity = _capped(row, watch, severity)
    return _found(row, watch, "R1", severity, f"{what} {who}: {_quoted(row)}")


def _event(row: StoryRow, watch: Watch) -> _Read | None:
    """R3: stoppages, poisonings, accidents, arrears and mass lay-offs. Any mention in the province."""
    kinds = _kinds(row, watch)
    if not kinds:
        return None
    graded = [
        (_as_sure(row, watch, TOPIC[kind], _R3[kind][1].get(row.risk, 0)), kind) for kind in kinds
    ]
    severity, kind = max(graded, key=lambda pair: pair[0])
    # At risk 1 the guide puts grievances and rumours, and history, anniversaries and figures too; what
    # is told without any negative word is of the second sort.
    if not severity or (row.risk == 1 and not row.negative):
        return _Read(Outcome.ROUTINE)
    home = at_home(row, watch)
    if home is None:
        return _Read(Outcome.PLACELESS)
    if not home:
        return _Read(Outcome.OUTSIDE)
    told = row.reports or (row.text,)  # the first report seldom knows how many
    if kind == "work_accident" and row.risk == 1 and any(map(injured, told)):
        severity = _as_sure(row, watch, kind, 3)  # no fire without victims
    struck = max(people(text, kind) for text in told)
    deaths = max(map(dead, told))
    graver = deaths >= GRAVE_DEATHS or struck >= GRAVE_PEOPLE[kind]
    if severity >= 3 and graver and not (kind == "arrears" and any(map(many_firms, told))):
        severity = 4
    road = kind == "work_accident" and all(map(on_the_road, told))
    if road:  # told to the heads: a crash is seldom an accident at work
        severity = min(severity, 3)
    severity = _capped(row, watch, severity)
    extent = (
        f" ({deaths} người chết)" if deaths else f" (khoảng {struck} người)" if struck > 1 else ""
    )
    reason = f"{_R3[kind][0]} tại {watch.home}{extent}: {_quoted(row)}"
    return _found(row, watch, "R3", severity, reason, hard=severity >= 3 and not road)


def _harm(row: StoryRow, watch: Watch) -> _Read | None:
    """R3 by words alone: people dead or missing at work, whatever the model made of it.

    Told to the heads, never to leaders: half of what words say so is something else.
    """
    if not row.press:
        return None
    home = at_home(row, watch)
    if not home or not any(map(harmed, row.reports or (row.text,))):
        return None
    reason = f"Có người chết hoặc mất tích khi làm việc tại {watch.home} (theo từ ngữ, cần đọc): "
    return _found(row, watch, "R3", 3, reason + _quoted(row))


def _kinds(row: StoryRow, watch: Watch) -> list[str]:
    topics = {topic for topic in row.topics if _about(row, watch, topic)}
    kinds: list[str] = [
        kind for kind in ("strike", "food_poisoning", "work_accident") if kind in topics
    ]
    if "work_accident" in kinds and crime(row.text):  # a killing at a plant is the police's
        kinds.remove("work_accident")
    if "employer_violation" in topics and arrears(row.text):
        kinds.append("arrears")
    if "jobs_living" in topics and row.risk >= 2:  # by the guide: mass layoff hitting many
        kinds.append("layoffs")
    return kinds


def _employer(row: StoryRow, watch: Watch) -> _Read | None:
    """R4: an employer's violation with the enterprise named, in the province: to the watch list."""
    if not _about(row, watch, "employer_violation") or not row.enterprises:
        return None
    if not row.risk:
        return _Read(Outcome.ROUTINE)
    home = at_home(row, watch)
    if not home:
        return _Read(Outcome.PLACELESS if home is None else Outcome.OUTSIDE)
    reason = f"{row.enterprises[0]} bị nêu vi phạm với người lao động: {_quoted(row)}"
    return _found(row, watch, "R4", 2, reason)


def _hostile(row: StoryRow, watch: Watch) -> _Read | None:
    """R5: false or hostile claims about workers or the union; graver the wider they spread."""
    if not _about(row, watch, "misinformation"):
        return None
    if not row.risk:
        return _Read(Outcome.ROUTINE)
    severity = max(level for sources, level in SPREAD if max(1, len(row.voices)) >= sources)
    reason = f"Tin sai hoặc luận điệu xuyên tạc, {len(row.voices)} nguồn: {_quoted(row)}"
    severity = _as_sure(row, watch, "misinformation", severity)
    return _found(row, watch, "R5", _capped(row, watch, severity), reason)


_RULES: Sequence[Callable[[StoryRow, Watch], _Read | None]] = (
    _leak, _union_blamed, _event, _hostile, _employer, _harm,
)  # fmt: skip


def _capped(row: StoryRow, watch: Watch, severity: int) -> int:
    """A reading the model itself is unsure of is watched, not told: a person reads it first."""
    return severity if row.sure >= watch.sure else min(severity, 2)


def _about(row: StoryRow, watch: Watch, topic: str) -> bool:
    """Say whether a story is about a topic: what a model was made to name is no mention."""
    return row.chance(topic) >= watch.mention


def _as_sure(row: StoryRow, watch: Watch, topic: str, severity: int) -> int:
    """Return the severity that the model's word for a topic carries."""
    return severity if row.chance(topic) >= watch.sure else min(severity, 2)


def _quoted(row: StoryRow) -> str:
    """Quote the title of a story, or how a post without one begins; a long one to a whole word."""
    return f"“{_titled(row)}”"


def _titled(row: StoryRow) -> str:
    title = " ".join((row.title or row.text).split())
    return title if len(title) <= 110 else title[:110].rsplit(" ", 1)[0] + "…"


def _found(
    row: StoryRow, watch: Watch, risk: str, severity: int, reason: str, *, hard: bool = False
) -> _Read:
    finding = Finding(
        kind="rule",
        risk=risk,
        subject=row.story_id,
        at=watch.now,
        since=row.published_at if row.published_at and row.published_at < row.known_at else row.known_at,
        severity=severity,
        reason=reason,
        title=_titled(row),
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
    return _Read(Outcome.FINDING, finding)
