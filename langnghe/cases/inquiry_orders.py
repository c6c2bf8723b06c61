"""What people do with a question: take, sort, pass on, draft, answer, close, turn down, open again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from langnghe.cases.clock import due_step
from langnghe.cases.inquiry import (
    FIRST_VI,
    REACTION_VI,
    STATUS_VI,
    Inquiry,
    changed,
)
from langnghe.cases.inquiry_bank import SampleAnswer, usable
from langnghe.cases.inquiry_policy import InquiryPolicy
from langnghe.cases.rights import HANDLERS, HEADS, require, role_of
from langnghe.errors import LangngheError
from langnghe.privacy import scrub
from langnghe.records import ROLE_VI, Event, hanoi_day
from langnghe.text import canonical

CLOCK = "machine@dong-ho"
WORKERS = (*HANDLERS, "analyst")  # who may sort; answers are the handlers'


def take(inquiry: Inquiry, role: str, now: datetime) -> Event:
    """Say that somebody is at it: đã nhận."""
    _live(inquiry)
    require(role, HANDLERS, "nhận câu hỏi")
    if inquiry.status != "new":
        raise LangngheError(f"{inquiry.id}: {STATUS_VI[inquiry.status]}, không nhận lại được")
    after = replace(inquiry, status="taken", taken_at=now)
    return changed(inquiry, after, "taken", role, now)


def sort(inquiry: Inquiry, role: str, values: Mapping[str, Any], now: datetime) -> Event:
    """Set topic, unit, role or first_channel; a new role is told."""
    require(role, WORKERS, "phân loại câu hỏi")
    given = {name: value for name, value in values.items() if value is not None}
    if "role" in given:
        _live(inquiry)
        given["role"] = role_of(given["role"])
        require(given["role"], HANDLERS, "trả lời câu hỏi")
    if given.get("first_channel", "unknown") not in FIRST_VI:
        raise LangngheError(f"hỏi ở đâu trước: dùng một trong {', '.join(FIRST_VI)}")
    after = replace(inquiry, **given)
    if after == inquiry:
        raise LangngheError(f"{inquiry.id}: không có gì mới để ghi")
    told = {"notify": [after.role]} if after.role != inquiry.role else {}
    return changed(inquiry, after, "sorted", role, now, **told)


def interim(
    inquiry: Inquiry, role: str, now: datetime, *, sent_at: datetime | None = None
) -> Event:
    """Take down an interim reply that a person has sent: the first reply, not the answer."""
    _live(inquiry)
    require(role, HANDLERS, "trả lời")
    status = "interim" if inquiry.status in ("new", "taken") else inquiry.status
    after = replace(inquiry, status=status)
    replied = _sent(inquiry, sent_at, now)
    return changed(inquiry, after, "interim", role, now, replied_at=replied.isoformat())


def pass_on(inquiry: Inquiry, role: str, to: str, now: datetime) -> Event:
    """Give it to a department: chuyển Ban. The clock goes on."""
    _live(inquiry)
    require(role, HANDLERS, "chuyển câu hỏi")
    who = role_of(to)
    require(who, HANDLERS, "trả lời câu hỏi")
    after = replace(inquiry, status="passed", role=who, passed_at=now)
    return changed(inquiry, after, "passed", role, now, notify=[who])


def draft(
    inquiry: Inquiry, role: str, text: str, now: datetime, *, answers: Sequence[str] = (),
    grounds: str = "", bank: Mapping[str, SampleAnswer] | None = None,
) -> Event:  # fmt: skip
    """Lay an answer before the heads: chờ duyệt."""
    _live(inquiry)
    require(role, HANDLERS, "soạn câu trả lời")
    after = replace(
        _answered_with(inquiry, text, answers, grounds, bank or {}, now),
        status="pending",
        drafted_by=role,
        returned_why="",
    )
    return changed(inquiry, after, "drafted", role, now, notify=["propaganda_head"])


def give_back(inquiry: Inquiry, role: str, why: str, now: datetime) -> Event:
    """Return a draft with a reason."""
    _pending(inquiry)
    require(role, HEADS, "trả lại bản soạn")
    if not why.strip():
        raise LangngheError("trả lại cần lý do; ghi --reason “…”")
    after = replace(inquiry, status="taken", returned_why=why.strip())
    return changed(inquiry, after, "returned", role, now, notify=[inquiry.role])


def answer(
    inquiry: Inquiry, role: str, now: datetime, *, text: str = "", answers: Sequence[str] = (),
    grounds: str = "", bank: Mapping[str, SampleAnswer] | None = None,
    sent_at: datetime | None = None,
) -> Event:  # fmt: skip
    """Take down the answer that was sent; of a draft only a head says that it may go."""
    _live(inquiry)
    if inquiry.status == "pending":
        require(role, HEADS, "duyệt câu trả lời")
        after = inquiry
        if text or answers or grounds:
            after = _answered_with(inquiry, text, answers, grounds, bank or {}, now)
    else:
        require(role, HANDLERS, "trả lời")
        after = _answered_with(inquiry, text, answers, grounds, bank or {}, now)
    replied = _sent(inquiry, sent_at, now)
    after = replace(after, status="answered", answered_at=replied, answered_by=role)
    return changed(inquiry, after, "answered", role, now, replied_at=replied.isoformat())


def _answered_with(
    inquiry: Inquiry,
    text: str,
    answers: Sequence[str],
    grounds: str,
    bank: Mapping[str, SampleAnswer],
    now: datetime,
) -> Inquiry:
    """Return it with what answers it: an own text, or approved sample answers and their legal basis."""
    samples = [usable(bank, given, hanoi_day(now)) for given in answers]
    basis = [grounds.strip(), *(sample.grounds for sample in samples)]
    words = scrub(canonical(text)) or "\n\n".join(sample.answer for sample in samples)
    if not words:
        raise LangngheError("cần nội dung trả lời: ghi --text “…” hoặc --from MÃ-CÂU-MẪU")
    return replace(
        inquiry,
        draft=words,
        answers=tuple(sample.id for sample in samples),
        grounds="; ".join(dict.fromkeys(part for part in basis if part)),
    )


def close(inquiry: Inquiry, role: str, now: datetime) -> Event:
    """Close what is answered: đóng."""
    require(role, HANDLERS, "đóng câu hỏi")
    if inquiry.status != "answered":
        raise LangngheError(
            f"{inquiry.id}: {STATUS_VI[inquiry.status]}; chỉ đóng câu đã trả lời, "
            "câu không phải câu hỏi thì ghi không hợp lệ"
        )
    return changed(inquiry, replace(inquiry, status="closed", closed_at=now), "closed", role, now)


def invalid(inquiry: Inquiry, role: str, reason: str, now: datetime) -> Event:
    """Say that it is no question (spam, a test, a doublet); without a reason it counts."""
    require(role, WORKERS, "loại câu hỏi")
    if not reason.strip():
        raise LangngheError("ghi không hợp lệ cần lý do: quảng cáo, nhập trùng, không hỏi gì …")
    if not inquiry.valid:
        raise LangngheError(f"{inquiry.id}: đã ghi không hợp lệ từ trước")
    after = replace(inquiry, status="invalid", closed_at=now, reason=reason.strip())
    return changed(inquiry, after, "invalid", role, now)


def reopen(inquiry: Inquiry, role: str, reason: str, now: datetime) -> Event:
    """Open again what was closed too early or turned down wrongly; the clock has never stopped for it."""
    require(role, HANDLERS, "mở lại câu hỏi")
    if inquiry.live:
        raise LangngheError(f"{inquiry.id}: đang mở")
    if not reason.strip():
        raise LangngheError("mở lại cần lý do; ghi --reason “…”")
    after = replace(
        inquiry, status="taken", closed_at=None, answered_at=None, answered_by="",
        reason=reason.strip(), reopened=inquiry.reopened + 1,
    )  # fmt: skip
    return changed(inquiry, after, "reopened", role, now, notify=[inquiry.role])


def unreply(inquiry: Inquiry, role: str, reason: str, now: datetime) -> Event:
    """Say that what stands as a reply was none (a machine's, or to something else): the clock runs on."""
    require(role, HEADS, "gạch lời đáp")
    if inquiry.first_reply_at is None:
        raise LangngheError(f"{inquiry.id}: chưa có lời đáp nào")
    if not reason.strip():
        raise LangngheError("gạch lời đáp cần lý do; ghi --reason “…”")
    after = replace(
        inquiry, ignored_until=inquiry.first_reply_at, status="taken", answered_at=None,
        answered_by="", closed_at=None, reason=reason.strip(),
    )  # fmt: skip
    return changed(inquiry, after, "unreplied", role, now)


def rate(inquiry: Inquiry, role: str, stars: int, now: datetime) -> Event:
    """Take down how content the asker is, 1 to 5, after the answer."""
    require(role, WORKERS, "ghi điểm hài lòng")
    if not 1 <= stars <= 5:
        raise LangngheError(f"điểm hài lòng từ 1 đến 5, không phải {stars}")
    if inquiry.first_reply_at is None:
        raise LangngheError(f"{inquiry.id}: chưa trả lời thì chưa hỏi hài lòng")
    return changed(inquiry, replace(inquiry, csat=stars), "rated", role, now)


def react(inquiry: Inquiry, role: str, reaction: str, now: datetime) -> Event:
    """Take down whether the asker thanked or reproached; a person's word replaces the model's."""
    require(role, WORKERS, "ghi cảm ơn hay trách")
    if reaction not in REACTION_VI:
        raise LangngheError(f"dùng một trong: {', '.join(REACTION_VI)}")
    return changed(inquiry, replace(inquiry, reaction=reaction), "reacted", role, now)


def warn(inquiry: Inquiry, policy: InquiryPolicy, now: datetime) -> Event | None:
    """Return the notice that is due now, or None; each step is told once."""
    if not inquiry.live or inquiry.first_reply_at is not None:
        return None
    steps = [step.hours for step in policy.clock.step]
    step = due_step(inquiry.received_at, now, steps, inquiry.stage)
    if step is None:
        return None
    roles = policy.told_at(step, inquiry.role)
    return changed(inquiry, replace(inquiry, stage=step), "warned", CLOCK, now, notify=roles)


def close_quiet(inquiry: Inquiry, policy: InquiryPolicy, now: datetime) -> Event | None:
    """Return the closing of a question answered long ago to which nobody wrote any more, or None."""
    if inquiry.status != "answered" or inquiry.answered_at is None:
        return None
    last = max(inquiry.answered_at, inquiry.last_heard_at or inquiry.answered_at)
    if (now - last).total_seconds() < policy.keep.close_after_days * 86400:
        return None
    return changed(inquiry, replace(inquiry, status="closed", closed_at=now), "closed", CLOCK, now)


def _live(inquiry: Inquiry) -> None:
    if not inquiry.live:
        raise LangngheError(
            f"{inquiry.id}: {STATUS_VI[inquiry.status]}; mở lại trước (`langnghe inquiry reopen`)"
        )


def _pending(inquiry: Inquiry) -> None:
    if inquiry.status != "pending":
        raise LangngheError(f"{inquiry.id}: {STATUS_VI[inquiry.status]}, không có bản chờ duyệt")


def _sent(inquiry: Inquiry, sent_at: datetime | None, now: datetime) -> datetime:
    """Return when a reply went out; it cannot be before the question, nor later than now."""
    at = sent_at or now
    if at > now:
        raise LangngheError("giờ trả lời ở tương lai; ghi lại giờ đã gửi")
    if at < inquiry.received_at:
        raise LangngheError(
            f"{inquiry.id}: giờ trả lời trước giờ hỏi; ghi lại giờ đã gửi ({ROLE_VI[inquiry.role]})"
        )
    return at
