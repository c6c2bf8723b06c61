"""A digest laid out for reading: items numbered, voices grouped, back-references by source.

Nothing is decided here: numbers come from the digest, this module only puts them in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from langnghe.digest.chart import Chart, chart
from langnghe.digest.model import AlertItem, Digest, SourceState, StoryItem, Voice
from langnghe.digest.words import INTENT, STATE, Sign, day_full, number, sign

UNDECLARED = " (chưa khai báo)"  # how a source outside sources.toml is marked
# What fits one A4 page, and what a leader reads in one sitting.
_SUMMARY_ALERTS = 3
_SUMMARY_URGENT, _SUMMARY_URGENT_BUSY = 5, 3
_SUMMARY_STORIES, _SUMMARY_STORIES_BUSY = 5, 3
_SUMMARY_SOURCES = 6
_TOLD = 3  # the alert level from which somebody was told at once


@dataclass(frozen=True, slots=True)
class Ref:
    """A number in the page and the anchor it opens."""

    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class NumberedStory:
    """A story with its number in this digest."""

    n: int
    story: StoryItem

    @property
    def ref(self) -> Ref:
        return Ref(str(self.n), f"tin-{self.n}")


@dataclass(frozen=True, slots=True)
class NumberedVoice:
    """A public text with its number in this digest."""

    n: int
    voice: Voice

    @property
    def ref(self) -> Ref:
        return Ref(f"Y{self.n}", f"y-{self.n}")


@dataclass(frozen=True, slots=True)
class VoiceGroup:
    """Public texts of one intent."""

    sign: Sign
    anchor: str
    voices: tuple[NumberedVoice, ...]


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert and the items of this digest that tell of it."""

    n: int
    alert: AlertItem
    refs: tuple[Ref, ...]

    @property
    def ref(self) -> Ref:
        return Ref(self.alert.alert_id, f"bao-dong-{self.n}")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source and the items of this digest that came from it."""

    n: int
    state: SourceState
    sign: Sign
    refs: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to “có gì cần lo không?”."""

    level: Literal["alarm", "unknown", "calm"]
    headline: str
    detail: str


@dataclass(frozen=True, slots=True)
class Finder:
    """One coverage figure and the stories behind it."""

    anchor: str
    name: str
    refs: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class View:
    """Everything a template needs beside the digest itself."""

    title: str
    covers: str
    verdict: Verdict
    alerts: tuple[AlertRow, ...]
    lead_alerts: tuple[AlertRow, ...]  # told at once, and about none of the urgent stories
    more_alerts: int  # how many such there are beyond those
    ringing: Mapping[str, AlertRow]  # story → its gravest alert
    read: bool  # some source answered, or something was found: a 0 means 0
    urgent: tuple[NumberedStory, ...]
    top: tuple[NumberedStory, ...]
    rest: tuple[NumberedStory, ...]
    lead_urgent: tuple[NumberedStory, ...]
    lead_top: tuple[NumberedStory, ...]
    voice_groups: tuple[VoiceGroup, ...]
    other_voices: tuple[NumberedVoice, ...]
    sources: tuple[SourceRow, ...]
    missing: tuple[SourceRow, ...]  # failed and blocked
    lead_missing: tuple[SourceRow, ...]
    finders: tuple[Finder, ...]
    chart: Chart | None


def arrange(digest: Digest) -> View:
    """Return the layout of a digest."""
    numbered = [
        NumberedStory(n, story)
        for n, story in enumerate((*digest.urgent, *digest.top, *digest.rest), start=1)
    ]
    cut, end = len(digest.urgent), len(digest.urgent) + len(digest.top)
    few = _SUMMARY_STORIES if cut < 3 else _SUMMARY_STORIES_BUSY
    groups, asked = _groups(digest.voices)
    others = tuple(
        NumberedVoice(n, voice) for n, voice in enumerate(digest.other_voices, start=asked + 1)
    )
    said = [v for group in groups for v in group.voices] + list(others)
    sources = _sources(digest.sources, numbered, said)
    missing = tuple(row for row in sources if row.state.state in ("failed", "blocked"))
    alerts = _alerts(digest, numbered)
    ringing: dict[str, AlertRow] = {}
    for row in alerts:
        for story_id in row.alert.story_ids:
            ringing.setdefault(story_id, row)
    room = _SUMMARY_URGENT
    if apart := _apart(alerts, numbered[:cut][:room]):  # they need some of the page
        room = _SUMMARY_URGENT_BUSY
        apart = _apart(alerts, numbered[:cut][:room])
    lead_alerts = tuple(apart[:_SUMMARY_ALERTS])
    return View(
        title=_title(digest),
        covers=_covers(digest),
        verdict=_verdict(digest),
        alerts=alerts,
        lead_alerts=lead_alerts,
        more_alerts=len(apart) - len(lead_alerts),
        ringing=ringing,
        read=_read(digest),
        urgent=tuple(numbered[:cut]),
        top=tuple(numbered[cut:end]),
        rest=tuple(numbered[end:]),
        lead_urgent=tuple(numbered[:cut][:room]),
        lead_top=tuple(numbered[cut:end][:few]),
        voice_groups=groups,
        other_voices=others,
        sources=sources,
        missing=missing,
        lead_missing=missing[:_SUMMARY_SOURCES],
        finders=(
            _finder("cong-doan", "Nói về công đoàn", numbered, lambda s: s.stance_union != "none"),
            _finder("dia-ban", "Tại địa bàn", numbered, lambda s: s.at_home),
            _finder("tieu-cuc", "Tiêu cực", numbered, lambda s: s.tone == "negative"),
            _finder("tich-cuc", "Tích cực", numbered, lambda s: s.tone == "positive"),
            _finder("chua-chac", "Nhãn chưa chắc", numbered, lambda s: s.unsure),
        ),
        chart=chart(digest.by_day, digest.coverage.usual_in_scope, digest.day),
    )


