"""The calls of the YouTube Data API v3 that we use, and the allowance they are taken from.

Allowance (developers.google.com/youtube/v3/determine_quota_cost, read in 2026): a project has
100 calls of search.list a day in a bucket of its own and 10,000 units a day for the rest; every list
call costs one, second tries too; both start again at midnight Pacific time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from crawlers.connectors.base import (
    ConnectorError,
    Json,
    QuotaExhausted,
    Refused,
    State,
    TokenExpired,
    Unavailable,
)
from crawlers.connectors.client import Answer, Client
from langnghe.numbers import number

HOST = "https://www.googleapis.com/youtube/v3"
PACIFIC = ZoneInfo("America/Los_Angeles")
Bucket = Literal["search", "units"]
LIMITS: Mapping[Bucket, int] = {"search": 100, "units": 10_000}
BUCKET_VI: Mapping[Bucket, str] = {"search": "lượt tìm", "units": "đơn vị"}
PAGE = 50
COMMENT_PAGE = 100

_SPENT = {"quotaExceeded", "dailyLimitExceeded"}
_SLOW = {"rateLimitExceeded", "userRateLimitExceeded", "backendError", "internalError"}
_KEY = {"keyInvalid", "ipRefererBlocked", "accessNotConfigured"}
_EXPIRED = {"keyExpired", "authError"}
_GONE = {
    "videoNotFound",
    "channelNotFound",
    "playlistNotFound",
    "commentThreadNotFound",
    "notFound",
}


class CommentsClosed(Refused):
    """The owner of a video switched its comments off: nothing to read, nothing wrong."""


class Gone(Refused):
    """What was asked for was removed or made private."""


@dataclass(slots=True)
class Budget:
    """What is left of today's allowance, over all sources with the same key."""

    state: State
    now: datetime

    def used(self, bucket: Bucket) -> int:
        """Return what was spent since midnight Pacific."""
        return self._own().get(bucket, 0) + sum(
            int(quota.get(bucket, 0))
            for memory in self.state.shared
            if (quota := memory.get("quota") or {}).get("day") == self.day
        )

    def left(self, bucket: Bucket) -> int:
        """Return what may still be spent today."""
        return max(0, LIMITS[bucket] - self.used(bucket))

    @property
    def day(self) -> str:
        """Return the Pacific day of now: the day of the allowance."""
        return self.now.astimezone(PACIFIC).date().isoformat()

    @property
    def reset_at(self) -> datetime:
        """Return the next midnight Pacific, in UTC; a day there has 23, 24 or 25 hours."""
        tomorrow = self.now.astimezone(PACIFIC).date() + timedelta(days=1)
        return datetime.combine(tomorrow, time(), PACIFIC).astimezone(UTC)

    def spend(self, bucket: Bucket, calls: int) -> None:
        """Write down calls that were made."""
        own = self._own()
        own[bucket] = own.get(bucket, 0) + calls
        self.state.memory["quota"] = {"day": self.day, **own}
        self.tell()

    def empty(self, bucket: Bucket) -> None:
        """Write down that the platform says nothing is left, whatever we counted."""
        self.spend(bucket, self.left(bucket))

    def tell(self) -> None:
        """Put what is left where the report is made from."""
        self.state.quota_left = self.left("units")
        self.state.quota_limit = LIMITS["units"]
        self.state.quota_reset = self.reset_at
        self.state.quota_says = ", ".join(
            f"còn {number(self.left(b))}/{number(limit)} {BUCKET_VI[b]}"
            for b, limit in LIMITS.items()
        )

    def refuse(self, bucket: Bucket, url: str) -> QuotaExhausted:
        """Return the error that ends asking for today."""
        reset = self.reset_at.astimezone(UTC)
        return QuotaExhausted(
            f"hết hạn mức YouTube trong ngày ({LIMITS[bucket]} {BUCKET_VI[bucket]})",
            reset_at=reset,
            url=url,
        )

    def _own(self) -> dict[str, int]:
        quota: Json = self.state.memory.get("quota") or {}
        if quota.get("day") != self.day:
            return {}
        return {name: int(quota.get(name, 0)) for name in LIMITS}


