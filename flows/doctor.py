"""Examine an installation and say, in a line each, what is well and what to do."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from langnghe.config import Workspace
from langnghe.errors import LangngheError

PINS = {"prefect": "3.8.8", "duckdb": "1.5.5", "scrapy": "2.19.0", "scikit-learn": "1.9.1"}
HELPERS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "LibreOffice": ("soffice", "libreoffice"),
    "PostgreSQL": ("psql",),
}
LITTLE_DISK = 5_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the examination."""

    level: Literal["ok", "warning", "error"]
    name: str
    detail: str

    @property
    def mark(self) -> str:
        return {"ok": "✓", "warning": "!", "error": "✗"}[self.level]


def examine(workspace: Workspace) -> list[Finding]:
    """Return all findings; one that fails never hides the others."""
    checks: tuple[tuple[str, Callable[[Workspace], Iterator[Finding]]], ...] = (
        ("Cài đặt", _install),
        ("Đĩa", _disk),
        ("Nguồn", _sources),
        ("Danh mục theo dõi", _watchlist),
        ("Đồng hồ", _clock),
        ("Mô hình", _model),
        ("Kho dữ liệu", _warehouse),
        ("Báo động", _watch),
        ("Gửi tin", _delivery),
        ("Phần mềm đi kèm", _helpers),
    )
    found: list[Finding] = []
    for name, check in checks:
        try:
            found.extend(check(workspace))
        except LangngheError as error:
            found.append(Finding(level="error", name=name, detail=str(error)))
    return found


def _install(_: Workspace) -> Iterator[Finding]:
    python = ".".join(map(str, sys.version_info[:3]))
    good = (3, 11) <= sys.version_info[:2] < (3, 14)
    yield Finding(
        level="ok" if good else "error",
        name="Python",
        detail=python if good else f"{python}; cần 3.11–3.13",
    )
    for package, pin in PINS.items():
        try:
            have = version(package)
        except PackageNotFoundError:
            yield Finding(level="error", name=package, detail="chưa cài; chạy `make setup`")
            continue
        level: Literal["ok", "error"] = "ok" if have == pin else "error"
        yield Finding(
            level=level,
            name=package,
            detail=have if have == pin else f"{have}, cần {pin}; chạy `make setup`",
        )


def _disk(workspace: Workspace) -> Iterator[Finding]:
    place = workspace.root.resolve()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    detail = f"còn {free / 1e9:.1f} GB ở {place}".replace(".", ",", 1)
    yield Finding(level="ok" if free > LITTLE_DISK else "warning", name="Đĩa", detail=detail)


def _sources(workspace: Workspace) -> Iterator[Finding]:
    workspace.require()
    sources = workspace.sources()
    on = [source for source in sources if source.enabled]
    checked = sum(source.verified for source in on)
    yield Finding(
        level="ok",
        name="Nguồn",
        detail=f"{len(on)}/{len(sources)} nguồn đang bật, {checked} đã kiểm trên trang thật",
    )
    if not workspace.contact():
        yield Finding(
            level="warning",
            name="Liên hệ",
            detail="sources.toml chưa có contact; quản trị trang không biết hỏi ai",
        )


def _watchlist(workspace: Workspace) -> Iterator[Finding]:
    watchlist = workspace.watchlist()
    yield Finding(
        level="ok",
        name="Danh mục theo dõi",
        detail=f"{len(watchlist.watch)} mục, địa bàn {watchlist.home_place}",
    )


def _clock(_: Workspace) -> Iterator[Finding]:
    # A reset office clock shows as a date before the program itself was written.
    written = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    now = datetime.now(UTC)
    if (written - now).days > 0:
        yield Finding(
            level="error",
            name="Đồng hồ",
            detail=f"máy đang ở {now:%d/%m/%Y}, sớm hơn cả ngày cài; chỉnh lại giờ",
        )
    else:
        yield Finding(level="ok", name="Đồng hồ", detail=f"{now:%d/%m/%Y %H:%M} UTC")


def _model(_: Workspace) -> Iterator[Finding]:
    from nlp.classifiers import TextItem, load

    classifier = load()
    labels = classifier.predict(
        [TextItem(id="1", kind="article", title="Công nhân ngừng việc vì nợ lương", text="")]
    )[0]
    yield Finding(
        level="ok" if labels.in_scope else "error",
        name="Mô hình",
        detail=f"{classifier.name}, thử một câu: {'trong' if labels.in_scope else 'ngoài'} phạm vi",
    )


def _warehouse(workspace: Workspace) -> Iterator[Finding]:
    from warehouse import open_store

    if not workspace.warehouse.exists():
        yield Finding(level="warning", name="Kho dữ liệu", detail="chưa có; chạy `langnghe run`")
        return
    with open_store(workspace.warehouse, wait=2) as store:
        posts = store.one("select count(*) from raw.post")
        faults = {name: count for name, count in store.check().items() if count}
    if faults:
        listed = ", ".join(f"{name} ({count} dòng)" for name, count in faults.items())
        yield Finding(level="error", name="Kho dữ liệu", detail=f"kiểm tra không đạt: {listed}")
    else:
        yield Finding(
            level="ok", name="Kho dữ liệu", detail=f"{posts} bản ghi bài, mọi kiểm tra đạt"
        )


def _watch(workspace: Workspace) -> Iterator[Finding]:
    """Read all that the watch would read, so that a slip is told here and not on the day."""
    from flows.watch import office
    from langnghe.cases.playbook import load_playbooks
    from langnghe.cases.policy import read_policy
    from langnghe.signals.calendar import planned

    home = office(workspace).home
    read_policy(workspace.root)
    calendar, books = workspace.root / "calendar.toml", workspace.root / "playbooks.toml"
    year = datetime.now(UTC).year
    events = planned(range(year, year + 1), calendar if calendar.exists() else None)
    load_playbooks(books if books.exists() else None)
    yield Finding(
        level="ok", name="Báo động", detail=f"canh {home}, {len(events)} dịp trong lịch năm {year}"
    )


def _delivery(workspace: Workspace) -> Iterator[Finding]:
    """Connect to what mail and messages go through; nothing is sent."""
    from langnghe.notify import check, read_delivery

    path = workspace.root / "delivery.toml"
    if not path.exists():
        detail = "chưa có delivery.toml nên chưa gửi cho ai; chép tệp mẫu ở docs/delivery.md"
        yield Finding(level="warning", name="Gửi tin", detail=detail)
        return
    for found in check(read_delivery(path), workspace.outbox):
        yield Finding(level=found.level, name=found.name, detail=found.detail)


def _helpers(_: Workspace) -> Iterator[Finding]:
    for name, programs in HELPERS.items():
        path = next((found for program in programs if (found := shutil.which(program))), None)
        yield Finding(
            level="ok" if path else "warning",
            name=name,
            detail=path or "không có; chỉ cần cho kiểm thử và bản in",
        )
