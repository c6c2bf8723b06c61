"""What people say themselves: calls to stop work (R2d), one question asked again and again (R2b)."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from langnghe.cases.finding import Finding
from langnghe.cases.rule_call import urges
from langnghe.cases.rule_rows import Outcome, Planned, RuleReport, VoiceRow, Watch
from langnghe.cases.rule_words import calls, hiding
from langnghe.records import hanoi_day
from langnghe.text import loose_key

CALL = "call_to_action"
JOINED = 3  # writers who call for the same on one story within a day
ALIKE = 0.5  # share of the shorter question's telling words that the other has too
_QUESTION_AT_MOST = 40  # words of a text that are compared
# Words that every question has.
_EMPTY = frozenset(
    "a ah anh ban bac bao ca cac cai cho chi chua co cua da dang day de den di duoc em gi hay ho hoi khi "
    "khong la lai lam lan luc ma minh moi mot nao nay neu ngay nhe nhieu nhu nhung nua o phai qua ra rang roi "
    "sao se su tai thay the thi toi tra loi tren trong tu va van vao ve vi viec voi xin a oi oa u vay vn vang "
    "cong doan nguoi lao dong".split()
)


def voice_findings(rows: Iterable[VoiceRow], watch: Watch) -> RuleReport:
    """Return the findings of the comments and public posts of the last days.

    Every row ends in one outcome: a call is weighed first, then questions are counted.
    """
    report = RuleReport()
    rows = list(rows)
    calling = [row for row in rows if _calls_for(row)]
    called = {row.post_id for row in calling}
    _calls(calling, watch, report)
    _questions([row for row in rows if row.post_id not in called], watch, report)
    return report


def _calls(rows: Sequence[VoiceRow], watch: Watch, report: RuleReport) -> None:
    """R2d: one finding a story; 5 where it can concern the office, else 3 until others join in.

    The office is concerned by a call in its province, by one that names the union, by one to stop work
    that names no other province, and by any that JOINED writers make within a day. A boycott that one
    stranger asks for elsewhere is no reason to wake a chairman, nor is a call from nowhere that only its
    words betray.
    """
    by_story: dict[str, list[VoiceRow]] = defaultdict(list)
    for row in rows:
        by_story[row.story_id].append(row)
    for story_id, said in by_story.items():
        lately = [row for row in said if watch.now - row.at <= timedelta(days=1)]
        joined = len({(row.source, row.asker) for row in lately})
        concerns = joined >= JOINED or any(_concerns(row, watch) for row in said)
        severity = 5 if concerns else 3
        if severity <= watch.known_severity(story_id):
            report.outcomes[Outcome.KNOWN] += len(said)
            continue
        report.outcomes[Outcome.FINDING] += len(said)
        writers = len({(row.source, row.asker) for row in said})
        stoppage = any(calls(row.text)[0] for row in said)
        what = "Kêu gọi ngừng việc, đình công" if stoppage else "Kêu gọi tẩy chay, tụ tập phản đối"
        where = f", {watch.home}" if any(_at_home(row, watch) for row in said) else ""
        by_words = "" if any(row.intent == CALL for row in said) else "; theo từ ngữ, cần đọc"
        reason = f"{what} ({writers} người viết{where}{by_words})"
        report.findings.append(
            _finding(said, watch, "R2d", story_id, severity, reason, hard=severity == 5)
        )


def _at_home(row: VoiceRow, watch: Watch) -> bool:
    return watch.home in row.provinces or (row.local and not row.provinces)


def _concerns(row: VoiceRow, watch: Watch) -> bool:
    if _at_home(row, watch) or row.stance_union != "none":
        return True
    return row.intent == CALL and not row.provinces and calls(row.text)[0]


def _calls_for(row: VoiceRow) -> bool:
    """Say whether a text calls for action: the model and the words say so, or words that urge to stop work."""
    return (row.intent == CALL and any(calls(row.text))) or urges(row.text)


def _questions(rows: Sequence[VoiceRow], watch: Watch, report: RuleReport) -> None:
    """R2b: the same question from question_times writers in question_days."""
    since = watch.now - timedelta(days=watch.question_days)
    asked = [r for r in rows if r.at > since and (r.intent == "ask" or hiding(r.text))]
    if len(asked) < len(rows):
        report.outcomes[Outcome.UNWATCHED] += len(rows) - len(asked)
    for same in alike(asked):
        writers = {(row.source, row.asker) for row in same}
        if len(writers) < watch.question_times:
            report.outcomes[Outcome.TOO_FEW] += len(same)
            continue
        first = min(same, key=lambda row: (row.at, row.post_id))
        topics = _common(same)
        if planned(watch, topics):
            report.outcomes[Outcome.PLANNED] += len(same)
            continue
        hidden = sum(hiding(row.text) for row in same)
        severity = 3 if 2 * hidden >= len(same) or len(writers) >= 4 * watch.question_times else 2
        # The first question leaves the window one day: the group is known by any post of it.
        if severity <= max(watch.known.get(row.post_id, 0) for row in same):
            report.outcomes[Outcome.KNOWN] += len(same)
            continue
        report.outcomes[Outcome.FINDING] += len(same)
        reason = f"{len(writers)} người hỏi cùng một điều trong {watch.question_days} ngày" + (
            f", {hidden} lời trách là không trả lời, thiếu công khai" if hidden else ""
        )
        report.findings.append(
            _finding(same, watch, "R2b", f"question:{first.post_id}", severity, reason)
        )


def alike(rows: Sequence[VoiceRow]) -> list[list[VoiceRow]]:
    """Return groups of texts that ask the same: their main topic and half of their telling words."""
    groups: list[tuple[str, frozenset[str], list[VoiceRow]]] = []
    for row in sorted(rows, key=lambda r: (r.at, r.post_id)):
        topic = row.topics[0] if row.topics else ""
        words = _telling(row.text)
        for of, first, same in groups:
            if of == topic and _share(words, first) >= ALIKE:
                same.append(row)
                break
        else:
            groups.append((topic, words, [row]))
    return [same for _, _, same in groups]


def _telling(text: str) -> frozenset[str]:
    words = loose_key(text).split()[:_QUESTION_AT_MOST]
    return frozenset(word for word in words if word not in _EMPTY)


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    """Return what share of the shorter the other has; of texts with hardly a word, nothing."""
    least = min(len(one), len(other))
    return len(one & other) / least if least >= 2 else float(one == other and bool(one))


def planned(watch: Watch, topics: Sequence[str]) -> Planned | None:
    """Return the planned event of today that explains talk of these topics."""
    today = hanoi_day(watch.now)
    return next(
        (
            event
            for event in watch.planned
            if event.first <= today <= event.last
            and (not event.topics or set(topics[:1]) <= set(event.topics))
        ),
        None,
    )


def _common(rows: Sequence[VoiceRow]) -> tuple[str, ...]:
    counts = Counter(topic for row in rows for topic in row.topics)
    return tuple(topic for topic, _ in counts.most_common(3))


def _finding(
    rows: Sequence[VoiceRow], watch: Watch, risk: str, subject: str, severity: int, reason: str,
    *, hard: bool = False,
) -> Finding:  # fmt: skip
    negative = sum(row.stance_union == "negative" for row in rows)
    return Finding(
        kind="rule",
        risk=risk,
        subject=subject,
        at=watch.now,
        since=min(row.at for row in rows),
        severity=severity,
        reason=reason,
        hard=hard,
        story_ids=tuple(
            sorted({row.story_id for row in rows if row.story_id})
        ),  # an inbox has none
        post_ids=tuple(row.post_id for row in rows),
        sources=tuple(sorted({row.source for row in rows})),
        topics=_common(rows),
        places=tuple(dict.fromkeys(place for row in rows for place in row.provinces)),
        observed=float(len({(row.source, row.asker) for row in rows})),
        negative_share_low=_share_low(negative, len(rows)),
    )


def _share_low(hits: int, total: int) -> float:
    """Return the lower end of Wilson's 95 % interval of a share."""
    z = 1.96
    share = hits / total
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return max(0.0, (share + z * z / (2 * total) - spread) / (1 + z * z / total))
