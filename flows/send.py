"""From what happened to who must hear of it: alerts and cases into the outbox, the outbox out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.cases import Desk, desk, explanations
from flows.inquiries import keep_clock
from flows.inquiry_notices import inquiry_notices
from flows.standing import said_of
from flows.watch import Watched, watch_once
from langnghe.cases.alerts import Alert
from langnghe.cases.case import timeline
from langnghe.cases.case_text import case_text
from langnghe.cases.fold import event_id
from langnghe.cases.levels import SYSTEM
from langnghe.config import Workspace
from langnghe.notify import (
    Delivery,
    DeliverySettings,
    Message,
    Notice,
    deaf_roles,
    deliver,
    enqueue,
    messages_for,
    plan,
    read_delivery,
)
from langnghe.records import ROLE_VI, Event, hanoi_day
from warehouse import Store, open_store

SUBJECT = 110  # characters of it that say what happened
STALE = timedelta(hours=48)  # what nobody heard of by then is no news any more


def notices(store: Store, workspace: Workspace, state: Desk, now: datetime) -> list[Notice]:
    """Return what the events of the last two days say to whom; each event is one notice for ever."""
    fresh = [
        event
        for event in state.events
        if event.fields.get("notify") and now - event.at <= STALE and _stands(event, state)
    ]
    wanted = {event.id for event in fresh if event.kind == "alert"}
    said = {
        found.alert.id: found
        for found in explanations(
            store, workspace, [state.alerts[key] for key in sorted(wanted)], state, now
        )
    }
    made = []
    for event in fresh:
        roles = tuple(event.fields["notify"])
        if event.kind == "alert":
            alert = state.alerts[event.id]
            system = alert.risk == SYSTEM
            level = int(event.fields.get("rung", alert.rung))
            made.append(
                Notice(
                    about=alert.id,
                    event=event_id(event),
                    kind="ops" if system else "alert",
                    subject=_subject(alert, level, again=bool(event.fields.get("stage"))),
                    text=said[alert.id].text(),
                    created_at=event.at,
                    again=bool(event.fields.get("stage")),
                    # the level that rang: time may have lowered it since
                    level=None if system else level,
                    topics=alert.topics,
                    roles=roles,
                )
            )
        else:
            case = state.cases[event.id]
            made.append(
                Notice(
                    about=case.id,
                    event=event_id(event),
                    kind="assignment",
                    subject=f"{case.id} · {case.title}",
                    text=case_text(case, timeline(state.events, case), now),
                    created_at=event.at,
                    roles=roles,
                )
            )
    return made


def _subject(alert: Alert, level: int, *, again: bool) -> str:
    """Return what a phone shows of a message: how grave, what happened, and the id last."""
    said = said_of(alert)
    if len(said) > SUBJECT:
        said = said[:SUBJECT].rsplit(" ", 1)[0] + "…"
    grave = "Vận hành" if alert.risk == SYSTEM else f"Mức {level}"
    return f"{'NHẮC LẠI · ' if again else ''}{grave} · {said} · {alert.id}"


def _stands(event: Event, state: Desk) -> bool:
    """Tell whether there is still something to hear: what is closed needs nobody any more."""
    if event.kind == "alert":
        return event.id in state.alerts and state.alerts[event.id].live
    return event.id in state.cases and state.cases[event.id].live


def send(workspace: Workspace, now: datetime, *, dry_run: bool = False) -> list[str]:
    """Put what is new into the outbox and send what is due; return the report, line by line.

    A dry run changes nothing and sends nothing.
    """
    settings = read_delivery(workspace.root / "delivery.toml")
    found = [*_to_tell(workspace, now), *_of_inquiries(workspace, now)]
    if dry_run:
        messages = messages_of(settings.delivery, found)
        return [
            *unheard(settings.delivery, found),
            *plan(settings.delivery, messages, now).lines(),
            "Thử, chưa gửi gì; tin đã vào hộp gửi từ trước thì không gửi lại.",
        ]
    return _dispatch(workspace, settings, found, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One turn of the watch. watched: None when the look failed, and problems say why."""

    watched: Watched | None
    problems: tuple[str, ...]
    lines: tuple[str, ...]  # what was sent, held, put off


def keep_watch(workspace: Workspace, now: datetime) -> Kept:
    """Look, decide, tell: what a schedule calls every quarter of an hour, and safely twice.

    What fails is told to the operators once a day and stops nothing else: a damaged warehouse does
    not keep back what lies in the outbox, and a dead mail server does not stop the watch.
    """
    settings = read_delivery(workspace.root / "delivery.toml")
    watched: Watched | None = None
    found: list[Notice] = []
    problems = []
    try:
        watched = watch_once(workspace, now)
    except Exception as error:  # whatever it is, people are still told what is known
        problems.append(f"Không canh được báo động: {error or type(error).__name__}")
    try:
        found = _to_tell(workspace, now)
    except Exception as error:
        problems.append(f"Không đọc được báo động để gửi: {error or type(error).__name__}")
    try:
        keep_clock(workspace, now)
        found += _of_inquiries(workspace, now)
    except Exception as error:
        problems.append(f"Không xem được đồng hồ hỏi đáp: {error or type(error).__name__}")
    if problems:
        found.append(_trouble(problems, now))
    lines = _dispatch(workspace, settings, found, now)
    return Kept(watched=watched, problems=tuple(problems), lines=tuple(lines))


def _trouble(problems: Sequence[str], now: datetime) -> Notice:
    """Return what the operators hear, once a day however often it fails."""
    day = hanoi_day(now)
    return Notice(
        about="bo-canh",
        event=f"failed:{day.isoformat()}",
        kind="ops",
        subject="Bộ canh báo động không chạy được, có thể sót báo động",
        text="\n".join((*problems, "Chạy `langnghe doctor` để xem và sửa.")),
        created_at=now,
        roles=("admin",),
    )


def _to_tell(workspace: Workspace, now: datetime) -> list[Notice]:
    with open_store(workspace.warehouse) as store:
        return notices(store, workspace, desk(store, workspace), now)


def _of_inquiries(workspace: Workspace, now: datetime) -> list[Notice]:
    with open_store(workspace.warehouse) as store:
        return inquiry_notices(store, workspace, now)


def messages_of(delivery: Delivery, found: Sequence[Notice]) -> list[Message]:
    """Return the messages of some notices, one a recipient."""
    return [message for notice in found for message in messages_for(delivery, notice)]


def _dispatch(
    workspace: Workspace, settings: DeliverySettings, found: Sequence[Notice], now: datetime
) -> list[str]:
    new, known = enqueue(workspace.outbox, messages_of(settings.delivery, found))
    return [
        *unheard(settings.delivery, found),
        f"{new} tin mới vào hộp gửi, {known} tin đã có từ trước",
        *deliver(workspace.outbox, settings, now).lines(),
    ]


def unheard(delivery: Delivery, found: Sequence[Notice]) -> list[str]:
    """Say aloud who should hear something and has no address."""
    deaf = {role for notice in found for role in deaf_roles(delivery, notice)}
    return [
        f"CHƯA CÓ ĐỊA CHỈ: {ROLE_VI[role]} cần được báo; khai ở delivery.toml"
        for role in sorted(deaf)
    ]
