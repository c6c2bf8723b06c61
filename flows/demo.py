"""The main job on the bundled sample sites, over real HTTP on loopback, with nothing left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from crawlers.job import Terms
from flows import document_pickup, documents
from flows.ahead import server_ahead
from flows.crawl import crawl_sources
from flows.daily import run_daily
from flows.digest import day_digest, publish
from flows.sample_year import BOOKS, lay_in
from flows.sample_year_staff import staff
from flows.sample_year_words import judge_words
from flows.workspace import create
from langnghe import samples
from langnghe.config import Workspace
from langnghe.digest.index import IndexEntry, render_index
from langnghe.records import HANOI
from langnghe.samples import year
from warehouse import open_store

MAIN_DAY = date(2026, 6, 30)
FIRST_DAY = date(2026, 6, 1)


def looks() -> list[datetime]:
    """Return when the sample month was watched: every evening, and in the afternoon while it burned."""
    days = [FIRST_DAY + timedelta(days=n) for n in range((MAIN_DAY - FIRST_DAY).days + 1)]
    found = [datetime.combine(day, time(20), HANOI) for day in days]
    found += [datetime.combine(day, time(16), HANOI) for day in days[-3:]]
    return sorted(found)


def run_demo(workspace: Workspace, *, progress: Callable[[str], None] = print) -> Path:
    """Crawl, label, group and digest the sample month; return the digest of the main day."""
    server_is_up = server_ahead()
    with samples.serve() as sites:
        create(
            workspace.root,
            texts={
                "sources.toml": sites.sources_toml() + year.sources_toml(),
                "watchlist.toml": samples.watchlist_toml(),
                "units.toml": year.units_toml(),
            },
        )
        progress("Năm mẫu 1/7/2025 – 30/6/2026: nhập sổ, bài trên trang của ta, hộp thư …")
        lay_in(workspace, progress=progress)
        terms = Terms(allow=sites.allow, routes=sites.routes, delay=0.0)
        progress(f"Trang mẫu đang chạy trên máy này: {len(sites.routes)} tên miền *.example")
        progress("Lượt 1: sáng sớm, trước khi một tờ báo sửa bài")
        first = crawl_sources(workspace, terms=terms)
        progress(
            f"      {sum(counts.get('post', 0) for counts in first.counts.values())} bài đọc được"
        )
        sites.edit()
        server_is_up()
        progress("Lượt 2: chạy trọn một ngày như ở cơ quan")
        summary = run_daily(workspace, MAIN_DAY, terms=terms, looks=looks(), progress=progress)
    for line in summary["lines"]:
        progress(line)
    progress("Điểm báo cả tháng 6/2026 …")
    folder = workspace.output / "diem-bao"
    entries = []
    with open_store(workspace.warehouse) as store:
        for back in range((MAIN_DAY - FIRST_DAY).days + 1):
            digest = day_digest(
                store, workspace, FIRST_DAY + timedelta(days=back), made_at=datetime.now(UTC)
            )
            page = publish(digest, folder)[0]
            entries.append(IndexEntry.of(digest, page.name))
    # After the digests: they show each day as it was when nobody had answered yet.
    progress(f"Năm mẫu: cán bộ đã làm gì với điều máy nói … {staff(workspace)} việc")
    texts = documents.read(workspace, year.NOW)
    carried = document_pickup.follow(workspace, year.NOW)
    progress(
        f"      {', '.join(texts.lines())} văn bản; {carried.carried} bài đăng lại lời của văn bản"
    )
    progress(
        f"      {judge_words(workspace)} đề xuất về thông điệp, chỗ nói khác nhau đã có người xem"
    )
    index = folder / "index.html"
    index.write_text(render_index(entries, workspace.watchlist().office), encoding="utf-8")
    progress(f"Mục lục: {index}")
    progress(f"Sổ đã điền của năm mẫu: {workspace.root / BOOKS}")
    progress(f"Báo động: langnghe alerts list --workspace {workspace.root}")
    progress(f"Thư mục làm việc đầy đủ: {workspace.root}")
    return Path(summary["digest"])
