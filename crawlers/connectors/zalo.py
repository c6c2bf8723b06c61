"""A Zalo Official Account of ours: its articles with their figures, and the messages of its inbox.

There is no interface to Zalo groups or personal accounts, and no lawful way round that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from crawlers.connectors.base import (
    Account,
    Connector,
    ConnectorError,
    Found,
    Json,
    Refused,
    State,
    Unavailable,
    visit_of,
)
from crawlers.connectors.own_figures import Due, described, measured, removed
from crawlers.connectors.own_inbox import InboxMessage, message
from crawlers.connectors.zalo_oa import BASE, SIZE, OfficialAccount, moment
from langnghe.privacy import scrub
from langnghe.records import Event, Outcome, Post, Visit, post_id_of, utc
from langnghe.text import canonical

if TYPE_CHECKING:
    from crawlers.connectors.client import Client

WINDOW = timedelta(days=35)
FIRST = timedelta(days=30)  # how far the first look at an inbox goes back
OVERLAP = timedelta(minutes=10)
MOST_PAGES = 500
REPLY_WITHIN = timedelta(hours=48)  # after a person's message Zalo lets the account answer freely

CANNOT_SEE = "nhóm Zalo, tài khoản cá nhân, nhật ký; bình luận dưới bài viết OA; tin nhắn người dùng đã thu hồi"
_ARTICLES, _RECENT, _TALK = "/v2.0/article/getslice", "/v2.0/oa/listrecentchat", "/v2.0/oa/conversation"  # fmt: skip


def pull(account: Account, state: State, client: Client, now: datetime) -> Iterator[Found]:
    """Yield the account's articles of the last WINDOW days; memory: {"posts": {id: published}}."""
    asking = _own(account, client, now)
    source = account.source.id
    memory: dict[str, Any] = state.memory.setdefault("posts", {})
    listed: set[str] = set()
    for rows in _article_pages(asking):
        new, old = 0, False
        for row in rows:
            at = moment(row.get("create_date"))
            name, title = str(row.get("id") or ""), scrub(canonical(str(row.get("title") or "")))
            if not name or not title:
                yield _odd(state, source, _ARTICLES, "bài viết không có id hoặc title", "feed", now)
                continue
            if at is not None and at < now - WINDOW:
                old = True
                continue
            if row.get("status") == "hide":
                continue
            listed.add(name)
            memory[name] = utc(at or now).isoformat()
            post = _article(row, account, name, title, at, now)
            if state.is_new(post):
                new += 1
                yield post
                form = "video" if row.get("type") == "video" else "article"
                yield described(post, form, False, now)
        yield _read(source, _ARTICLES, "feed", now, len(rows), new)
        if old:
            break
    for name in [each for each in memory if each not in listed]:
        if datetime.fromisoformat(memory.pop(name)) >= now - WINDOW:
            post_id = post_id_of(url=None, source=source, native_id=name)
            yield removed(post_id, source, "zalo", now)


def measure(
    account: Account,
    state: State,
    client: Client,
    now: datetime,
    due: Sequence[Due],
) -> Iterator[Event | Visit]:
    """Yield one snapshot for each mark that is due: the list tells the figures of all articles."""
    if not due:
        return
    wanted = {one.native_id for one in due}
    found: dict[str, Json] = {}
    for rows in _article_pages(_own(account, client, now)):
        yield _read(account.source.id, _ARTICLES, "metrics", now, len(rows), 0)
        found |= {str(row.get("id")): row for row in rows if str(row.get("id")) in wanted}
        if len(found) == len(wanted):
            break
    for one in due:
        if row := found.get(one.native_id):
            figures = {"views": _count(row, "total_view"), "shares": _count(row, "total_share")}
            told = {"reactions": None, "comments": None, **figures}
            yield measured(one, account.source.id, "zalo", told, now)


def inbox(
    account: Account, state: State, client: Client, now: datetime
) -> Iterator[InboxMessage | Visit]:
    """Yield the inbox's messages since the last whole look; memory: {"since": moment}.

    The recent list names who has talked; each of them is then read message by message, whether the
    list gives messages or conversations (public accounts of this interface tell both).
    """
    asking = _own(account, client, now)
    source = account.source
    told = state.memory.get("since")
    since = datetime.fromisoformat(told) - OVERLAP if isinstance(told, str) else now - FIRST
    whole = True
    people: dict[str, None] = {}
    for rows in _slices(asking, _RECENT, {}):
        fresh = [row for row in rows if (moment(row.get("time")) or now) >= since]
        yield _read(source.id, _RECENT, "inbox", now, len(rows), len(fresh))
        for row in fresh:
            if person := _person(row, source.account):
                people[person] = None
            else:
                yield _odd(state, source.id, _RECENT, "tin nhắn không có người gửi", "inbox", now)
        if rows and not fresh:
            break
    for person in people:
        try:
            yield from _talk(asking, state, person, since)
        except Unavailable as error:
            whole = False
            state.troubles.append(error)
            yield visit_of(source, error, now, "inbox")
    if whole:
        state.memory["since"] = utc(now).isoformat()


