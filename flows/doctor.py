"""Examine an installation and say, in a line each, what is well and what to do."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from flows import doctor_machine
from flows.doctor_machine import Finding
from flows.doctor_network import network as ask_sites
from langnghe.config import Workspace
from langnghe.errors import ConfigError, LangngheError

PINS = {"prefect": "3.8.8", "duckdb": "1.5.5", "scrapy": "2.19.0", "scikit-learn": "1.9.1"}
HELPERS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "LibreOffice": ("soffice", "libreoffice"),
    "PostgreSQL": ("psql",),
}
OLD_BACKUP = timedelta(days=8)


def examine(workspace: Workspace, *, network: bool = False) -> list[Finding]:
    """Return all findings; one that fails never hides the others. network: also ask the sources' sites."""
    checks: tuple[tuple[str, Callable[[Workspace], Iterator[Finding]]], ...] = (
        ("Cài đặt", _install),
        ("Đĩa", doctor_machine.disk),
        ("Bộ nhớ", doctor_machine.memory),
        ("Đồng hồ", doctor_machine.clock),
        ("Múi giờ", doctor_machine.timezone),
        ("Quyền", doctor_machine.permissions),
        ("Cổng", doctor_machine.ports),
        ("Phông chữ", doctor_machine.fonts),
        ("PDF", doctor_machine.paper),
        ("Nguồn", _sources),
        *((("Mạng", ask_sites),) if network else ()),
        ("Danh mục theo dõi", _watchlist),
        ("Mô hình", _weights),
        ("Mô hình", _model),
        ("Kho dữ liệu", _warehouse),
        ("Bản chụp", _snapshot),
        ("Báo động", _watch),
        ("Gửi tin", _delivery),
        ("Yêu cầu dữ liệu", _requests),
        ("Sao lưu", _backups),
        ("Phần mềm đi kèm", _helpers),
    )
    found: list[Finding] = []
    for name, check in checks:
        try:
            found.extend(check(workspace))
        except (LangngheError, OSError) as error:
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


def _weights(_: Workspace, *, folder: Path | None = None) -> Iterator[Finding]:
    """Compare every weight that ships with the SHA-256 it was published with."""
    from nlp.registry import MODELS

    count, place = 0, folder or MODELS
    for about in sorted(place.glob("*.json")):
        told = json.loads(about.read_text(encoding="utf-8"))
        for file, sha in (("file", "sha256"), ("tokenizer", "tokenizer_sha256")):
            if not isinstance(told, dict) or sha not in told or file not in told:
                continue
            path = place / str(told[file])
            if not path.exists() or _sha256(path) != told[sha]:
                yield Finding(
                    level="error", name="Mô hình",
                    detail=f"{path}: thiếu hoặc khác bản đã công bố (SHA-256 không khớp), không dùng; cài lại gói",
                )  # fmt: skip
            else:
                count += 1
    yield Finding(level="ok", name="Mô hình", detail=f"{count} tệp trọng số đúng mã SHA-256")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
    from warehouse.backup import digests

    if not workspace.warehouse.exists():
        yield Finding(level="warning", name="Kho dữ liệu", detail="chưa có; chạy `langnghe run`")
        return
    with open_store(workspace.warehouse, wait=2) as store:
        posts = store.one("select count(*) from raw.post")
        faults = {name: count for name, count in store.check().items() if count}
        digests(store)  # reads every value: a damaged block may lie where nobody looks
    if faults:
        listed = ", ".join(f"{name} ({count} dòng)" for name, count in faults.items())
        yield Finding(level="error", name="Kho dữ liệu", detail=f"kiểm tra không đạt: {listed}")
    else:
        yield Finding(
            level="ok", name="Kho dữ liệu", detail=f"{posts} bản ghi bài, mọi kiểm tra đạt"
        )


def _snapshot(workspace: Workspace) -> Iterator[Finding]:
    """Hold what readers read against the SHA-256 it was published with."""
    from warehouse.snapshot import last_published, snapshot_of

    path = snapshot_of(workspace)
    if not path.exists():
        return
    told = last_published(path)
    if told is None or _sha256(path) != told.sha256:
        yield Finding(
            level="error", name="Bản chụp",
            detail=f"{path}: không phải tệp đã chụp (SHA-256 không khớp); chạy `langnghe snapshot`",
        )  # fmt: skip
    else:
        yield Finding(
            level="ok",
            name="Bản chụp",
            detail=f"đúng mã SHA-256 lúc chụp ({told.made_at:%d/%m/%Y})",
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


def _requests(workspace: Workspace) -> Iterator[Finding]:
    """Tell of requests about personal data that wait: the law counts working days."""
    from flows.requests import due
    from langnghe.cases.request import watch_vi
    from warehouse import open_store

    if not workspace.warehouse.exists():
        return
    now = datetime.now(UTC)
    with open_store(workspace.warehouse, read_only=True, wait=2) as store:
        waiting = due(store)
    for ident, end in waiting:
        detail = watch_vi(ident, end, now)
        yield Finding(
            level="error" if now > end else "warning", name="Yêu cầu dữ liệu", detail=detail
        )


def _backups(workspace: Workspace) -> Iterator[Finding]:
    """Tell whether there is a fresh backup, on another disk, with its secrets in it."""
    from flows.backup import backups, folder_of
    from flows.schedule import read_schedule
    from langnghe.notify.secret import read_secrets

    if not workspace.warehouse.exists():
        return
    folder = folder_of(workspace)
    made = backups(folder) if folder.exists() else []
    name = read_schedule(workspace).backup.passphrase
    try:
        read_secrets(workspace.root).get(name)
    except ConfigError:
        detail = f'chưa có câu mật khẩu nên khoá và tài khoản không được sao lưu; thêm {name} = "…" vào secrets.toml, chép ra giấy'
        yield Finding(level="warning", name="Sao lưu", detail=detail)
    if not made:
        yield Finding(
            level="warning",
            name="Sao lưu",
            detail=f"chưa có bản nào ở {folder}; chạy `langnghe backup`",
        )
        return
    age = datetime.now(UTC) - datetime.fromtimestamp(made[-1].stat().st_mtime, UTC)
    if age > OLD_BACKUP:
        detail = f"bản mới nhất đã {age.days} ngày ({made[-1].name}); chạy `langnghe backup`, xem vì sao việc sao-luu không chạy"
        yield Finding(level="warning", name="Sao lưu", detail=detail)
    elif folder.stat().st_dev == workspace.root.stat().st_dev:
        detail = f"{len(made)} bản, nhưng ở cùng ổ đĩa với cơ quan: hỏng ổ là mất cả hai; đổi folder ở mục [backup] của serve.toml sang ổ khác"
        yield Finding(level="warning", name="Sao lưu", detail=detail)
    else:
        yield Finding(
            level="ok", name="Sao lưu", detail=f"{len(made)} bản, mới nhất {made[-1].name}"
        )


def _helpers(_: Workspace) -> Iterator[Finding]:
    for name, programs in HELPERS.items():
        path = next((found for program in programs if (found := shutil.which(program))), None)
        yield Finding(
            level="ok" if path else "warning",
            name=name,
            detail=path or "không có; chỉ cần cho kiểm thử và bản in",
        )
