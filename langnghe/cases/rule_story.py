"""One story, its most serious reading: R1, R2a, R3, R4, R5.

R3 and R2a are hard rules: no budget holds them back. What happened is what the model's risk label
says: by the guide history, anniversaries, statistics and foreign events are at most 1, routine 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from langnghe.cases.rule_extent import dead, many_firms, people
from langnghe.cases.rule_harm import crime, harmed, injured, on_the_road
from langnghe.cases.rule_quote import Voice, quoted
from langnghe.cases.rule_read import Read, about, as_sure, capped, headline, noticed
from langnghe.cases.rule_rows import Outcome, RuleReport, StoryRow, Watch
from langnghe.cases.rule_words import arrears, document_numbers, drafted, secrecy
from langnghe.records import hanoi_day

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


def story_findings(rows: Iterable[StoryRow], watch: Watch) -> RuleReport:
    """Return at most one finding a story, of the rule that reads it most gravely."""
    report = RuleReport()
    for row in rows:
        read = _read(row, watch)
        report.outcomes[read.outcome] += 1
        if read.finding is not None:
            report.findings.append(read.finding)
    return report


def _read(row: StoryRow, watch: Watch) -> Read:
    old = row.published_at is not None and row.known_at - row.published_at > watch.old_after
    if not row.in_scope:
        harm = None if old else _harm(row, watch)
        return harm if harm and harm.finding else Read(Outcome.OUT_OF_SCOPE)
    if old:
        return Read(Outcome.OLD)
    reads = [read for rule in _RULES if (read := rule(row, watch)) is not None]
    found = [read for read in reads if read.finding is not None]
    if not found:
        return min(reads, key=lambda r: _WORTH.index(r.outcome), default=Read(Outcome.UNWATCHED))
    best = max(found, key=_severity)  # the first rule wins among equals
    if _severity(best) <= watch.known_severity(row.story_id):
        return Read(Outcome.KNOWN)
    spoken = next((read for read in found if read.finding and _SPOKEN in read.finding.reason), None)
    if spoken is None or spoken is best or best.finding is None:
        return best
    # One story, one finding: what happened goes first, who spoke of it is told beside.
    return Read(best.outcome, replace(best.finding, reason=f"{best.finding.reason}; {_SPOKEN}"))


def _severity(read: Read) -> int:
    return read.finding.severity if read.finding else 0


# Which says most of a story.
_WORTH = (Outcome.OUTSIDE, Outcome.PLACELESS, Outcome.NO_ROSTER, Outcome.ROUTINE)
_SPOKEN = "lời của người không có trong sổ người phát ngôn"


def at_home(row: StoryRow, watch: Watch) -> bool | None:
    """Say whether a story happens in the office's province; None where it names no province.

    A story of more than five provinces is a survey of the country and happens in none of them. One
    that names none, told by a paper of the province, happens there.
    """
    if row.provinces:
        return watch.home in row.provinces and len(row.provinces) <= 5
    return True if row.local else None


def _leak(row: StoryRow, watch: Watch) -> Read | None:
    """R2a: a page that prints what was not for publication.

    Known today: a mark of secrecy beside a union document's number or on a page of our own; a union
    document printed as a draft with its number. Who is quoted is _unauthorised's. Not known until their
    registers exist: whether our own post was approved (record of approvals), whether a document number is
    ours and already public (register of documents).
    """
    numbers = document_numbers(row.text)
    mark = secrecy(row.text)
    if mark and (numbers or row.own):
        what = f"có dấu “{mark}”" + (f" cạnh số văn bản {numbers[0]}" if numbers else "")
        return noticed(row, watch, "R2a", 4, f"Trang công khai {what}: {headline(row)}", hard=True)
    if numbers and drafted(row.text) and not _about_law(row):
        reason = f"Dự thảo văn bản công đoàn {numbers[0]} xuất hiện công khai: {headline(row)}"
        return noticed(row, watch, "R2a", 3, reason, hard=True)
    return None


def _unauthorised(row: StoryRow, watch: Watch) -> Read | None:
    """R2a: the press quotes somebody for our union who is not on the roster of spokespersons.

    Told to the heads where something happened (risk, or blame); in routine news officials are quoted every
    day, and question 3.06 lists them. Never hard: a person confirms what a machine took for a quote.
    """
    if watch.roster is None or not row.press or row.own:
        return None
    day = hanoi_day(row.published_at or row.known_at)
    quote = quoted(row.reports or (row.text,), watch.roster, day, row.topics)
    if quote.voice is Voice.UNKNOWN:
        return Read(Outcome.NO_ROSTER)
    if quote.voice is not Voice.OTHER:
        return None
    if not (row.risk or row.stance_negative):
        return Read(Outcome.ROUTINE)
    severity = capped(row, watch, 3 if row.risk >= 2 or row.stance_negative else 2)
    reason = f"Báo dẫn {_SPOKEN} của {quote.unit} (máy đọc, cần người xác nhận): {headline(row)}"
    return noticed(row, watch, "R2a", severity, reason)


def _about_law(row: StoryRow) -> bool:
    """Say whether a draft is the law's: its public comment quotes numbers of union documents daily."""
    return bool({"law_making", "party_documents", "state_policy"} & set(row.topics))


