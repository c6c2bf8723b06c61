"""A Telegram web preview for the loopback (platforms.serve_platforms): t.me/s/NAME with ?before=.

The mark-up has the real skeleton (20 messages a page, data-post, data-before, quoted and forwarded
messages, service messages); texts and names are whatever the caller puts in.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from langnghe.samples.platforms import Asked, Said, html_said

HOST = "t.me"
PAGE = 20


@dataclass(slots=True, kw_only=True)
class Message:
    """One message. media: of photo, video, voice, sticker, poll, document or "". markup: text is
    HTML already. forwarded: (name as shown, address or ""). quotes: a text it answers."""

    id: int
    text: str
    at: datetime
    media: str = ""
    markup: bool = False
    forwarded: tuple[str, str] | None = None
    quotes: str = ""
    service: bool = False
    edited: bool = False


@dataclass(slots=True, kw_only=True)
class Channel:
    """A channel; preview False: its owner switched the web preview off."""

    name: str
    title: str
    messages: list[Message] = field(default_factory=list)
    preview: bool = True


@dataclass(slots=True, kw_only=True)
class Telegram:
    """The channels of the platform, and its robots.txt."""

    channels: dict[str, Channel] = field(default_factory=dict)
    robots: str = "User-agent: *\nDisallow:\n"
    now: Callable[[], datetime] | None = None  # nothing younger than this is shown; None: all is

    def __call__(self, asked: Asked) -> Said:
        """Return what the platform says."""
        if asked.path == "/robots.txt":
            return Said(200, self.robots.encode(), {"Content-Type": "text/plain"})
        name = asked.path.removeprefix("/s/")
        channel = self.channels.get(name)
        if channel is None or not channel.preview:
            return html_said("", 302, Location=f"https://{HOST}/{name}")
        before = int(asked.query.get("before") or 0)
        said = [m for m in channel.messages if not self.now or m.at <= self.now()]
        rows = sorted((m for m in said if not before or m.id < before), key=lambda m: m.id)
        return html_said(page(channel, rows[-PAGE:], older=len(rows) > PAGE))


def page(channel: Channel, messages: list[Message], *, older: bool) -> str:
    """Return a page of the preview."""
    more = (
        '<div class="tgme_widget_message_centered js-messages_more_wrap">'
        f'<a href="/s/{channel.name}?before={messages[0].id}" class="tme_messages_more'
        f' js-messages_more" data-before="{messages[0].id}"></a></div>'
        if older
        else ""
    )
    body = "".join(widget(channel.name, message) for message in messages)
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>'
        f'<div class="tgme_channel_info_header_title"><span>{html.escape(channel.title)}</span></div>'
        f'<section class="tgme_channel_history js-message_history">{more}{body}</section>'
        "</body></html>"
    )


def widget(name: str, message: Message) -> str:
    """Return one message as the preview shows it."""
    said = message.text if message.markup else html.escape(message.text).replace("\n", "<br/>")
    text = f'<div class="tgme_widget_message_text js-message_text" dir="auto">{said}</div>'
    kind = "service_message" if message.service else "text_not_supported_wrap"
    return (
        '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
        f'<div class="tgme_widget_message {kind} js-widget_message" data-post="{name}/{message.id}">'
        f'<div class="tgme_widget_message_bubble">{_origin(message)}{_quote(message)}'
        f"{_media(message.media)}{text if message.text else ''}"
        '<div class="tgme_widget_message_footer"><span class="tgme_widget_message_views">1.2K</span>'
        f'<span class="tgme_widget_message_meta">{"edited" if message.edited else ""}'
        f'<a class="tgme_widget_message_date" href="https://{HOST}/{name}/{message.id}">'
        f'<time datetime="{message.at.isoformat()}" class="time">10:00</time></a></span>'
        "</div></div></div></div>"
    )


def _origin(message: Message) -> str:
    if message.forwarded is None:
        return ""
    shown, address = message.forwarded
    css = "tgme_widget_message_forwarded_from_name"
    name = (
        f'<a class="{css}" href="{address}"><span>{html.escape(shown)}</span></a>'
        if address
        else f'<span class="{css}">{html.escape(shown)}</span>'
    )
    return f'<div class="tgme_widget_message_forwarded_from">Forwarded from {name}</div>'


def _quote(message: Message) -> str:
    if not message.quotes:
        return ""
    return (
        '<a class="tgme_widget_message_reply" href="#"><div class="tgme_widget_message_author">'
        '<span class="tgme_widget_message_author_name">Người được trích</span></div>'
        '<div class="tgme_widget_message_text js-message_reply_text">'
        f"{html.escape(message.quotes)}</div></a>"
    )


def _media(kind: str) -> str:
    return {
        "": "",
        "photo": '<a class="tgme_widget_message_photo_wrap 51094" style="width:800px"></a>',
        "video": '<a class="tgme_widget_message_video_player"><time class="message_video_duration">'
        "0:31</time></a>",
        "voice": '<audio class="tgme_widget_message_voice"></audio>',
        "sticker": '<i class="tgme_widget_message_sticker"></i>',
        "document": '<a class="tgme_widget_message_document_wrap"><div'
        ' class="tgme_widget_message_document">bao-cao.pdf</div></a>',
        "poll": '<div class="tgme_widget_message_poll"><div class="tgme_widget_message_poll_question">'
        "Bữa ăn ca có đủ no không?</div><div class='tgme_widget_message_poll_option_text'>Có</div>"
        "</div>",
    }[kind]
