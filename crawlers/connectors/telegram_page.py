"""A page of a Telegram channel's public preview (t.me/s/NAME) as plain messages (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from lxml import etree

from crawlers.connectors.said import moment
from crawlers.page import Page, host_of, select
from langnghe.text import canonical

_MEDIA: tuple[tuple[str, str], ...] = (
    ("tgme_widget_message_poll", "thăm dò"),
    ("tgme_widget_message_video_player", "video"),
    ("tgme_widget_message_roundvideo", "video"),
    ("tgme_widget_message_voice", "ghi âm"),
    ("tgme_widget_message_photo_wrap", "ảnh"),
    ("tgme_widget_message_document", "tệp"),
    ("tgme_widget_message_sticker", "nhãn dán"),
    ("tgme_widget_message_tgsticker", "nhãn dán"),
    ("tgme_widget_message_videosticker", "nhãn dán"),
    ("tgme_widget_message_location", "vị trí"),
    ("tgme_widget_message_contact", "danh thiếp"),
    ("message_media_not_supported", "nội dung trang xem trước không hiện"),
)
_ID = re.compile(r"/(\d{1,18})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message. text is "" when it has none; media says what stands in its place.

    forwarded: where it was first, as t.me/NAME for public channels, "?" for anything else (a
    person's name is not kept), "" for the channel's own words. service: pinned, renamed …
    """

    id: int
    text: str
    at: datetime | None
    media: str = ""
    forwarded: str = ""
    service: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """One page: its messages, oldest first, and the id before which older ones are asked for."""

    messages: tuple[Message, ...]
    before: int | None


def read(body: bytes, url: str) -> Channel | None:
    """Return a page's messages, or None when it is no channel preview."""
    page = Page.of(body, url)
    widgets = select(page.root, ".tgme_widget_message[data-post]")
    if not widgets and not select(page.root, ".tgme_channel_history"):
        return None
    found = {m.id: m for widget in widgets if (m := _message(widget))}
    older = select(page.root, "a.js-messages_more[data-before]")
    stamp = older[0].get("data-before", "") if older else ""
    return Channel(
        tuple(found[number] for number in sorted(found)),
        int(stamp) if stamp.isdecimal() and len(stamp) < 19 else None,
    )


def _message(widget: etree._Element) -> Message | None:
    number = _ID.search(widget.get("data-post") or "")
    if number is None:
        return None
    classes = (widget.get("class") or "").split()
    service = "service_message" in classes or bool(select(widget, ".service_message"))
    # A quoted message and a link's preview carry texts of their own: neither is said here.
    texts = [
        node
        for node in select(widget, ".js-message_text", ".tgme_widget_message_text")
        if not _inside(node, widget, "tgme_widget_message_reply", "js-message_text")
    ]
    poll = select(
        widget, ".tgme_widget_message_poll_question, .tgme_widget_message_poll_option_text"
    )
    stamps = select(widget, "a.tgme_widget_message_date time")
    return Message(
        id=int(number[1]),
        text="\n".join(filter(None, [lines(node) for node in (*texts, *poll)])),
        at=moment(stamps[0].get("datetime")) if stamps else None,
        media=next((name for css, name in _MEDIA if select(widget, f".{css}")), ""),
        forwarded=_forwarded(widget),
        service=service,
    )


def _inside(node: etree._Element, top: etree._Element, *names: str) -> bool:
    for parent in node.iterancestors():
        if parent is top:
            return False
        if set((parent.get("class") or "").split()) & set(names):
            return True
    return False


def _forwarded(widget: etree._Element) -> str:
    if not select(widget, ".tgme_widget_message_forwarded_from"):
        return ""
    names = select(widget, "a.tgme_widget_message_forwarded_from_name[href]")
    address = (names[0].get("href") or "") if names else ""
    if host_of(address) != "t.me":
        return "?"
    name = urlsplit(address).path.strip("/").split("/")[0]
    return f"t.me/{name}" if re.fullmatch(r"[A-Za-z]\w{3,31}", name) else "?"


def lines(node: etree._Element) -> str:
    """Return an element's words, a line for each <br>."""
    parts: list[str] = []
    for event, item in etree.iterwalk(node, events=("start", "end")):
        if event == "start":
            code = item.tag in ("script", "style")
            parts.append("\n" if item.tag == "br" else "" if code else item.text or "")
        elif item is not node:
            parts.append(item.tail or "")
    return canonical("\n".join(" ".join(line.split()) for line in "".join(parts).split("\n")))
