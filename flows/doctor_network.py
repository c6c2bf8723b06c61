"""Whether sources can be reached from here, and what hour they say it is. One small question a site."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from flows.doctor_machine import Finding
from langnghe.config import Source, Workspace
from langnghe.numbers import number

PATIENCE = 6.0  # seconds a site has
SAMPLES = (".example", ".test", ".invalid")  # names that no site will ever have
OFF = 90  # seconds a clock may be off: more is seen in the order of news
AT_ONCE = 12


def network(workspace: Workspace) -> Iterator[Finding]:
    """Ask each site of the enabled sources for its robots.txt, and compare its clock with ours."""
    homes = _homes(workspace.sources())
    if not homes:
        yield Finding(level="ok", name="Mạng", detail="chỉ có nguồn mẫu, không hỏi mạng")
        return
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(_ask, homes))
    silent = [(home, why) for home, (why, _) in zip(homes, answers, strict=True) if why]
    if len(silent) == len(homes):
        yield Finding(
            level="error", name="Mạng",
            detail=f"không tới được trang nào trong {len(homes)} ({silent[0][0]}: {silent[0][1]}); kiểm tra dây "
            "mạng, DNS (`resolvectl status`), tường lửa có cho ra cổng 443 không",
        )  # fmt: skip
        return
    reached = len(homes) - len(silent)
    yield Finding(level="ok", name="Mạng", detail=f"tới được {reached}/{len(homes)} trang")
    for home, why in silent:
        yield Finding(
            level="warning", name="Nguồn",
            detail=f"{home}: {why}; mở thử bằng trình duyệt: mở được thì xem `langnghe sources check`, không thì "
            "trang đang hỏng hoặc đã đổi tên, tắt nguồn ấy trong sources.toml (enabled = false)",
        )  # fmt: skip
    yield from _skew([off for _, off in answers if off is not None])


def _skew(seconds: list[float]) -> Iterator[Finding]:
    """Tell a clock that differs from what most sites say; one site alone may be wrong itself."""
    if not seconds:
        return
    middle = sorted(seconds)[len(seconds) // 2]
    if abs(middle) > OFF:
        way = "nhanh" if middle > 0 else "chậm"
        yield Finding(
            level="error", name="Đồng hồ",
            detail=f"máy {way} {number(abs(middle) / 60)} phút so với các trang; bật đồng bộ giờ: "
            "`sudo timedatectl set-ntp true`",
        )  # fmt: skip


def _homes(sources: tuple[Source, ...]) -> list[str]:
    found: dict[str, None] = {}
    for source in sorted(sources, key=lambda s: s.priority):
        parts = urlsplit(source.home)
        if source.enabled and not (parts.hostname or "").endswith(SAMPLES):
            found[f"{parts.scheme}://{parts.netloc}"] = None
    return list(found)


def _ask(home: str) -> tuple[str, float | None]:
    """Return why a site cannot be reached ("" when it answers, whatever it says) and how far off we are."""
    import httpx

    try:
        answer = httpx.get(f"{home}/robots.txt", timeout=PATIENCE)
    except httpx.TimeoutException:
        return "không trả lời", None
    except httpx.ConnectError as error:
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, socket.gaierror):
                return "không tìm thấy tên miền này", None
            cause = cause.__cause__ or cause.__context__
        return f"không kết nối được ({error})", None
    except (httpx.HTTPError, ValueError) as error:
        return f"trả lời hỏng ({type(error).__name__})", None
    try:
        told = parsedate_to_datetime(answer.headers["date"])
        if answer.headers.get("age", "0") != "0":  # out of a cache: its hour is of earlier
            return "", None
        return "", (datetime.now(UTC) - told.astimezone(UTC)).total_seconds()
    except (KeyError, ValueError, TypeError):
        return "", None
