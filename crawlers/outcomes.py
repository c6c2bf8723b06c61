"""From what went wrong to one counted outcome with a sentence for people (pure, no network)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scrapy import exceptions as scrapy_errors
from scrapy.exceptions import IgnoreRequest

from crawlers.job import MAX_BYTES
from crawlers.resolver import REFUSED
from langnghe.errors import Blocked, LayoutChanged, NotAnArticle
from langnghe.records import Outcome

ReasonClass = Literal["", "hard", "soft", "temporary"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an input ended without a post. hard: asking again is useless; soft: the content needs a
    look (layout, empty feed); temporary: ask again."""

    outcome: Outcome
    reason: str
    reason_class: ReasonClass
    http_status: int | None = None


class Settled(IgnoreRequest):
    """A request whose input is already decided."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.reason)
        self.verdict = verdict


def failed(reason: str, kind: ReasonClass, status: int | None = None) -> Verdict:
    """Return a plain failure."""
    return Verdict(Outcome.FAILED, reason, kind, status)


TOO_LARGE = failed(f"trang lớn hơn {MAX_BYTES // 1024 // 1024} MB, đã ngừng tải", "hard")
BOMB = failed(f"trang nén nở quá {MAX_BYTES // 1024 // 1024} MB, đã bỏ", "hard")
REDIRECTS = failed("chuyển hướng quá 5 lần hoặc lòng vòng", "hard")
TOO_HEAVY = failed("trang quá nặng, đọc quá thời gian cho phép", "hard")
BAD_CERTIFICATE = failed("chứng chỉ bảo mật (TLS) của trang không hợp lệ", "hard")
STOPPED = failed("lượt thu thập dừng trước khi đến trang này", "temporary")
OFF_SITE = Verdict(Outcome.NOT_ARTICLE, "địa chỉ dẫn ra ngoài trang nguồn", "hard")
NOT_WEB = Verdict(Outcome.NOT_ARTICLE, "không phải địa chỉ trang web", "hard")
EMPTY_ENTRY = Verdict(Outcome.NOT_ARTICLE, "mục trong nguồn tin không có chữ nào", "soft")
NOT_MODIFIED = Verdict(Outcome.KNOWN, "không đổi từ lần trước (304)", "", 304)
KNOWN = Verdict(Outcome.KNOWN, "", "")


def refused_address(host: str) -> Verdict:
    """Return the verdict on a host inside this machine or its network."""
    return failed(f"{host}: địa chỉ nội bộ, bị từ chối", "hard")


def of_status(status: int) -> Verdict | None:
    """Return the verdict on an HTTP status, or None when the page can be read."""
    if 200 <= status < 300:
        return None
    if status in (404, 410):
        return failed(f"trang không còn (HTTP {status})", "hard", status)
    if status in (401, 402, 403, 407, 451):
        return Verdict(Outcome.BLOCKED, f"trang từ chối (HTTP {status})", "hard", status)
    if status in (408, 425, 429) or status >= 500:
        return failed(f"máy chủ báo lỗi (HTTP {status})", "temporary", status)
    return failed(f"máy chủ trả lời HTTP {status}", "hard", status)


def of_error(error: BaseException, host: str) -> Verdict:
    """Return the verdict on what a download or a parser raised."""
    match error:
        case Settled():
            return error.verdict
        case LayoutChanged():
            return Verdict(Outcome.LAYOUT_CHANGED, error.reason, "soft")
        case NotAnArticle():
            return Verdict(Outcome.NOT_ARTICLE, error.reason, "soft")
        case Blocked():
            return Verdict(Outcome.BLOCKED, error.reason, "hard")
        case scrapy_errors.CannotResolveHostError():
            if host.lower() in REFUSED:
                return refused_address(host)
            return failed(f"không tìm thấy máy chủ {host}", "temporary")
        case scrapy_errors.DownloadConnectionRefusedError():
            return failed("máy chủ từ chối kết nối", "temporary")
        case scrapy_errors.DownloadTimeoutError():
            return failed("máy chủ trả lời quá chậm", "temporary")
        case scrapy_errors.DownloadCancelledError():
            return TOO_LARGE
        case scrapy_errors.ResponseDataLossError():
            return failed("trang bị cắt giữa chừng", "temporary")
        case scrapy_errors.DownloadFailedError() if "certificate verify failed" in str(error):
            return BAD_CERTIFICATE
        case scrapy_errors.DownloadFailedError():
            return failed("mất kết nối giữa chừng", "temporary")
        case scrapy_errors.UnsupportedURLSchemeError() | scrapy_errors.NotSupported():
            return NOT_WEB
        case IgnoreRequest():
            return failed(f"bỏ qua: {error}", "hard")
        case OSError():
            return failed("lỗi mạng", "temporary")
        case _:
            return failed(f"lỗi bất ngờ: {type(error).__name__}", "soft")
