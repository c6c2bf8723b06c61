"""The answer bank (câu trả lời mẫu): answers with their legal basis, usable once a head approved them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from langnghe.cases.fold import change, find_as, fold_as
from langnghe.cases.rights import HANDLERS, HEADS, require
from langnghe.errors import LangngheError
from langnghe.records import Event, digest_of, utc
from langnghe.text import canonical

KIND: Literal["register.answers"] = "register.answers"
SampleStatus = Literal["draft", "approved", "withdrawn"]
SAMPLE_VI: Mapping[SampleStatus, str] = {
    "draft": "chờ duyệt",
    "approved": "đã duyệt",
    "withdrawn": "thôi dùng",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleAnswer:
    """One sample answer. grounds: the texts it rests on; until: ISO day after which it is not used."""

    id: str
    question: str
    answer: str
    grounds: str
    opened_at: datetime
    topic: str = ""
    status: SampleStatus = "draft"
    approved_by: str = ""
    until: str = ""
    why: str = ""


def propose(
    role: str, question: str, answer: str, grounds: str, now: datetime, *, topic: str = "",
    until: date | None = None,
) -> Event:  # fmt: skip
    """Lay a sample answer before the heads; without a legal basis it is none."""
    require(role, HANDLERS, "đề xuất câu trả lời mẫu")
    words = {"câu hỏi": question, "câu trả lời": answer, "căn cứ": grounds}
    if missing := [name for name, text in words.items() if not text.strip()]:
        raise LangngheError(f"câu trả lời mẫu thiếu {', '.join(missing)}")
    sample = SampleAnswer(
        id=f"CM-{digest_of('answer', canonical(question), canonical(answer))[:6]}",
        question=canonical(question),
        answer=canonical(answer),
        grounds=canonical(grounds),
        opened_at=utc(now),
        topic=topic,
        until=until.isoformat() if until else "",
    )
    return change(KIND, None, sample, "opened", role, utc(now), {})


def approve(sample: SampleAnswer, role: str, now: datetime) -> Event:
    """Approve a sample answer."""
    require(role, HEADS, "duyệt câu trả lời mẫu")
    after = replace(sample, status="approved", approved_by=role, why="")
    return change(KIND, sample, after, "approved", role, utc(now), {})


def withdraw(sample: SampleAnswer, role: str, why: str, now: datetime) -> Event:
    """Stop using a sample answer, with a reason: its basis is repealed, it was wrong."""
    require(role, HEADS, "thôi dùng câu trả lời mẫu")
    if not why.strip():
        raise LangngheError("thôi dùng cần lý do; ghi --reason “…”")
    after = replace(sample, status="withdrawn", why=why.strip())
    return change(KIND, sample, after, "withdrawn", role, utc(now), {})


def fold_bank(events: Iterable[Event]) -> dict[str, SampleAnswer]:
    """Return the sample answers of some events, by id."""
    return fold_as(KIND, SampleAnswer, events)


def find_sample(bank: Mapping[str, SampleAnswer], given: str) -> SampleAnswer:
    """Return the sample answer of an id, or of a part of an id that only one has."""
    return find_as("câu trả lời mẫu", "inquiry answers", bank, given)


def usable(bank: Mapping[str, SampleAnswer], given: str, day: date) -> SampleAnswer:
    """Return an approved sample answer that is still to be used on a day, or say why it is not."""
    sample = find_sample(bank, given)
    if sample.status != "approved":
        raise LangngheError(f"{sample.id}: {SAMPLE_VI[sample.status]}, chưa dùng được")
    if sample.until and day.isoformat() > sample.until:
        raise LangngheError(f"{sample.id}: hết hạn dùng từ {sample.until}; soạn câu mới")
    return sample
