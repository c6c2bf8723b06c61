"""From what happened to who must hear of it: alerts and cases into the outbox, the outbox out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flows.cases import Desk, desk, explanations
from langnghe.cases.case import timeline
from langnghe.cases.case_text import case_text
from langnghe.cases.fold import event_id
from langnghe.cases.levels import SYSTEM
from langnghe.config import Workspace
from langnghe.notify import (
    Delivery,
    Notice,
    deaf_roles,
    deliver,
    enqueue,
    messages_for,
    plan,
    read_delivery,
)
from langnghe.records import ROLE_VI, Event
from warehouse import Store, open_store

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
            store, workspace, [state.alerts[key] for key in sorted(wanted)], state
        )
    }
    made = []
    for event in fresh:
        roles = tuple(event.fields["notify"])
        if event.kind == "alert":
            alert = state.alerts[event.id]
            system = alert.risk == SYSTEM
            again = "NHẮC LẠI · " if event.fields.get("stage") else ""
            made.append(
                Notice(
                    about=alert.id,
                    event=event_id(event),
                    kind="ops" if system else "alert",
                    subject=again + said[alert.id].heading,
                    text=said[alert.id].text(),
                    created_at=event.at,
                    # the level that rang: time may have lowered it since
                    level=None if system else int(event.fields.get("rung", alert.rung)),
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
    with open_store(workspace.warehouse) as store:
        found = notices(store, workspace, desk(store, workspace), now)
    lines = _unheard(settings.delivery, found)
    messages = [message for notice in found for message in messages_for(settings.delivery, notice)]
    if dry_run:
        lines += plan(settings.delivery, messages, now).lines()
        lines.append("Thử, chưa gửi gì; tin đã vào hộp gửi từ trước thì không gửi lại.")
        return lines
    new, known = enqueue(workspace.outbox, messages)
    lines.append(f"{new} tin mới vào hộp gửi, {known} tin đã có từ trước")
    return lines + deliver(workspace.outbox, settings, now).lines()


def _unheard(delivery: Delivery, found: Sequence[Notice]) -> list[str]:
    """Say aloud who should hear something and has no address."""
    deaf = {role for notice in found for role in deaf_roles(delivery, notice)}
    return [
        f"CHƯA CÓ ĐỊA CHỈ: {ROLE_VI[role]} cần được báo; khai ở delivery.toml"
        for role in sorted(deaf)
    ]
