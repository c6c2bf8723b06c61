"""/hom-nay: the press review of a day as langnghe.digest arranges it, and what stands open beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from flows.workspace import DEMO_MARK
from langnghe.desk import charts
from langnghe.desk.ask import Ask, needs
from langnghe.desk.links import posts
from langnghe.desk.render import day as written
from langnghe.desk.state import counter_of
from langnghe.digest import words
from langnghe.digest.model import Digest
from langnghe.digest.view import View, arrange
from langnghe.records import HANOI, ROLE_VI, hanoi_day

router = APIRouter(include_in_schema=False)

_LATEST = "select max(day) from ready.post where day <= ?"
_HEARD = """
select exists (select 1 from raw.visit where visited_at >= $start and visited_at < $start + interval 1 day)
    or exists (select 1 from ready.post where day = $day)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One question that waits for its answer."""

    id: str
    question: str
    due: datetime
    left: float  # seconds until it is due; below zero: overdue
    role: str
    channel: str


@router.get("/hom-nay")
def today(ask: Annotated[Ask, needs("today.read")], ngay: str = "") -> Response:
    """Show a day: today, or the day of ?ngay=2026-06-30."""
    day, why = wanted_day(ask, ngay)
    digest, view = digest_of(ask, day)
    return ask.page(
        "hom_nay.html", day=day, today=hanoi_day(ask.now), why=why, d=digest, v=view,
        chart=chart_of(digest), waiting=waiting(ask) if ask.may("inquiries.read") else None,
        before=day - timedelta(days=1), after=day + timedelta(days=1),
    )  # fmt: skip


def wanted_day(ask: Ask, given: str) -> tuple[date, str]:
    """Return the day to show, and a sentence where it is not the day that was meant."""
    now = hanoi_day(ask.now)
    if given:
        try:
            return min(date.fromisoformat(given), now), ""
        except ValueError:
            return now, f"Không hiểu ngày {given[:20]!r}; đang xem hôm nay."
    if (shown := _sample_day(ask)) is not None:
        return (
            shown,
            f"Đây là cơ quan mẫu: tin mẫu của tháng {shown:%-m/%Y}, đang xem ngày {written(shown)}.",
        )
    start = datetime.combine(now, time(), HANOI)
    if ask.store.one(_HEARD, {"day": now, "start": start}):
        return now, ""
    latest = ask.store.one(_LATEST, [now])
    if latest is None:
        return now, ""
    return latest, (
        f"Hôm nay ({written(now)}) chưa thu được gì, nên đang xem ngày gần nhất có tin: {written(latest)}."
    )


def _sample_day(ask: Ask) -> date | None:
    """Return the day the sample office was made for: its news are of then, whenever the demo runs."""
    if not (ask.workspace.root / DEMO_MARK).exists():
        return None
    names = sorted(ask.workspace.output.glob("diem-bao/diem-bao-20??-??-??.html"))
    return date.fromisoformat(names[-1].stem[-10:]) if names else None


def clock_of(ask: Ask) -> datetime:
    """Return the moment of now; the sample office's clocks stand where its year ends."""
    if _sample_day(ask) is None:
        return ask.now
    from langnghe.samples.year import NOW

    return NOW


def digest_of(ask: Ask, day: date) -> tuple[Digest, View]:
    """Return the digest of a day and its layout, worked out once for each state of the copy."""

    def make() -> tuple[Digest, View]:
        from flows.digest import day_digest

        digest = ask.desk.replica.memory.large(
            ask.store, lambda: day_digest(ask.store, ask.workspace, day, made_at=ask.now)
        )
        view = arrange(digest)
        if (
            dict(digest.by_day).get(day) is None
        ):  # sources that answered on a later day say nothing of it
            unheard = replace(digest, sources=(), coverage=replace(digest.coverage, collected=0))
            view = replace(view, read=False, verdict=arrange(unheard).verdict)
        return digest, view

    return ask.once(("digest", day), make)


def chart_of(digest: Digest) -> charts.Chart:
    """Return the two weeks up to a day: each column opens its posts."""
    marks = [
        charts.Mark(
            name=words.day_long(day),
            short=words.day_short(day),
            value=value,
            href=posts(tu=day, den=day, pham_vi="trong"),
        )
        for day, value in digest.by_day
    ]
    usual = digest.coverage.usual_in_scope
    return charts.columns(
        "Tin trong phạm vi mỗi ngày",
        marks,
        about=f"{len(marks)} ngày đến {written(digest.day)}",
        unit="tin",
        aim=usual,
        aim_said=f"ngày thường {words.number(usual)}" if usual is not None else "",
    )


def waiting(ask: Ask) -> list[Waiting]:
    """Return the questions without an answer yet, the one due first on top; own unit only where scoped."""
    from langnghe.cases.clock import due_at
    from langnghe.cases.inquiry import CHANNEL_VI

    state = counter_of(ask)
    within = state.policy.clock.within
    now = clock_of(ask)
    found = [
        Waiting(
            id=one.id,
            question=one.question,
            due=due_at(one.received_at, within),
            left=(due_at(one.received_at, within) - now).total_seconds(),
            role=ROLE_VI.get(one.role, one.role),
            channel=CHANNEL_VI[one.channel],
        )
        for one in state.inquiries.values()
        if one.live
        and one.first_reply_at is None
        and one.received_at <= now
        and ask.unit in (None, one.unit)
    ]
    return sorted(found, key=lambda w: (w.due, w.id))
