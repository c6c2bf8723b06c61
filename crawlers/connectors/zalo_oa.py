"""How Zalo's OA interface is asked: token in a header, arguments as one JSON, errors with HTTP 200."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from crawlers.connectors.base import (
    Account,
    ConnectorError,
    Json,
    QuotaExhausted,
    Refused,
    TokenExpired,
    Unavailable,
)

if TYPE_CHECKING:
    from crawlers.connectors.client import Answer, Client

HOST = "openapi.zalo.me"
BASE = f"https://{HOST}"
SIZE = 10  # the most that one request may ask for

_REFUSED: Mapping[int, str] = {
    -204: "tài khoản OA đã bị xoá",
    -205: "không có tài khoản OA này",
    -209: "ứng dụng chưa được duyệt quyền này",
    -219: "ứng dụng đã bị gỡ hoặc khoá",
    -221: "tài khoản OA chưa xác thực",
    -224: "gói dịch vụ của OA không gồm quyền này",
    -240: "giao diện phiên bản này đã bị bỏ",
}


@dataclass(slots=True)
class OfficialAccount:
    """One pull's conversation with the interface of one account."""

    account: Account
    client: Client
    now: datetime
    token: str = ""

    def get(self, path: str, params: Mapping[str, Any]) -> Json:
        """Return one answer; a token that ended half-way is renewed once."""
        self.token = self.token or self.account.token
        try:
            return self._get(path, params)
        except TokenExpired:
            self.token = self.account.renew(self.token)
            return self._get(path, params)

    def rows(self, path: str, arguments: Mapping[str, Any]) -> list[Json]:
        """Return the rows of a request whose arguments travel as one JSON, and stay unseen: ids of people."""
        data = self.get(path, {"data": json.dumps(arguments)}).get("data")
        if data is None:
            return []
        if not isinstance(data, list):
            raise ConnectorError("Zalo trả lời không có danh sách", url=f"{BASE}{path}")
        return [row for row in data if isinstance(row, dict)]

    def _get(self, path: str, params: Mapping[str, Any]) -> Json:
        answer = self.client.get(
            f"{BASE}{path}",
            secret={name: str(value) for name, value in params.items()},
            headers={"access_token": self.token},
            judge=self._judge,
        )
        data = answer.json()
        if not isinstance(data, dict):
            raise ConnectorError("Zalo trả lời có cấu trúc lạ", url=answer.url)
        return data

    def _judge(self, answer: Answer) -> ConnectorError | None:
        try:
            body = json.loads(answer.body)
        except (ValueError, RecursionError):
            return None
        code = body.get("error") if isinstance(body, dict) else None
        if not isinstance(code, int) or code == 0:
            return None
        where: Json = {"url": answer.url, "status": answer.status}
        if code in (-216, -220, -124):
            return TokenExpired(f"Zalo không nhận access token (mã {code})", **where)
        if code == -32:
            return QuotaExhausted(
                "Zalo báo quá nhiều yêu cầu trong một phút",
                reset_at=self.now + timedelta(minutes=1),
                **where,
            )
        if code == -211:
            return QuotaExhausted("Zalo báo hết hạn mức của OA", **where)
        if code in _REFUSED:
            return Refused(f"Zalo từ chối: {_REFUSED[code]} (mã {code})", **where)
        if code in (-200, -214):
            return Unavailable(f"Zalo tạm lỗi (mã {code})", **where)
        return ConnectorError(f"Zalo báo lỗi mã {code}", **where)


def moment(value: Any) -> datetime | None:
    """Return a moment given in milliseconds, as a number or a string; None when it is no such thing.

    >>> moment("1780000000000").isoformat()
    '2026-05-28T20:26:40+00:00'
    """
    try:
        return datetime.fromtimestamp(int(value) / 1000, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