def _talk(
    asking: OfficialAccount, state: State, person: str, since: datetime
) -> Iterator[InboxMessage | Visit]:
    source, seen = asking.account.source, set[str]()
    for rows in _slices(asking, _TALK, {"user_id": person}):
        for row in rows:
            at, name = moment(row.get("time")), str(row.get("message_id") or "")
            if at is None or not name:
                why = "tin nhắn không có time hoặc message_id"
                yield _odd(state, source.id, _TALK, why, "inbox", asking.now)
                continue
            if at < since:
                return
            if name in seen:  # a message that came in meanwhile has pushed the others on
                continue
            seen.add(name)
            yield message(
                platform="zalo",
                source=source.id,
                key=asking.account.key,
                conversation=person,
                person=person,
                message_id=name,
                ours=_is_ours(row, source.account),
                text=str(row.get("message") or ""),
                at=at,
                kind=str(row.get("type") or "text"),
                reply_to=person,
            )


def _slices(asking: OfficialAccount, path: str, arguments: Json) -> Iterator[list[Json]]:
    for page in range(MOST_PAGES):
        rows = asking.rows(path, {**arguments, "offset": page * SIZE, "count": SIZE})
        if rows:
            yield rows
        if len(rows) < SIZE:
            return


def _article_pages(asking: OfficialAccount) -> Iterator[list[Json]]:
    for page in range(MOST_PAGES):
        params = {"offset": page * SIZE, "limit": SIZE, "type": "normal"}
        data = asking.get(_ARTICLES, params).get("data")
        medias = data.get("medias") if isinstance(data, dict) else None
        if not isinstance(medias, list):
            raise ConnectorError("Zalo trả lời không có danh sách bài", url=f"{BASE}{_ARTICLES}")
        yield [row for row in medias if isinstance(row, dict)]
        if len(medias) < SIZE:
            return


def _own(account: Account, client: Client, now: datetime) -> OfficialAccount:
    if not account.source.own:
        raise Refused("chưa được phép: Zalo chỉ cho đọc tài khoản OA của chính mình (own = true)")
    if not account.source.account:
        raise Refused(f"nguồn {account.source.id} chưa khai account (mã số OA)")
    return OfficialAccount(account, client, now)


def _article(
    row: Json, account: Account, name: str, title: str, at: datetime | None, now: datetime
) -> Post:
    address = str(row.get("link_view") or row.get("link") or "")
    return Post(
        post_id=post_id_of(url=None, source=account.source.id, native_id=name),
        source=account.source.id,
        kind="post",
        url=address if address.startswith("https://") else account.source.home,
        title=title,
        lead="",
        text=title,
        fetched_at=now,
        published_at=at,
        author=account.source.name,
        native_id=name,
        method="zalo",
    )


def _is_ours(row: Json, account: str) -> bool:
    # src: 0 sent by the account, 1 sent by the person
    return str(row.get("from_id") or "") == account or row.get("src") in (0, "0")


def _person(row: Json, account: str) -> str:
    return str(row.get("to_id" if _is_ours(row, account) else "from_id") or "")


def _count(row: Json, name: str) -> int | None:
    value = row.get(name)
    return value if isinstance(value, int) and value >= 0 else None


def _read(source: str, path: str, role: str, at: datetime, items: int, new: int) -> Visit:
    return Visit(
        source=source, url=f"{BASE}{path}", role=role, at=at, outcome=Outcome.KNOWN, items=items,
        new_items=new, http_status=200, method="zalo",
    )  # fmt: skip


def _odd(state: State, source: str, path: str, reason: str, role: str, at: datetime) -> Visit:
    state.troubles.append(ConnectorError(reason, url=f"{BASE}{path}"))
    return Visit(
        source=source, url=f"{BASE}{path}", role=role, at=at, outcome=Outcome.LAYOUT_CHANGED,
        reason=reason, reason_class="soft", method="zalo",
    )  # fmt: skip


CONNECTOR = Connector(name="zalo", pull=pull, cannot_see=CANNOT_SEE, pause=0.5)
