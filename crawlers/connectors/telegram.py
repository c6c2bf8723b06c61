"""Telegram: public channels through their web preview (t.me/s/NAME), about 20 messages a page.

The newest page is read at every pull, so that edits of the last messages are seen; older pages only
as far back as nothing is known. A page that fails leaves a gap, which the next pull closes first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crawlers.blocked import challenge
from crawlers.connectors.base import (
    Account,
    Connector,
    ConnectorError,
    Found,
    Refused,
    State,
    Unavailable,
    visit_of,
)
from crawlers.connectors.client import Client
from crawlers.connectors.robots import obey_robots
from crawlers.connectors.said import post_of
from crawlers.connectors.telegram_page import Channel, Message, read
from langnghe.records import Outcome, Visit

HOME = "https://t.me/s/"
BACK = timedelta(days=7)  # of a channel that is read for the first time
PAGES = 25  # of one pull; the rest waits as a gap
MOST_GAPS = 20
METHOD = "telegram@web"
CANNOT_SEE = (
    "nhóm, bình luận dưới tin, kênh riêng tư hay cấm lưu, kênh tắt trang xem trước, tin đã xoá, chữ "
    "trong ảnh và video, tin sửa sau khi đã trôi khỏi trang mới nhất"
)
_NAME = re.compile(r"[A-Za-z]\w{3,31}")


@dataclass(slots=True)
class _Pull:
    account: Account
    state: State
    client: Client
    now: datetime
    top: int  # newest message known before this pull
    left: int = PAGES
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def address(self) -> str:
        return HOME + self.account.source.account


@dataclass(slots=True)
class _Stretch:
    """A run of messages to read, newest first: those before `before`, down to `until`."""

    before: int | None
    until: int

    @property
    def open(self) -> bool:
        """Tell whether something of it is still unread (the newest page has no place yet)."""
        return self.before is not None and self.before - 1 > self.until


def pull(account: Account, state: State, client: Client, now: datetime) -> Iterator[Found]:
    """Yield new and edited messages of the source's channel."""
    if not _NAME.fullmatch(account.source.account):
        raise Refused("mục account phải là tên kênh Telegram, ví dụ congdoanlaichau")
    memory = state.memory
    this = _Pull(account, state, client, now, top=int(memory.get("top") or 0))
    obey_robots(client, this.address)
    gaps = [_Stretch(int(before), int(until)) for before, until in memory.get("gaps") or ()]
    stretches = [_Stretch(None, this.top), *gaps]
    try:
        for stretch in stretches:
            try:
                yield from _read(this, stretch)
            except ConnectorError as error:
                if stretch.before is None:  # not even the newest page
                    raise
                state.troubles.append(error)
                yield visit_of(account.source, error, client.clock())
    finally:
        unread = [s for s in stretches if s.open]
        memory["gaps"] = [[str(gap.before), str(gap.until)] for gap in unread[:MOST_GAPS]]
    yield _visit(this, Outcome.KNOWN, "feed", this.address, _says(this, unread))


def _read(this: _Pull, stretch: _Stretch) -> Iterator[Found]:
    """Yield the messages of a stretch; stretch.before moves with every page that was read."""
    while this.left > 0:
        this.left -= 1
        page = _page(this, stretch.before)
        first = stretch.before is None
        for message in reversed(page.messages):
            yield from _one(this, message, new=message.id > stretch.until)
        if not page.messages:
            stretch.before = stretch.until + 1
            return
        oldest = page.messages[0]
        stretch.before = oldest.id
        if first:
            this.state.memory["top"] = str(max(this.top, page.messages[-1].id))
        too_old = stretch.until == 0 and oldest.at is not None and oldest.at < this.now - BACK
        if oldest.id - 1 <= stretch.until or too_old or page.before is None:
            stretch.before = stretch.until + 1
            return


def _page(this: _Pull, before: int | None) -> Channel:
    params = {"before": str(before)} if before is not None else None
    answer = this.client.get(this.address, params)
    if reason := challenge(answer.status, answer.headers, answer.body):
        raise Refused(reason, url=this.address, status=answer.status)
    page = read(answer.body, this.address) if answer.ok else None
    if page is None:
        raise Refused(
            "không có kênh công khai này, hoặc chủ kênh tắt trang xem trước",
            url=this.address,
            status=answer.status,
        )
    if before is not None and page.messages and page.messages[-1].id >= before:
        raise Unavailable("trang cũ hơn không đến: máy chủ trả lại trang mới", url=this.address)
    return page


def _one(this: _Pull, message: Message, *, new: bool) -> Iterator[Found]:
    url = f"https://t.me/{this.account.source.account}/{message.id}"
    this.counts["read"] += 1
    reason = ""
    if message.service:
        reason = "tin hệ thống của kênh (ghim, đổi tên …)"
    elif not message.text:
        reason = f"tin chỉ có {message.media or 'nội dung không đọc được'}, không có chữ"
    if reason:
        this.counts["service" if message.service else "media"] += 1
        if new:  # told once
            yield _visit(this, Outcome.NOT_ARTICLE, "message", url, reason)
        return
    origin = {"": None, "?": "chuyển tiếp"}.get(
        message.forwarded, f"chuyển tiếp từ {message.forwarded}"
    )
    post = post_of(
        this.account,
        kind="post",
        native_id=str(message.id),
        url=url,
        text=message.text,
        fetched_at=this.client.clock(),
        at=message.at,
        author=this.account.source.name,
        section=origin,
        method=METHOD,
    )
    if post and this.state.is_new(post):
        this.counts["new"] += 1
        yield post


def _visit(this: _Pull, outcome: Outcome, role: str, url: str, reason: str) -> Visit:
    listed = role == "feed"
    return Visit(
        source=this.account.source.id,
        url=url,
        role=role,
        at=this.client.clock(),
        outcome=outcome,
        reason=reason,
        reason_class="" if listed else "hard",
        method=METHOD,
        items=this.counts["read"] if listed else 0,
        new_items=this.counts["new"] if listed else 0,
    )


def _says(this: _Pull, unread: list[_Stretch]) -> str:
    told = []
    if this.counts["media"]:
        told.append(f"{this.counts['media']} tin chỉ có ảnh hoặc video")
    if this.counts["service"]:
        told.append(f"{this.counts['service']} tin hệ thống")
    if unread:
        told.append(f"còn {len(unread)} đoạn cũ chờ lượt sau")
    return ", ".join(told)


CONNECTOR = Connector(
    name="telegram", pull=pull, cannot_see=CANNOT_SEE, needs_token=False, pause=2.0
)
