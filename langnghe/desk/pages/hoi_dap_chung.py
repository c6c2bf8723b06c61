"""What a question looks like: its 24 hours in words and as a bar, its talk, what happened to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from fastapi import HTTPException

from langnghe.cases.clock import due_at, hours_between, in_time
from langnghe.cases.inquiry import REACTION_VI, WHAT_VI, Inquiry
from langnghe.cases.inquiry_bank import SampleAnswer
from langnghe.desk import render
from langnghe.desk.pages.canh_bao_chung import Told, age
from langnghe.records import ROLE_VI, Event, hanoi_day

if TYPE_CHECKING:
    from flows.inquiries import Counter
    from langnghe.cases.inquiry_policy import InquiryPolicy
    from langnghe.desk.ask import Ask

# Of the bar: the time allowed takes DAY of its WIDTH, the rest is for what comes late.
WIDTH, DAY = 400.0, 320.0
# Whoever asks: no part of a pseudonym is shown, by which the questions of one person could be joined.
ASKER = "Người hỏi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The clock of one question. elapsed: hours until the first reply, or until now; kind: how it stands."""

    kind: str  # cho, sap, qua, dung, tre, khong
    words: str
    css: str
    due: datetime
    elapsed: float
    gone: float  # of the bar
    reply: float | None  # where on the bar the first reply stands
    ticks: tuple[tuple[float, str], ...]


def clock_of(inquiry: Inquiry, policy: InquiryPolicy, now: datetime) -> Clock:
    """Return how a question's time stands: wall time from the moment it came, nights and Tết included."""
    within, allowed = policy.clock.within, policy.clock.answer_hours
    due = due_at(inquiry.received_at, within)
    replied = inquiry.first_reply_at
    elapsed = hours_between(inquiry.received_at, replied or now)
    steps = [step.hours for step in policy.clock.step if step.hours < allowed]
    kept = in_time(inquiry.received_at, replied, now, within)
    took = render.span(elapsed * 3600)
    if not inquiry.valid:
        kind, words, css = "khong", "không tính giờ: không hợp lệ", "soft"
    elif replied is not None:
        kind, css = ("dung", "good") if kept else ("tre", "bad")
        words = f"trả lời sau {took}, {'đúng hạn' if kept else 'trễ hạn'}"
    elif kept is False:
        late = (now - due).total_seconds()
        kind, words, css = "qua", f"quá hạn {age(late)}", "bad"
    else:
        left = f"còn {render.span(due - now)}"
        soon = bool(steps) and elapsed >= steps[-1]
        kind, words = ("sap", f"sắp hết hạn, {left}") if soon else ("cho", left)
        css = "warn" if steps and elapsed >= steps[0] else "good"
    scale = DAY / allowed
    ticks = tuple((step * scale, render.number(step)) for step in (*steps, allowed))
    return Clock(
        kind=kind, words=words, css=css, due=due, elapsed=elapsed,
        gone=round(min(WIDTH, elapsed * scale), 1),
        reply=round(min(WIDTH - 7, elapsed * scale), 1) if replied else None, ticks=ticks,
    )  # fmt: skip


def the_inquiry(ask: Ask, state: Counter, ident: str) -> Inquiry:
    """Return a question this person may see, or say why there is none."""
    found = state.inquiries.get(ident)
    if found is None or ask.unit not in (
        None,
        found.unit,
    ):  # of another unit: not even that it exists
        raise HTTPException(404, f"Không có câu hỏi {ident[:40]} trong phạm vi của bạn.")
    return found


def unit_names(ask: Ask) -> Mapping[str, str]:
    """Return code → name of the units."""
    sql = "select code, arg_max(name, valid_from) from staging.stg_unit group by code"
    return ask.once(("units",), lambda: dict(ask.store.rows(sql)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One turn of the talk. ours: of the office; text "" where the words lie on the channel alone."""

    at: datetime
    who: str
    text: str
    ours: bool
    note: str = ""


def talk_of(inquiry: Inquiry, events: Sequence[Event]) -> list[Line]:
    """Return the talk, oldest first: the question, what followed it, the answers."""
    asker = ASKER
    found = [Line(at=inquiry.received_at, who=asker, text=inquiry.question, ours=False)]
    for event in events:
        at = event.fields.get("replied_at")
        moment = datetime.fromisoformat(at) if at else event.at
        who = ROLE_VI.get(event.by, "Công đoàn")
        if event.what == "heard":
            last = event.fields.get("last_heard_at")
            said = datetime.fromisoformat(last) if last else event.at
            found.append(Line(at=said, who=asker, text="", ours=False, note="viết thêm trên kênh"))
        elif event.what == "auto_replied":
            found.append(
                Line(
                    at=moment, who="Máy", text="", ours=True, note="trả lời tự động, không tính giờ"
                )
            )
        elif event.what == "greeted":
            found.append(
                Line(at=moment, who=who, text="", ours=True, note="lời chào, chưa phải trả lời")
            )
        elif event.what == "replied":
            found.append(Line(at=moment, who=who, text="", ours=True, note="trả lời trên kênh"))
        elif event.what == "interim":
            found.append(Line(at=moment, who=who, text="", ours=True, note="trả lời tạm"))
        elif event.what == "answered":
            # An approved draft is not said again by the event that sent it.
            text = str(event.fields.get("draft") or inquiry.draft)
            found.append(Line(at=moment, who=who, text=text, ours=True))
    return sorted(found, key=lambda line: line.at)


def course_of(events: Sequence[Event]) -> list[Told]:
    """Return what happened to a question, newest first."""
    return [
        Told(
            at=event.at, who=ROLE_VI.get(event.by, "máy"), what=WHAT_VI.get(event.what, event.what),
            more=_more(event.fields), kind="inquiry", machine=event.by not in ROLE_VI,
        )
        for event in reversed(events)
    ]  # fmt: skip


def _more(fields: Mapping[str, Any]) -> str:
    said = [
        str(fields.get("reason") or ""),
        str(fields.get("returned_why") or ""),
        f"giao {ROLE_VI.get(fields['role'], fields['role'])}" if fields.get("role") else "",
        f"đã {render.number(fields['stage'])} giờ" if fields.get("stage") else "",
        f"hài lòng {fields['csat']}/5" if fields.get("csat") else "",
        REACTION_VI.get(str(fields.get("reaction") or ""), ""),
    ]
    return "; ".join(filter(None, said))


def samples_for(
    bank: Mapping[str, SampleAnswer], inquiry: Inquiry, now: datetime
) -> list[SampleAnswer]:
    """Return the sample answers that may be used today, those of the question's topic first."""
    today = hanoi_day(now).isoformat()
    good = [
        s for s in bank.values() if s.status == "approved" and not (s.until and today > s.until)
    ]
    return sorted(good, key=lambda s: (s.topic != inquiry.topic, render.vietnamese_key(s.question)))


def day_of(iso: str) -> str:
    """Return the day of a sample answer as it is written here.

    >>> day_of("2026-12-31"), day_of("")
    ('31/12/2026', '')
    """
    return render.day(date.fromisoformat(iso)) if iso else ""