def _title(digest: Digest) -> str:
    return "Điểm báo sáng" if digest.kind == "edition" else "Điểm báo"


def _covers(digest: Digest) -> str:
    days = ", ".join(day_full(day) for day in digest.covers) or day_full(digest.day)
    if digest.kind == "edition":
        return f"Bản 07:00, gồm tin các ngày {days} (ngày cuối tính đến lúc lập bản này)"
    return f"Gồm tin trọn ngày {days}"


def _verdict(digest: Digest) -> Verdict:
    """A calm day is claimed only for what could be read; with nothing read, nothing is claimed."""
    missing = sum(s.state in ("failed", "blocked") for s in digest.sources)
    warned = sum(v.risk >= 2 for v in digest.voices)
    said = f"{number(warned)} ý kiến công chúng ở mức cảnh báo trở lên." if warned else ""
    gap = f"{number(missing)} nguồn không thu được, có thể còn tin chưa thấy." if missing else ""
    told = [alert.level for alert in digest.alerts or () if alert.level >= _TOLD]
    # The list beside it begins lower: without the level the two numbers read as a contradiction.
    ringing = (
        f"{number(len(told))} báo động từ mức {_TOLD}, cao nhất mức {max(told)}." if told else ""
    )
    if digest.urgent:
        worst = max(story.risk for story in digest.urgent)
        level = "khủng hoảng" if worst >= 3 else "cảnh báo"
        headline = f"Có {number(len(digest.urgent))} việc cần lo, cao nhất ở mức {level}."
        return Verdict("alarm", headline, " ".join(filter(None, (ringing, said, gap))))
    if told:
        return Verdict("alarm", f"Có {ringing}", f"{said} {gap}".strip())
    if warned:
        return Verdict("alarm", f"Có {said}", gap)
    if not _read(digest):
        return Verdict(
            "unknown",
            "Chưa thể nói hôm nay có gì cần lo hay không.",
            "Không nguồn nào thu được tin, nên im lặng ở đây không có nghĩa là yên ổn.",
        )
    detail = gap or "Mọi nguồn được hỏi đều trả lời."
    return Verdict("calm", "Không thấy việc nào ở mức cảnh báo.", detail)


def _apart(alerts: Iterable[AlertRow], beside: Iterable[NumberedStory]) -> list[AlertRow]:
    """Return the alerts somebody was told of that no story beside them tells of: nothing twice."""
    told = {item.story.story_id for item in beside}
    return [
        row for row in alerts if row.alert.level >= _TOLD and told.isdisjoint(row.alert.story_ids)
    ]


def _alerts(digest: Digest, stories: Iterable[NumberedStory]) -> tuple[AlertRow, ...]:
    refs = {item.story.story_id: item.ref for item in stories}
    return tuple(
        AlertRow(n, alert, tuple(refs[story] for story in alert.story_ids if story in refs))
        for n, alert in enumerate(digest.alerts or (), start=1)
    )


def _read(digest: Digest) -> bool:
    reached = any(s.state in ("ok", "quiet") for s in digest.sources)
    return reached or digest.coverage.collected > 0


def _groups(voices: Sequence[Voice]) -> tuple[tuple[VoiceGroup, ...], int]:
    order = {intent: k for k, intent in enumerate(INTENT)}
    found: dict[str, list[Voice]] = {}
    for voice in voices:
        found.setdefault(voice.intent, []).append(voice)
    groups, n = [], 0
    for k, intent in enumerate(sorted(found, key=lambda i: order.get(i, len(order)))):
        rows = tuple(NumberedVoice(n + j, v) for j, v in enumerate(found[intent], start=1))
        n += len(rows)
        groups.append(VoiceGroup(sign(INTENT, intent), f"nhom-{k + 1}", rows))
    return tuple(groups), n


def _sources(
    states: Sequence[SourceState],
    stories: Iterable[NumberedStory],
    voices: Iterable[NumberedVoice],
) -> tuple[SourceRow, ...]:
    refs: dict[str, dict[Ref, None]] = {}
    spoken: dict[str, dict[Ref, None]] = {}  # a voice knows its source by name only
    for item in stories:
        for copy in item.story.copies:
            refs.setdefault(copy.source, {})[item.ref] = None
    for said in voices:
        spoken.setdefault(said.voice.source_name, {})[said.ref] = None
    order = {state: k for k, state in enumerate(STATE)}
    rows = sorted(states, key=lambda s: order.get(s.state, len(order)))
    return tuple(
        SourceRow(
            n,
            state,
            sign(STATE, state.state),
            (*refs.get(state.source, ()), *spoken.get(state.name.removesuffix(UNDECLARED), ())),
        )
        for n, state in enumerate(rows, start=1)
    )


def _finder(
    anchor: str, name: str, stories: Iterable[NumberedStory], test: Callable[[StoryItem], bool]
) -> Finder:
    return Finder(f"tra-{anchor}", name, tuple(s.ref for s in stories if test(s.story)))
