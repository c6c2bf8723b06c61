"""Crawls that go well, crawls that are killed, and what the next crawl makes of it."""

from __future__ import annotations

import signal
import threading
import time
from datetime import date
from pathlib import Path
from typing import Any

import psutil
import pytest
import server as web

from crawlers.engine import CrawlJob, CrawlResult, crawl
from langnghe.config import Source
from langnghe.landing import recover, rows

PAGE = web.article("Công nhân kể chuyện lương tháng này")
COMMENTED = web.article(
    "Đối thoại về bữa ăn ca",
    tail='<div id="comments" data-comments-url="/binh-luan/77.json"></div>',
)
EDITED = web.article("Đối thoại về bữa ăn ca: đã sửa đầu đề")


def forum_page(*messages: tuple[int, str, str], following: str = "") -> bytes:
    """Return one page of an invented XenForo 2 thread."""
    body = "".join(
        f'<article class="message message--post" data-author="{name}" data-content="post-{number}"'
        f' id="js-post-{number}"><time class="u-dt" datetime="2026-06-03T10:0{number % 10}:00+0700">x'
        f'</time><article class="message-body"><div class="bbWrapper">{text}</div></article></article>'
        for number, name, text in messages
    )
    more = f'<a class="pageNav-jump pageNav-jump--next" href="{following}">Tiếp</a>'
    return (
        '<!doctype html><html id="XF"><head><meta charset="utf-8"></head><body>'
        f'<h1 class="p-title-value">Xưởng nào còn nợ lương?</h1>{body}{more if following else ""}'
        "</body></html>"
    ).encode()


BOARD = (
    b'<!doctype html><html id="XF"><body><div class="structItem-title">'
    b'<a href="/threads/no-luong.55/">No luong</a></div></body></html>'
)

RULES: dict[str, dict[str, Any]] = {
    "bao.example": {
        "/rss": web.feed("bao.example", "/doi-thoai-1001.html"),
        "/doi-thoai-1001.html": COMMENTED,
        "/binh-luan/77.json": web.talk(following="/binh-luan/77.json?page=2", first=10),
        "/binh-luan/77.json?page=2": web.talk(following=None, first=20),
        "/cu-900.html": EDITED,
    },
    "muc.example": {
        "/xa-hoi": b"<html><body><a href='/cong-nhan-ke-chuyen-luong-100123.html'>Mot</a><a href='/lien-he'>x</a>"
        b"<a href='https://ngoai.example/mot-bai-cua-trang-khac-100124.html'>Ngoai</a></body></html>",
        "/rong": b"<html><body><p>Chua co gi</p></body></html>",
        "/sitemap.xml": b'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        b"<sitemap><loc>https://muc.example/thang6.xml</loc></sitemap></sitemapindex>",
        "/thang6.xml": b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        b"<url><loc>https://muc.example/cong-nhan-ke-chuyen-luong-100123.html</loc></url>"
        b"<url><loc>https://muc.example/ba-noi-lo-cua-cong-nhan-100125.html</loc></url>"
        b"<url><loc>https://muc.example/gioi-thieu</loc></url></urlset>",
        "/cong-nhan-ke-chuyen-luong-100123.html": PAGE,
        "/ba-noi-lo-cua-cong-nhan-100125.html": PAGE,
    },
    "dien-dan.example": {
        "/forums/luong.3/": BOARD,
        "/threads/no-luong.55/": forum_page(
            (501, web.HANDLES[0], "Xưởng tôi chậm lương hai tháng, ai biết hỏi ở đâu không?"),
            (502, web.HANDLES[1], f"@{web.HANDLES[0]} ra công đoàn cấp trên, số 0987654321"),
            following="/threads/no-luong.55/page-2",
        ),
        "/threads/no-luong.55/page-2": forum_page(
            (521, web.HANDLES[2], "Đã gửi đơn lên liên đoàn lao động tỉnh rồi nhé.")
        ),
    },
}


def source(name: str, **more: Any) -> Source:
    home = f"https://{name}.example/"
    return Source(id=name, name=f"Nguồn {name}", home=home, type="news", **more)


def read(result: CrawlResult) -> list[dict[str, Any]]:
    return [row for path in result.files for row in rows(path)]


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Any:
    root = tmp_path_factory.mktemp("journey")
    said: list[str] = []
    with web.serve(RULES) as site:
        job = CrawlJob(
            sources=(
                source("bao", feeds=("https://bao.example/rss",), comments=True),
                source(
                    "muc",
                    sections=("https://muc.example/xa-hoi", "https://muc.example/rong"),
                    sitemaps=("https://muc.example/sitemap.xml",),
                ),
                source(
                    "dien-dan",
                    family="xenforo",
                    sections=("https://dien-dan.example/forums/luong.3/",),
                ),
            ),
            landing=root / "landing",
            key_file=root / "key",
            known={"bao": {"https://bao.example/cu-900.html"}},
            recheck={"bao": ["https://bao.example/cu-900.html"]},
        )
        result = crawl(
            job,
            routes=site.routes(),
            delay=0.0,
            time_limit=60,
            on_progress=said.append,
        )
        yield site, result, read(result), said


