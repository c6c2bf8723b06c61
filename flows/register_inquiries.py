"""Questions taken down on forms (hotline, visits, letters) become inquiries with the 24-hour clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flows.inquiries import counter
from langnghe.cases.inquiry import Channel, Inquiry, Status, changed, fold_inquiries, received
from langnghe.config import Workspace
from langnghe.records import Event
from langnghe.registers.check import Row
from warehouse import Store

SOURCE = "so-hoi-dap"  # the register of paper forms
CHANNELS: Mapping[str, Channel] = {
    "hotline": "hotline",
    "facebook_inbox": "facebook",
    "facebook_comment": "comment",
    "zalo": "zalo",
    "web_form": "web",
}
# The states of the form, in the order in which a question goes through them.
STATUS: Mapping[str, Status] = {
    "new": "new",
    "received": "taken",
    "interim": "interim",
    "forwarded": "passed",
    "awaiting_approval": "pending",
    "answered": "answered",
    "closed": "closed",
}
_RANK = {status: rank for rank, status in enumerate(STATUS.values())}
_WHAT: Mapping[Status, str] = {"taken": "taken", "interim": "interim", "passed": "passed",
                               "pending": "drafted", "answered": "answered", "closed": "closed"}  # fmt: skip


def hand_over(
    store: Store, workspace: Workspace, rows: Sequence[Row], by: str, at: datetime
) -> list[Event]:
    """Return the events that open the questions of new forms and carry on those of changed ones.

    A form never takes back what the inquiry desk has done since: a state only goes forward.
    """
    state = counter(store, workspace)
    events: list[Event] = []
    for row in rows:
        values = row.values
        opened = _opened(row, by, at, state.policy)
        inquiry = state.inquiries.get(opened.id)
        if inquiry is None:
            if values.get("withdrawn"):
                continue
            events.append(opened)
            inquiry = fold_inquiries([opened])[opened.id]
        for step, event in enumerate(_steps(inquiry, values, by, at), start=1):
            # One import is one moment; the microsecond keeps what a form says in its order.
            events.append(replace(event, at=at + timedelta(microseconds=step)))
    return events


def _opened(row: Row, by: str, at: datetime, policy: Any) -> Event:
    values = row.values
    channel = CHANNELS.get(str(values["channel"]), "other")
    topic, unit = str(values.get("topic") or ""), str(values.get("unit") or "")
    return received(
        channel=channel,
        source=SOURCE,
        native_id=row.id,
        sent_at=_moment(values["received_at"]),
        seen_at=at,
        question=str(values["question"]),
        by=by,
        topic=topic,
        unit=unit,
        role=policy.role_for(channel=channel, topic=topic, unit=unit),
        first_channel="union" if values.get("asked_first") else "unknown",
        invalid=str(values.get("invalid_why") or "") if values.get("state") == "invalid" else "",
    )


def _moment(value: object) -> datetime:
    return datetime.fromisoformat(str(value))


def _steps(inquiry: Inquiry, values: Mapping[str, Any], by: str, at: datetime) -> Iterator[Event]:
    """Yield what the form says has happened to a question since it was opened."""
    if (values.get("withdrawn") or values.get("state") == "invalid") and inquiry.valid:
        why = str(values.get("invalid_why") or "phiếu nhập nhầm, đã rút")
        after = replace(inquiry, status="invalid", closed_at=at, reason=why)
        yield changed(inquiry, after, "invalid", by, at)
        return
    if not inquiry.valid:
        return
    wanted = STATUS.get(str(values.get("state")), "new")
    if values.get("answered_at") and _RANK[wanted] < _RANK["answered"]:
        wanted = "answered"
    if values.get("interim_at") and inquiry.first_reply_at is None:
        after = replace(inquiry, status=_further(inquiry.status, "interim"))
        told = _moment(values["interim_at"]).isoformat()
        yield changed(inquiry, after, "interim", by, at, replied_at=told)
        inquiry = after
    if _RANK[wanted] >= _RANK["answered"] and inquiry.answered_at is None:
        replied = values.get("first_reply_at") or values.get("answered_at")
        answered = values.get("answered_at") or values.get("first_reply_at")
        after = replace(
            inquiry,
            status="answered",
            draft=str(values.get("answer") or "") or inquiry.draft,
            answered_at=_moment(answered) if answered else None,
            answered_by=str(values.get("answered_by") or inquiry.role),
        )
        beside = {"replied_at": _moment(replied).isoformat()} if replied else {}
        yield changed(inquiry, after, "answered", by, at, **beside)
        inquiry = after
    elif values.get("first_reply_at") and inquiry.first_reply_at is None:
        told = _moment(values["first_reply_at"]).isoformat()
        after = replace(inquiry, status=_further(inquiry.status, "interim"))
        yield changed(inquiry, after, "replied", by, at, replied_at=told)
        inquiry = after
    if _RANK[wanted] > _RANK.get(inquiry.status, 0):
        closed = values.get("closed_at")
        after = replace(inquiry, status=wanted)
        if wanted == "closed":
            after = replace(after, closed_at=_moment(closed) if closed else at)
        yield changed(inquiry, after, _WHAT[wanted], by, at)
        inquiry = after
    stars = values.get("csat")
    if stars and stars != inquiry.csat:
        yield changed(inquiry, replace(inquiry, csat=int(stars)), "rated", by, at)


def _further(now: Status, wanted: Status) -> Status:
    return wanted if _RANK[wanted] > _RANK.get(now, 0) else now
