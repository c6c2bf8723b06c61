"""What Graph API rows say, as posts without anybody's name (pure).

Missing is an error with an address: a row without its id is LayoutChanged, and counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from crawlers.connectors.facebook_graph import count, moment
from crawlers.connectors.own_inbox import InboxMessage, message
from langnghe.errors import LayoutChanged
from langnghe.privacy import pseudonym, scrub
from langnghe.records import Post, post_id_of
from langnghe.text import canonical

Row = Mapping[str, Any]
Format = Literal["photo", "video", "link", "text", "other"]
_FORMATS: Mapping[str, Format] = {
    "photo": "photo",
    "album": "photo",
    "video": "video",
    "video_inline": "video",
    "link": "link",
    "share": "link",
}
_WORDLESS: Mapping[Format, str] = {
    "photo": "(ảnh, không có lời)",
    "video": "(video, không có lời)",
    "link": "(liên kết, không có lời)",
    "text": "(bài không có lời)",
    "other": "(bài không có lời)",
}

POST_FIELDS = (
    "id,created_time,message,permalink_url,status_type,parent_id,from,"
    "message_tags{id,name,type,offset,length},attachments{media_type,type,title},shares,"
    "reactions.limit(0).summary(total_count),"
    "comments.filter(stream).limit(0).summary(total_count)"
)
COMMENT_FIELDS = (
    "id,created_time,message,from,parent{id},like_count,"
    "message_tags{id,name,type,offset,length},attachment{type}"
)
FIGURE_FIELDS = (
    "id,shares,reactions.limit(0).summary(total_count),"
    "comments.filter(stream).limit(0).summary(total_count)"
)
# The same edge again, of one type, under a name of its own.
ANGRY_FIELD = "reactions.type(ANGRY).limit(0).summary(total_count).as(angry)"
MESSAGE_FIELDS = "id,created_time,from,to,message,attachments{mime_type},sticker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Whose page rows come from. key: for pseudonyms."""

    source: str
    home: str
    page: str  # its id
    name: str
    key: bytes
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRow:
    """A post on a page. comments: how many stand under it, None when not told."""

    post: Post
    ours: bool
    format: Format
    shared: bool
    comments: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentRow:
    """A comment; reply_to: post id of the comment it answers."""

    post: Post
    ours: bool
    reply_to: str | None


def page_post(row: Row, place: Place, *, ours: bool | None = None) -> PageRow:
    """Return a post of a page's list. ours: None lets the author decide."""
    native = _id(row, place.home)
    sender = _mapping(row.get("from"))
    mine = str(sender.get("id") or "") == place.page if ours is None else ours
    form = _format(row)
    words = _words(row, place) or _WORDLESS[form]
    return PageRow(
        post=Post(
            post_id=post_id_of(url=None, source=place.source, native_id=native),
            source=place.source,
            kind="post",
            url=_address(row, place.home),
            title="",
            lead="",
            text=words,
            fetched_at=place.now,
            published_at=moment(row.get("created_time")),
            author=place.name if mine else None,
            author_key=None if mine else _person(sender, place),
            native_id=native,
            method="facebook",
        ),
        ours=mine,
        format=form,
        shared=bool(row.get("parent_id")) or row.get("status_type") == "shared_story",
        comments=_total(row.get("comments")),
    )


def comment(row: Row, place: Place, under: Post) -> CommentRow:
    """Return a comment under a post.

    Under Page Public Content Access comments come without ids: moment and words name them then.
    """
    sender = _mapping(row.get("from"))
    at = moment(row.get("created_time"))
    mine = str(sender.get("id") or "") == place.page
    native = str(row.get("id") or "")
    if not native:
        if at is None:
            raise LayoutChanged(under.url, "bình luận không có id lẫn created_time")
        raw = f"{under.native_id}|{at.isoformat()}|{row.get('message') or ''}"
        # The first key of the chain: a row keeps its name when the key of people is changed.
        native = f"unnamed:{pseudonym(place.key[:32], place.source, raw)}"
    parent = str(_mapping(row.get("parent")).get("id") or "")
    return CommentRow(
        post=Post(
            post_id=post_id_of(url=None, source=place.source, native_id=native),
            source=place.source,
            kind="comment",
            url=under.url,
            title="",
            lead="",
            text=_words(row, place) or "(bình luận không có lời)",
            fetched_at=place.now,
            published_at=at,
            author=place.name if mine else None,
            author_key=None if mine else _person(sender, place),
            native_id=native,
            parent_id=under.post_id,
            method="facebook",
        ),
        ours=mine,
        reply_to=post_id_of(url=None, source=place.source, native_id=parent) if parent else None,
    )


def inbox_message(row: Row, place: Place, conversation: str) -> InboxMessage:
    """Return a message of a conversation of the page's inbox."""
    at = moment(row.get("created_time"))
    sender = str(_mapping(row.get("from")).get("id") or "")
    if at is None or not sender:
        raise LayoutChanged(place.home, "tin nhắn không có created_time hoặc from")
    readers = _mapping(row.get("to")).get("data") or ()
    others = [str(who.get("id")) for who in readers if isinstance(who, dict) and who.get("id")]
    ours = sender == place.page
    person = next(iter(others), conversation) if ours else sender
    return message(
        platform="facebook",
        source=place.source,
        key=place.key,
        conversation=person,  # webhooks name the person, not the conversation
        person=person,
        message_id=_id(row, place.home),
        ours=ours,
        text=str(row.get("message") or ""),
        at=at,
        kind="sticker" if row.get("sticker") else "file" if row.get("attachments") else "text",
        reply_to=person,
    )


def figures(row: Row) -> dict[str, int | None]:
    """Return reactions, angry ones of them, comments and shares; no shares at all come as no field."""
    shares = row.get("shares")
    return {
        "reactions": _total(row.get("reactions")),
        "angry": _total(row.get("angry")),
        "comments": _total(row.get("comments")),
        "shares": count(_mapping(shares).get("count")) if shares is not None else 0,
    }


def _id(row: Row, home: str) -> str:
    found = str(row.get("id") or "")
    if not found:
        raise LayoutChanged(home, "một mục không có id")
    return found


def _mapping(value: Any) -> Row:
    return value if isinstance(value, dict) else {}


def _total(edge: Any) -> int | None:
    return count(_mapping(_mapping(edge).get("summary")).get("total_count"))


def _person(sender: Row, place: Place) -> str | None:
    name = str(sender.get("id") or "")
    return pseudonym(place.key, place.source, name) if name else None


def _format(row: Row) -> Format:
    attached = _mapping(row.get("attachments")).get("data")
    for one in attached if isinstance(attached, list) else ():
        kind = str(_mapping(one).get("media_type") or _mapping(one).get("type") or "")
        return next((form for name, form in _FORMATS.items() if name in kind), "other")
    return "text"


def _address(row: Row, home: str) -> str:
    found = str(row.get("permalink_url") or "")
    return found if found.startswith("https://") else home


def _words(row: Row, place: Place) -> str:
    """Return the words of a row: people who are tagged lose their name, contact data is masked."""
    text = str(row.get("message") or "")
    tags = row.get("message_tags")
    for tag in tags if isinstance(tags, list) else ():
        name = str(_mapping(tag).get("name") or "")
        office = _mapping(tag).get("type") in ("page", "event") or (
            str(_mapping(tag).get("id") or "") == place.page
        )
        if name and not office:
            text = text.replace(name, "[bạn đọc]")
    return scrub(canonical(text)).strip()