def of(found: list[dict[str, Any]], kind: str, name: str) -> list[dict[str, Any]]:
    return [r for r in found if r["type"] == kind and r["source"] == name]


def test_comments_follow_their_article_over_all_pages(journey: Any) -> None:
    _, result, found, _ = journey
    posts = of(found, "post", "bao")
    (article,) = [p for p in posts if p["kind"] == "article" and "sửa" not in p["title"]]
    comments = [p for p in posts if p["kind"] == "comment"]
    assert len(comments) == 4
    assert {c["parent_id"] for c in comments} == {article["post_id"]}
    assert result.counts["bao"]["comment"] == 4
    (visit,) = [v for v in of(found, "visit", "bao") if v["role"] == "comments"]
    assert (visit["outcome"], visit["items"]) == ("known", 4)


def test_people_are_hashed_and_their_numbers_masked(journey: Any) -> None:
    _, result, found, _ = journey
    written = "".join(path.read_text("utf-8") for path in result.files)
    for secret in (*web.HANDLES, "0912 345", "345 678", "0987654321", "hopthu.example"):
        assert secret not in written
    said = [p for p in found if p["type"] == "post" and p["kind"] != "article"]
    assert len({p["author_key"] for p in said if p["source"] == "bao"}) == 2
    by_bao = {p["author_key"] for p in said if p["source"] == "bao"}
    by_forum = {p["author_key"] for p in said if p["source"] == "dien-dan"}
    assert by_bao.isdisjoint(by_forum)  # one person in two places is two strangers
    assert "[số điện thoại]" in written


def test_a_thread_is_a_post_and_comments_under_it(journey: Any) -> None:
    _, _, found, _ = journey
    opening, *answers = of(found, "post", "dien-dan")
    assert (opening["kind"], opening["parent_id"]) == ("post", None)
    assert opening["title"] == "Xưởng nào còn nợ lương?"
    assert [(a["kind"], a["parent_id"]) for a in answers] == [("comment", opening["post_id"])] * 2
    assert opening["published_at"] == "2026-06-03T03:01:00+00:00"


def test_sections_and_sitemaps_give_articles_once(journey: Any) -> None:
    site, result, found, _ = journey
    assert {p["url"] for p in of(found, "post", "muc")} == {
        "https://muc.example/cong-nhan-ke-chuyen-luong-100123.html",
        "https://muc.example/ba-noi-lo-cua-cong-nhan-100125.html",
    }
    assert site.paths("muc.example").count("/cong-nhan-ke-chuyen-luong-100123.html") == 1
    assert result.counts["muc"]["post"] == 2


def test_a_section_without_links_is_a_layout_alarm(journey: Any) -> None:
    _, _, found, _ = journey
    (visit,) = [v for v in of(found, "visit", "muc") if v["url"].endswith("/rong")]
    assert (visit["outcome"], visit["reason_class"]) == ("layout_changed", "soft")


def test_a_recheck_fetches_a_known_article_again(journey: Any) -> None:
    _, _, found, _ = journey
    titles = [p["title"] for p in of(found, "post", "bao") if p["kind"] == "article"]
    assert "Đối thoại về bữa ăn ca: đã sửa đầu đề" in titles


def test_progress_is_told_in_vietnamese(journey: Any) -> None:
    *_, said = journey
    assert "Nguồn bao: đã đọc danh sách" in said


def numbered(count: int) -> dict[str, dict[str, Any]]:
    pages = {f"/tin-10{n:03}.html": web.slowly(PAGE, 0.05) for n in range(count)}
    return {"dai.example": {"/rss": web.feed("dai.example", *pages), **pages}}