@dataclass(slots=True)
class Api:
    """The list calls, each page paid for before it is read."""

    client: Client
    key: str
    budget: Budget

    def pages(
        self, method: str, params: Mapping[str, Any], *, most: int, bucket: Bucket = "units"
    ) -> Iterator[list[Json]]:
        """Yield the items of each page of a list call, at most `most` pages."""
        token = ""
        for _ in range(most):
            data = self.call(method, params, token, bucket)
            yield [item for item in data.get("items") or () if isinstance(item, dict)]
            token = str(data.get("nextPageToken") or "")
            if not token:
                return

    def call(
        self, method: str, params: Mapping[str, Any], token: str = "", bucket: Bucket = "units"
    ) -> Json:
        """Return one page. Raises what the platform's own errors mean."""
        url = f"{HOST}/{method}"
        if not self.budget.left(bucket):
            raise self.budget.refuse(bucket, url)
        before = self.client.calls
        # The page token is no part of the address: one list is one address, whatever its page.
        unseen = {"key": self.key} | ({"pageToken": token} if token else {})
        try:
            answer = self.client.get(
                url, params, secret=unseen, judge=lambda answer: self._judge(answer, bucket)
            )
        finally:
            self.budget.spend(bucket, self.client.calls - before)
        data = answer.json()
        if not isinstance(data, dict):
            raise ConnectorError("YouTube trả lời có cấu trúc lạ", url=answer.url)
        return data

    def videos(self, ids: Sequence[str]) -> list[Json]:
        """Return the videos that still are public, 50 a call."""
        found: list[Json] = []
        for start in range(0, len(ids), PAGE):
            params = {"part": "snippet,statistics", "id": ",".join(ids[start : start + PAGE])}
            found += self.call("videos", {**params, "maxResults": PAGE}).get("items") or []
        return found

    def _judge(self, answer: Answer, bucket: Bucket) -> ConnectorError | None:
        if answer.ok:
            return None
        reason, place = reason_of(answer), {"url": answer.url, "status": answer.status}
        if reason in _SPENT:
            self.budget.empty(bucket)
            error = self.budget.refuse(bucket, answer.url)
            error.status = answer.status
            return error
        if reason in _SLOW:
            return Unavailable("YouTube yêu cầu giảm tốc", **place)  # type: ignore[arg-type]
        if reason == "commentsDisabled":
            return CommentsClosed("video tắt bình luận", **place)  # type: ignore[arg-type]
        if reason in _EXPIRED:
            return TokenExpired("khoá YouTube đã hết hạn; tạo khoá mới", **place)  # type: ignore[arg-type]
        if reason in _KEY:
            return Refused(f"khoá YouTube sai, đã xoá hoặc chưa được phép ({reason})", **place)  # type: ignore[arg-type]
        if answer.status == 404 or reason in _GONE:
            return Gone("đã gỡ hoặc chuyển riêng tư", **place)  # type: ignore[arg-type]
        if answer.status in (400, 401, 403):
            said = reason or f"HTTP {answer.status}"
            return Refused(f"YouTube từ chối ({said})", **place)  # type: ignore[arg-type]
        return None  # 429 and 5xx: the client's business


def reason_of(answer: Answer) -> str:
    """Return the reason of an error payload, "" where there is none; only letters, never text."""
    try:
        error = answer.json().get("error") or {}
        reasons = [str(e.get("reason") or "") for e in error.get("errors") or ()]
        details = [str(d.get("reason") or "") for d in error.get("details") or ()]
        message = str(error.get("message") or "")
    except (ConnectorError, AttributeError, TypeError):
        return ""
    if "API_KEY_INVALID" in details:
        return "keyExpired" if "expired" in message.lower() else "keyInvalid"
    found = next(filter(None, [*reasons, *details]), "")
    return found if found.isascii() and found.replace("_", "").isalnum() else ""
