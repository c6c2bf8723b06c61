"""How the Graph API is asked: token in a header, cursors, its own errors, the allowance it tells of.

Graph API v26.0, developers.facebook.com: error handling, rate limiting, paging.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from crawlers.connectors.base import (
    Account,
    ConnectorError,
    Json,
    QuotaExhausted,
    Refused,
    State,
    TokenExpired,
    Unavailable,
)

if TYPE_CHECKING:
    from crawlers.connectors.client import Answer, Client

HOST = "graph.facebook.com"
BASE = f"https://{HOST}/v26.0"
STOP_AT = 95  # per cent of the allowance: what is left is for the page's other programs
MOST_PAGES = 200  # of one list: a cursor that goes round in circles ends here

_LIMITS = frozenset({4, 17, 32, 341, 613, *range(80000, 80015)})
_EXPIRED: Mapping[int, str] = {
    458: "ứng dụng đã bị gỡ khỏi tài khoản người cấp",
    459: "Facebook yêu cầu người cấp đăng nhập để xác minh",
    460: "người cấp đã đổi mật khẩu",
    463: "token đã hết hạn",
    464: "tài khoản người cấp chưa xác minh",
    467: "token không còn hiệu lực",
    492: "người cấp không còn quản lý trang này",
}


class Missing(ConnectorError):
    """The object is not there any more, or was never ours to see."""


class BadField(ConnectorError):
    """A field, edge or figure that the platform does not know (any more)."""


@dataclass(slots=True)
class Graph:
    """One pull's conversation with the Graph API."""

    account: Account
    state: State
    client: Client
    now: datetime
    spent: int = 0  # per cent of the allowance, as the last answer told

    def get(self, path: str, params: Mapping[str, Any], *, shown: str = "") -> Json:
        """Return one answer. shown: the path told in errors, where the asked one names a person."""
        address = f"{BASE}/{shown or path}"
        if self.spent >= STOP_AT:
            raise QuotaExhausted(
                f"đã dùng {self.spent} % hạn mức Facebook cho phép; phần còn lại để cho việc khác",
                reset_at=self.state.quota_reset,
                url=address,
            )
        try:
            answer = self.client.get(
                f"{BASE}/{path}",
                params,
                # In a header: an address is what gets logged.
                headers={"Authorization": f"Bearer {self.account.token}"},
                judge=self._judge,
            )
            data = answer.json()
        except ConnectorError as error:
            error.url = address
            raise
        if not isinstance(data, dict):
            raise ConnectorError("Facebook trả lời có cấu trúc lạ", url=address)
        return data

    def pages(
        self, path: str, params: Mapping[str, Any], *, shown: str = ""
    ) -> Iterator[list[Json]]:
        """Yield the rows of a list, page after page; an empty page may have a next one."""
        after: str | None = None
        for _ in range(MOST_PAGES):
            data = self.get(path, {**params, **({"after": after} if after else {})}, shown=shown)
            rows = data.get("data")
            if not isinstance(rows, list):
                raise ConnectorError("Facebook trả lời không có danh sách", url=f"{BASE}/{path}")
            yield [row for row in rows if isinstance(row, dict)]
            paging = data.get("paging") or {}
            following = (paging.get("cursors") or {}).get("after")
            if not paging.get("next") or not following or following == after:
                return
            after = str(following)

    def _judge(self, answer: Answer) -> ConnectorError | None:
        self._note_usage(answer.headers)
        try:
            body = json.loads(answer.body)
            said = body.get("error") if isinstance(body, dict) else None
        except (ValueError, RecursionError):
            said = None
        if isinstance(said, dict):
            return self._error(said, answer)
        return None

    def _error(self, said: Json, answer: Answer) -> ConnectorError:
        code, sub = _int(said.get("code")), _int(said.get("error_subcode"))
        where: Json = {"url": answer.url, "status": answer.status}
        if code in _LIMITS:
            self.state.quota_left = 0
            return QuotaExhausted(
                f"Facebook báo hết hạn mức (mã {code})",
                reset_at=self.state.quota_reset or self.now + timedelta(hours=1),
                **where,
            )
        if code in (102, 190):
            why = _EXPIRED.get(sub, "token không hợp lệ")
            return TokenExpired(
                f"Facebook từ chối token: {why} (mã {code}/{sub}); cấp lại theo docs/channels.md",
                **where,
            )
        if code in (1, 2):
            return Unavailable(f"Facebook tạm lỗi (mã {code})", **where)
        if (code == 100 and sub == 33) or code == 803:
            return Missing("Facebook không có mục này, hoặc không cho ta xem", **where)
        if code == 100:
            return BadField("Facebook không nhận một trường đã hỏi (mã 100)", **where)
        if code in (3, 10) or 200 <= code < 300:
            return Refused(
                f"Facebook chưa cho quyền đọc (mã {code}); xem docs/channels.md", **where
            )
        if code == 368:
            return Refused("Facebook đang chặn ứng dụng vì chính sách (mã 368)", **where)
        if code in (12, 2635):
            return Refused(f"Facebook bỏ phiên bản này của giao diện (mã {code})", **where)
        if answer.status >= 500:
            return Unavailable(f"Facebook báo lỗi (HTTP {answer.status})", **where)
        return ConnectorError(f"Facebook báo lỗi mã {code}", **where)

    def _note_usage(self, headers: Mapping[str, str]) -> None:
        """Keep what the usage headers say: per cent left, and when more comes."""
        rows = [_header(headers, "x-app-usage")]
        for business in _header(headers, "x-business-use-case-usage").values():
            rows += [row for row in business if isinstance(row, dict)] if business else []
        spent = [
            _int(row.get(name))
            for row in rows
            for name in ("call_count", "total_cputime", "total_time")
            if name in row
        ]
        if not spent:
            return
        self.spent = max(spent)
        self.state.quota_limit = 100
        self.state.quota_left = max(0, 100 - self.spent)
        minutes = max((_int(row.get("estimated_time_to_regain_access")) for row in rows), default=0)
        hour = timedelta(hours=1)  # the window of both limits rolls by the hour
        self.state.quota_reset = self.now + (timedelta(minutes=minutes) if minutes else hour)


def moment(value: Any) -> datetime | None:
    """Return a Graph API time (2026-11-20T03:12:45+0000), None when it is no such thing.

    >>> moment("2026-11-20T03:12:45+0000").isoformat()
    '2026-11-20T03:12:45+00:00'
    """
    try:
        found = datetime.strptime(str(value), "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        return None
    return found


def count(value: Any) -> int | None:
    """Return a figure, None where the platform does not give one."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _int(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0


def _header(headers: Mapping[str, str], name: str) -> Json:
    try:
        found = json.loads(headers.get(name) or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