def test_kill_9_loses_nothing_that_was_written_and_the_next_crawl_finishes(tmp_path: Path) -> None:
    count = 60
    with web.serve(numbered(count)) as site:
        job = CrawlJob(
            sources=(source("dai", feeds=("https://dai.example/rss",)),),
            landing=tmp_path / "landing",
            key_file=tmp_path / "key",
        )

        def kill() -> None:
            deadline = time.monotonic() + 30
            while len(site.asked) < 25 and time.monotonic() < deadline:
                time.sleep(0.01)
            for child in psutil.Process().children():
                if "crawlers.child" in " ".join(child.cmdline()):
                    child.send_signal(signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        first = crawl(job, routes=site.routes(), delay=0.0, time_limit=60)
        killer.join()

        kept = [r for r in read(first) if r["type"] == "post"]
        assert 0 < len(kept) < count
        assert not list(job.landing.rglob("*.part"))
        # The feed was never claimed: it ends as failed, so nothing holds the next crawl back.
        (feed,) = [r for r in read(first) if r["type"] == "visit" and r["role"] == "feed"]
        assert (feed["outcome"], feed["etag"]) == ("failed", None)
        assert "dừng đột ngột" in first.failed_sources["dai"]

        known = {r["url"] for r in kept}
        again = CrawlJob(
            sources=job.sources,
            landing=job.landing,
            key_file=job.key_file,
            known={"dai": known},
        )
        second = crawl(again, routes=site.routes(), delay=0.0, time_limit=60)
    found = {r["url"] for path in job.landing.glob("*.jsonl") for r in rows(path)
             if r["type"] == "post"}  # fmt: skip
    assert len(found) == count
    assert second.counts["dai"] == {"known": len(known) + 1, "post": count - len(known)}
    assert recover(job.landing) == []


def test_the_time_limit_ends_a_crawl_in_order(tmp_path: Path) -> None:
    rules: dict[str, dict[str, Any]] = {
        "lau.example": {
            "/rss": web.feed("lau.example", *[f"/tin-10{n:03}.html" for n in range(120)]),
            **{f"/tin-10{n:03}.html": web.slowly(PAGE, 0.5) for n in range(120)},
        }
    }
    with web.serve(rules) as site:
        job = CrawlJob(
            sources=(source("lau", feeds=("https://lau.example/rss",)),),
            landing=tmp_path / "landing",
            key_file=tmp_path / "key",
        )
        result = crawl(job, routes=site.routes(), delay=0.0, time_limit=8)
    counts = result.counts["lau"]
    assert result.seconds < 30
    assert sum(counts.values()) == 121  # all articles and their feed, each once
    assert counts["failed"] > 0
    (feed,) = [r for r in read(result) if r["type"] == "visit" and r["role"] == "feed"]
    assert feed["etag"] is None
    left = [r for r in read(result) if r["type"] == "visit" and r["outcome"] == "failed"]
    assert {r["reason_class"] for r in left} == {"temporary"}


def test_a_backfill_reads_the_sitemaps_that_robots_names(tmp_path: Path) -> None:
    urls = "".join(
        f"<url><loc>https://xua.example/bai-cu-ve-cong-nhan-{n}.html</loc><lastmod>{day}</lastmod></url>"
        for n, day in ((100001, "2026-05-01"), (100002, "2026-05-20"), (100003, "2026-05-21"))
    )
    rules: dict[str, dict[str, Any]] = {
        "xua.example": {
            "/robots.txt": b"Sitemap: https://xua.example/s.xml\nSitemap: https://ngoai.example/s.xml",
            "/rss": web.feed("xua.example"),
            "/s.xml": f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode(),
            **{f"/bai-cu-ve-cong-nhan-10000{n}.html": PAGE for n in (1, 2, 3)},
        }
    }
    with web.serve(rules) as site:
        job = CrawlJob(
            sources=(source("xua", feeds=("https://xua.example/rss",)),),
            landing=tmp_path / "landing",
            key_file=tmp_path / "key",
            backfill_from=date(2026, 5, 20),
        )
        result = crawl(job, routes=site.routes(), delay=0.0, time_limit=30)
    assert sorted(r["url"][-11:-5] for r in read(result) if r["type"] == "post") == [
        "100002",
        "100003",
    ]


def test_without_an_agreement_the_pace_is_polite_and_robots_may_slow_it_further(
    tmp_path: Path,
) -> None:
    rules: dict[str, dict[str, Any]] = {
        "cham.example": {
            "/robots.txt": b"User-agent: *\nCrawl-delay: 3\n",
            "/rss": web.feed("cham.example", "/tin-1001.html"),
            "/tin-1001.html": PAGE,
        }
    }
    with web.serve(rules) as site:
        job = CrawlJob(
            sources=(source("cham", feeds=("https://cham.example/rss",)),),
            landing=tmp_path / "landing",
            key_file=tmp_path / "key",
        )
        crawl(job, routes=site.routes(), time_limit=30)
    robots, feed, article = site.times
    assert feed - robots >= 1.9
    assert article - feed >= 2.9


def test_a_listener_that_fails_does_not_stop_the_crawl(tmp_path: Path) -> None:
    def broken(_: str) -> None:
        raise ValueError("hỏng")

    rules: dict[str, dict[str, Any]] = {
        "nghe.example": {"/rss": web.feed("nghe.example", "/tin-1001.html"), "/tin-1001.html": PAGE}
    }
    with web.serve(rules) as site:
        job = CrawlJob(
            sources=(source("nghe", feeds=("https://nghe.example/rss",)),),
            landing=tmp_path / "landing",
            key_file=tmp_path / "key",
        )
        result = crawl(job, routes=site.routes(), delay=0.0, on_progress=broken, time_limit=30)
    assert result.counts["nghe"] == {"post": 1, "known": 1}
