"""A Zalo Official Account for the loopback: its inbox, its articles, its short-lived tokens.

Speaks the payloads that official samples and public clients agree on: /v2.0/oa/listrecentchat and
/v2.0/oa/conversation (each row is a message, newest first, at most 10 a request, offset paging),
/v2.0/article/getslice, and POST /v4/oa/access_token whose refresh token serves once. Errors come with
HTTP 200 and a negative code. Ids exceed 2^53 and are strings.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from langnghe.samples.platforms import Asked, Said, json_said

MOST = 10  # rows a request
LIFE = timedelta(hours=25)  # of an access token
Row = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Message:
    """One message between a person and the account. text "" and kind other than text: a picture …"""

    id: str
    person: tuple[str, str]  # id, name
    ours: bool
    text: str
    at: datetime
    kind: str = "text"
    lacks: frozenset[str] = frozenset()  # fields the platform stopped giving


@dataclass(slots=True, kw_only=True)
class Article:
    """One article of the account, with its figures."""

    id: str
    title: str
    at: datetime
    views: int = 0
    shares: int = 0
    hidden: bool = False


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class OfficialAccount:
    """The running interface of one account. budget: calls left, None for no limit."""

    id: str
    name: str
    app_id: str
    app_secret: str
    refresh: str  # the one that works now
    said: list[Message] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    access: dict[str, datetime] = field(default_factory=dict)  # token → until when
    used: list[str] = field(default_factory=list)  # refresh tokens that were spent
    now: Callable[[], datetime] = _now
    budget: int | None = None
    recent_as_threads: bool = False  # the recent list gives only the newest message of each person
    package: bool = True  # False: the plan of the account does not include the interface

    def __call__(self, asked: Asked) -> Said:
        """Answer one request."""
        if asked.path == "/v4/oa/access_token" and asked.method == "POST":
            return self._renew(asked)
        until = self.access.get(asked.headers.get("access_token", ""))
        if until is None or until <= self.now():
            return _error(-216, "Access token is invalid or has expired")
        if not self.package:
            return _error(-224, "The OA needs to upgrade OA Tier Package to use this feature")
        if self.budget is not None:
            if self.budget <= 0:
                return _error(-32, "Out of the limit of requests a minute")
            self.budget -= 1
        if asked.path == "/v2.0/article/getslice":
            return self._slice(asked)
        try:
            data = json.loads(asked.query.get("data", "{}"))
        except ValueError:
            return _error(-201, "data is invalid")
        if int(data.get("count", 0)) > MOST:
            return _error(-210, f"count: maximum is {MOST}")
        if asked.path == "/v2.0/oa/listrecentchat":
            return self._rows(self._recent(), data)
        if asked.path == "/v2.0/oa/conversation":
            person = str(data.get("user_id", ""))
            return self._rows([m for m in self._known() if m.person[0] == person], data)
        return _error(-202, "no such interface")

    def end(self, token: str) -> None:
        """Let an access token expire now."""
        self.access[token] = self.now() - timedelta(seconds=1)

    def _renew(self, asked: Asked) -> Said:
        form = dict(parse_qsl(asked.body.decode()))
        wrong = (
            asked.headers.get("secret_key") != self.app_secret
            or form.get("app_id") != self.app_id
            or form.get("grant_type") != "refresh_token"
        )
        if wrong:
            return _refusal(-14003, "Invalid app")
        if form.get("refresh_token") != self.refresh:
            return _refusal(-14014, "Invalid refresh token")
        self.used.append(self.refresh)
        number = len(self.used)
        self.refresh = f"refresh-{self.id}-{number}"
        token = f"access-{self.id}-{number}"
        self.access[token] = self.now() + LIFE
        seconds = str(int(LIFE.total_seconds()))
        return json_said(
            {"access_token": token, "refresh_token": self.refresh, "expires_in": seconds}
        )

    def _known(self) -> list[Message]:
        said = [m for m in self.said if m.at <= self.now()]
        return sorted(said, key=lambda m: (m.at, m.id), reverse=True)

    def _recent(self) -> list[Message]:
        if not self.recent_as_threads:
            return self._known()
        newest: dict[str, Message] = {}
        for said in self._known():
            newest.setdefault(said.person[0], said)
        return list(newest.values())

    def _rows(self, said: list[Message], data: Row) -> Said:
        start = int(data.get("offset", 0))
        rows = [self._row(m) for m in said[start : start + int(data.get("count", MOST))]]
        return json_said({"data": rows, "error": 0, "message": "Success"})

    def _row(self, said: Message) -> Row:
        account = (self.id, self.name)
        sender, reader = (account, said.person) if said.ours else (said.person, account)
        row: Row = {
            "src": 0 if said.ours else 1,
            "time": int(said.at.timestamp() * 1000),
            "sent_time": f"{said.at:%H:%M:%S %d/%m/%Y}",
            "type": said.kind,
            "message_id": said.id,
            "from_id": sender[0],
            "to_id": reader[0],
            "from_display_name": sender[1],
            "to_display_name": reader[1],
            "from_avatar": f"https://anh.example/{sender[0]}.jpg",
            "to_avatar": f"https://anh.example/{reader[0]}.jpg",
        }
        if said.text:
            row["message"] = said.text
        if said.kind in ("photo", "image", "gif"):
            row["url"] = row["thumb"] = f"https://anh.example/{said.id}.jpg"
        return {name: value for name, value in row.items() if name not in said.lacks}

    def _slice(self, asked: Asked) -> Said:
        if asked.query.get("type") not in ("normal", "video"):
            return _error(-201, "type accept only 2 value normal and video")
        limit = int(asked.query.get("limit") or MOST)
        if limit > MOST:
            return _error(-201, f"maximum limit is {MOST}")
        shown = [a for a in self.articles if a.at <= self.now()]
        shown.sort(key=lambda a: a.at, reverse=True)
        if asked.query["type"] == "video":
            shown = []
        start = int(asked.query.get("offset") or 0)
        medias = [_media(a) for a in shown[start : start + limit]]
        data = {"medias": medias, "total": len(shown)}
        return json_said({"data": data, "error": 0, "message": "Success"})


def _media(article: Article) -> Row:
    at = int(article.at.timestamp() * 1000)
    return {
        "id": article.id,
        "type": "normal",
        "title": article.title,
        "status": "hide" if article.hidden else "show",
        "total_view": article.views,
        "total_share": article.shares,
        "create_date": at,
        "update_date": at,
        "thumb": f"https://anh.example/{article.id}.jpg",
        "link_view": f"https://oa.example/d?id={article.id}",
    }


def _error(code: int, message: str) -> Said:
    return json_said({"error": code, "message": message})


def _refusal(code: int, reason: str) -> Said:
    return json_said({"error": code, "error_name": reason, "error_description": reason})
