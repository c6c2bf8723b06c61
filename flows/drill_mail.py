"""The drill mail: what the sandbox rang, to the addresses of the real delivery.toml, marked as a drill."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flows.cases import desk
from flows.drill import Play, play_of
from flows.send import notices
from langnghe.cases.drill_text import MARK
from langnghe.config import Workspace
from langnghe.notify import Notice, deliver, enqueue, messages_for, plan, read_delivery
from warehouse import Store, open_store

WARNING = (
    f"{MARK}. Đây là bài tập của cơ quan: không chuyển tiếp, không trả lời báo chí theo thư này. "
    "Việc nhận, đề xuất, duyệt làm trên bản diễn tập."
)


def send(place: Workspace, now: datetime, *, really: bool) -> list[str]:
    """Tell who would hear of the drill; with `really`, tell them. Return the report, line by line.

    Quiet hours hold every drill message, whatever the level: nobody is woken by an exercise.
    """
    play = play_of(place)
    settings = read_delivery(play.origin / "delivery.toml")
    with open_store(place.warehouse) as store:
        found = _notices(store, place, play, now)
    messages = [message for notice in found for message in messages_for(settings.delivery, notice)]
    if not really:
        report = plan(settings.delivery, messages, now).lines()
        return [*report, "Chưa gửi gì; thêm --send để gửi thư diễn tập."]
    outbox = place.root / "data" / "outbox"
    new, known = enqueue(outbox, messages)
    said = f"{new} tin diễn tập mới vào hộp gửi, {known} tin đã có từ trước"
    return [said, *deliver(outbox, settings, now).lines()]


def _notices(store: Store, place: Workspace, play: Play, now: datetime) -> list[Notice]:
    state = desk(store, place)
    posts = set(play.drill.posts)
    alerts = {a.id for a in state.alerts.values() if posts & set(a.posts)}
    cases = {c.id for c in state.cases.values() if alerts & set(c.alerts)}
    return [
        replace(
            notice,
            kind="assignment",  # an exercise is no alert: it waits for the morning
            level=None,
            subject=f"DIỄN TẬP · {notice.subject}",
            text=f"{WARNING}\n\n{notice.text}\n\n{WARNING}",
        )
        for notice in notices(store, place, state, now)
        if notice.about in alerts | cases
    ]