def _union_blamed(row: StoryRow, watch: Watch) -> Read | None:
    """R1: misconduct inside the union, or a named unit blamed. One press story is enough."""
    misconduct = about(row, watch, "union_misconduct")
    blamed = bool(row.stance_negative and row.union_units)
    if not misconduct and not blamed:
        return None
    if misconduct and not blamed and not row.risk:
        return Read(Outcome.ROUTINE)
    who = row.union_units[0] if row.union_units else "tổ chức công đoàn"
    what = "Nêu sai phạm, tiêu cực ở" if misconduct else "Phê phán"
    severity = 3 if row.press else 2
    if row.press and (row.risk >= 3 or (at_home(row, watch) and len(row.voices) > 1)):
        severity = 4
    if misconduct and not blamed:
        severity = as_sure(row, watch, "union_misconduct", severity)
    severity = capped(row, watch, severity)
    return noticed(row, watch, "R1", severity, f"{what} {who}: {headline(row)}")


def _event(row: StoryRow, watch: Watch) -> Read | None:
    """R3: stoppages, poisonings, accidents, arrears and mass lay-offs. Any mention in the province."""
    kinds = _kinds(row, watch)
    if not kinds:
        return None
    graded = [
        (as_sure(row, watch, TOPIC[kind], _R3[kind][1].get(row.risk, 0)), kind) for kind in kinds
    ]
    severity, kind = max(graded, key=lambda pair: pair[0])
    # At risk 1 the guide puts grievances and rumours, and history, anniversaries and figures too; what
    # is told without any negative word is of the second sort.
    if not severity or (row.risk == 1 and not row.negative):
        return Read(Outcome.ROUTINE)
    home = at_home(row, watch)
    if home is None:
        return Read(Outcome.PLACELESS)
    if not home:
        return Read(Outcome.OUTSIDE)
    told = row.reports or (row.text,)  # the first report seldom knows how many
    if kind == "work_accident" and row.risk == 1 and any(map(injured, told)):
        severity = as_sure(row, watch, kind, 3)  # no fire without victims
    struck = max(people(text, kind) for text in told)
    deaths = max(map(dead, told))
    graver = deaths >= GRAVE_DEATHS or struck >= GRAVE_PEOPLE[kind]
    if severity >= 3 and graver and not (kind == "arrears" and any(map(many_firms, told))):
        severity = 4
    road = kind == "work_accident" and all(map(on_the_road, told))
    if road:  # told to the heads: a crash is seldom an accident at work
        severity = min(severity, 3)
    severity = capped(row, watch, severity)
    extent = (
        f" ({deaths} người chết)" if deaths else f" (khoảng {struck} người)" if struck > 1 else ""
    )
    reason = f"{_R3[kind][0]} tại {watch.home}{extent}: {headline(row)}"
    return noticed(row, watch, "R3", severity, reason, hard=severity >= 3 and not road)


def _harm(row: StoryRow, watch: Watch) -> Read | None:
    """R3 by words alone: people dead or missing at work, whatever the model made of it.

    Told to the heads, never to leaders: half of what words say so is something else.
    """
    if not row.press:
        return None
    home = at_home(row, watch)
    if not home or not any(map(harmed, row.reports or (row.text,))):
        return None
    reason = f"Có người chết hoặc mất tích khi làm việc tại {watch.home} (theo từ ngữ, cần đọc): "
    return noticed(row, watch, "R3", 3, reason + headline(row))


def _kinds(row: StoryRow, watch: Watch) -> list[str]:
    topics = {topic for topic in row.topics if about(row, watch, topic)}
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


def _employer(row: StoryRow, watch: Watch) -> Read | None:
    """R4: an employer's violation with the enterprise named, in the province: to the watch list.

    An enterprise with a union in our register is of the province whatever the report says of places, and a
    case is proposed. One without is watched too: a register that is not complete must hide nobody.
    """
    if not about(row, watch, "employer_violation") or not row.enterprises:
        return None
    if not row.risk:
        return Read(Outcome.ROUTINE)
    firm = next((name for name in row.enterprises if name in row.registered), row.enterprises[0])
    union = row.registered.get(firm, "")
    home = at_home(row, watch)
    if not home and not (home is None and union):
        return Read(Outcome.PLACELESS if home is None else Outcome.OUTSIDE)
    known = (
        f" (có {union} trong sổ đơn vị, nên mở hồ sơ)" if union
        else " (chưa có công đoàn cơ sở trong sổ đơn vị)" if watch.companies
        else " (sổ đơn vị chưa có doanh nghiệp nào nên chưa đối chiếu)" if watch.companies is False
        else ""
    )  # fmt: skip
    reason = f"{firm} bị nêu vi phạm với người lao động{known}: {headline(row)}"
    read = noticed(row, watch, "R4", 2, reason)
    if not union or read.finding is None or union in row.union_units:
        return read
    units = (*row.union_units, union)
    return Read(read.outcome, replace(read.finding, union_units=units))


def _hostile(row: StoryRow, watch: Watch) -> Read | None:
    """R5: false or hostile claims about workers or the union; graver the wider they spread."""
    if not about(row, watch, "misinformation"):
        return None
    if not row.risk:
        return Read(Outcome.ROUTINE)
    severity = max(level for sources, level in SPREAD if max(1, len(row.voices)) >= sources)
    reason = f"Tin sai hoặc luận điệu xuyên tạc, {len(row.voices)} nguồn: {headline(row)}"
    severity = as_sure(row, watch, "misinformation", severity)
    return noticed(row, watch, "R5", capped(row, watch, severity), reason)


_RULES: Sequence[Callable[[StoryRow, Watch], Read | None]] = (
    _leak, _union_blamed, _event, _hostile, _employer, _harm, _unauthorised,
)  # fmt: skip
