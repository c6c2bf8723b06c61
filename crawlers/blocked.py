"""Recognise a page that is not the page: challenges, captchas, log-in walls. They are left alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

# What each guard leaves in the page; searched in the first bytes only.
_HEAD = 60_000
_CLOUDFLARE = re.compile(
    rb"_cf_chl_opt|/cdn-cgi/challenge-platform/h/|<title>\s*just a moment|cf-browser-verification"
    rb"|<title>\s*attention required! \| cloudflare|id=[\"']cf-wrapper",
    re.I,
)
_DDOS_GUARD = re.compile(rb"ddos-guard(?:\.net)?/|<title>\s*ddos-guard|__ddg\d", re.I)
_INCAPSULA = re.compile(rb"_Incapsula_Resource|Request unsuccessful\. Incapsula", re.I)
_CAPTCHA = re.compile(
    rb"g-recaptcha|h-captcha|cf-turnstile|/recaptcha/api\.js|px-captcha|captcha-delivery", re.I
)
_COOKIE = re.compile(rb"document\.cookie\s*=", re.I)
_RELOAD = re.compile(
    rb"location\.reload|location\.href\s*=|location\.replace|window\.location\s*=", re.I
)
_PASSWORD = re.compile(rb"<input[^>]{0,200}type\s*=\s*[\"']?password", re.I)
_LOGIN = re.compile(
    "vui lòng đăng nhập để|đăng nhập để (?:đọc|xem)|bạn phải đăng nhập|you must be logged in", re.I
)
_TAGS = re.compile(rb"<(script|style|noscript)\b.*?</\1\s*>|<[^<>]+>", re.I | re.S)
_LITTLE_TEXT = 400  # characters of visible text; a challenge page has a sentence or two


def challenge(status: int, headers: Mapping[str, str], body: bytes) -> str | None:
    """Return in Vietnamese why this answer is a barrier and not a page, or None.

    status 0 means unknown (a saved page). Header names may be in any case.
    """
    lower = {k.lower(): v for k, v in headers.items()}
    head = body[:_HEAD]
    visible = _visible(head)
    small = visible < _LITTLE_TEXT
    if lower.get("cf-mitigated", "").lower() == "challenge":
        return "Cloudflare yêu cầu xác minh trình duyệt; trang được để yên"
    if visible >= 3 * _LITTLE_TEXT and status in (0, 200):
        return None  # a page with a text: spare it the search
    # A live article may load Cloudflare's beacon: it is a challenge only without a text.
    if _CLOUDFLARE.search(head) and (small or status in (403, 429, 503)):
        return "Cloudflare yêu cầu xác minh trình duyệt; trang được để yên"
    if (_DDOS_GUARD.search(head) or "ddos-guard" in lower.get("server", "").lower()) and (
        small and status != 200
    ):
        return "DDoS-Guard yêu cầu xác minh trình duyệt; trang được để yên"
    if _INCAPSULA.search(head) and small:
        return "Imperva yêu cầu xác minh trình duyệt; trang được để yên"
    if _CAPTCHA.search(head) and small:
        return "trang đòi giải captcha; trang được để yên"
    if small and len(body) < 20_000 and _COOKIE.search(head) and _RELOAD.search(head):
        return "trang đòi cookie bằng JavaScript (chống robot); trang được để yên"
    if status == 401:
        return "trang đòi đăng nhập (401); trang được để yên"
    if visible < 3 * _LITTLE_TEXT and (
        _PASSWORD.search(head) and _LOGIN.search(head.decode("utf-8", "replace"))
    ):
        return "trang đòi đăng nhập; trang được để yên"
    return None


def _visible(head: bytes) -> int:
    return len(b" ".join(_TAGS.sub(b" ", head).split()))
