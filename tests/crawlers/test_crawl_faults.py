"""One crawl of a web that misbehaves: every input ends in one counted outcome, the next source
is unaffected, memory and time are bounded."""

from __future__ import annotations

import contextlib
import gzip
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pytest
import server as web

from crawlers.engine import CrawlJob, CrawlResult, FeedState, crawl
from langnghe.config import Source
from langnghe.landing import rows

PAGE = web.article("Công đoàn xưởng may đối thoại về bữa ăn ca")
TIMEOUT = 12.0  # seconds; generous, the machine may be busy
SUMMARY = "Tóm tắt do nguồn tin gửi: công nhân kiến nghị nâng mức bữa ăn ca."


XML = ("laughs", "blowup", "file", "server")
# Every way to write an address of this machine or its network.
INSIDE = (
    "127.0.0.2", "127.1", "127.0.1", "0.0.0.0", "0", "2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "017700000001",
    "127.0.0.1.", "%31%32%37.0.0.1", "①②⑦.⓪.⓪.①", "127。0。0。1", "localhost", "LOCALHOST.", "[::1]", "[::]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1]", "[fc00::1]",
    "[fd00:ec2::254]", "169.254.169.254", "0xa9fea9fe", "2852039166", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1",
    "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "nguoi:mk@127.0.0.1", "example.com@127.0.0.1",
)  # fmt: skip


def source(name: str, *, home: str = "", **more: Any) -> Source:
    home = home or f"https://{name}.example/"
    more.setdefault("feeds", (f"{home}rss",))
    return Source(id=name, name=f"Nguồn {name}", home=home, type="news", **more)


def site(name: str, *paths: str, summary: str = "", **rules: Any) -> tuple[str, dict[str, Any]]:
    host = f"{name}.example"
    return host, {"/rss": web.feed(host, *paths, summary=summary), **rules.get("at", {})}


RULES: dict[str, dict[str, Any]] = dict(
    [
        site("lanh", "/tin-1001.html", "/tin-1002.html", "/tin-1003.html",
             at={f"/tin-100{n}.html": PAGE for n in (1, 2, 3)}),
        ("feedhong.example", {"/rss": b"<html><body><p>khong phai feed &&& <item><title>"}),
        ("feedmoc.example", {"/rss": web.feed("feedmoc.example", "/tin-1001.html").replace(b"</channel></rss>", b"<item><title>A & B"),
                             "/tin-1001.html": PAGE}),
        site("khonglo", "/tin-1001.html", "/tin-1002.html",
             at={"/tin-1001.html": web.huge(declared=True), "/tin-1002.html": web.huge(declared=False)}),
        site("bom", "/tin-1001.html", at={"/tin-1001.html": web.bomb}),
        *[site(f"bom-{n}", "/tin-1001.html", at={"/tin-1001.html": web.packed_bomb(n)}) for n in ("br", "zstd", "deflate")],
        site("robotsbom", "/tin-1001.html", at={"/robots.txt": web.packed_bomb("br"), "/tin-1001.html": PAGE}),
        *[(f"xml-{n}.example", {"/rss": web.xml_attack(f"xml-{n}.example", n), "/tin-1001.html": PAGE}) for n in XML],
        ("bomsitemap.example", {"/sitemap.xml.gz": web.typed(web.zipped_zeros(), "application/gzip")}),
        site("vong", "/tin-1001.html", at={"/tin-1001.html": web.redirect("/tin-1002.html"),
                                           "/tin-1002.html": web.redirect("/tin-1001.html")}),
        site("noibo", *[f"/tin-{n}.html" for n in range(1001, 1011)], at={
            "/tin-1006.html": web.redirect("data:text/html,<h1>x</h1>"),
            "/tin-1007.html": web.redirect("ftp://127.0.0.1/x"),
            "/tin-1008.html": web.redirect("//localhost/"),
            "/tin-1009.html": web.redirect("/tin-1010.html"),  # a step on the site, the next one inside
            "/tin-1010.html": web.redirect("http://127.0.0.1:22/"),
            "/tin-1001.html": web.redirect("http://169.254.169.254/latest/meta-data/"),
            "/tin-1002.html": web.redirect("http://10.0.0.1/"),
            "/tin-1003.html": web.redirect("http://2130706433/"),
            "/tin-1004.html": web.redirect("http://[::1]/"),
            "/tin-1005.html": web.redirect("file:///etc/passwd")}),
        site("cham", "/tin-1001.html", at={"/tin-1001.html": web.slowloris}),
        ("robots500.example", {"/robots.txt": web.status(500), "/rss": web.feed("robots500.example", "/tin-1.html")}),
        ("robotscham.example", {"/robots.txt": web.silent, "/rss": web.feed("robotscham.example", "/tin-1.html")}),
        ("robotscam.example", {"/robots.txt": web.typed(b"User-agent: *\nDisallow: /\n", "text/plain"),
                               "/rss": web.feed("robotscam.example", "/tin-1.html")}),
        site("robotsmotphan", "/mo/tin-1001.html", "/dong/tin-1002.html", summary=SUMMARY,
             at={"/robots.txt": web.typed(b"User-agent: *\nDisallow: /dong/\n", "text/plain"),
                 "/mo/tin-1001.html": PAGE, "/dong/tin-1002.html": PAGE}),
        site("robotskhong", "/tin-1001.html", at={"/tin-1001.html": PAGE}),  # robots.txt: 404
        site("chu", "/tin-1001.html", "/tin-1002.html", "/tin-1003.html", at={
            "/tin-1001.html": web.typed(PAGE.replace(b"buf", b"\xff\xfe\xc3") + b"\xff\xc0\x80", "text/html; charset=utf-8"),
            "/tin-1002.html": web.typed(PAGE.replace(b'<meta charset="utf-8">', b""), "text/html; charset=iso-8859-1"),
            "/tin-1003.html": web.packed(PAGE)}),
        site("trong", "/tin-1001.html", at={"/tin-1001.html": b"<html><body><p>.</p></body></html>"}),
        site("cut", "/tin-1001.html", at={"/tin-1001.html": web.cut}),
        site("rao", "/tin-1001.html", "/tin-1002.html", "/tin-1003.html", "/tin-1004.html",
             at={f"/tin-100{n}.html": web.challenge for n in (1, 2, 3, 4)}),
        site("giamtoc", *[f"/tin-10{n:02}.html" for n in range(20)],
             at={f"/tin-10{n:02}.html": web.status(429, Retry_After="120") for n in range(20)}),
        site("cam", "/tin-1001.html", "/tin-1002.html", at={"/tin-1001.html": web.status(403), "/tin-1002.html": PAGE}),
        site("mat", "/tin-1001.html", summary=SUMMARY, at={"/tin-1001.html": web.status(404)}),
        site("loi500", "/tin-1001.html", summary=SUMMARY, at={"/tin-1001.html": web.status(503)}),
        site("docdao", "javascript:alert(1)", "https://ngoai.example/tin-1.html", "/tin-1001.html",
             "ftp://docdao.example/x", "https://user:pw@docdao.example/tin-3.html", "https://docdao.example/" + "a" * 3000,
             at={"/tin-1001.html": PAGE}),
        ("ngoai.example", {"/tin-1.html": PAGE}),
        ("khongdoi.example", {"/rss": web.conditional(web.feed("khongdoi.example", "/tin-1.html"), '"v1"')}),
        site("dabiet", "/tin-1001.html", "/tin-1002.html", at={"/tin-1002.html": PAGE}),
        site("phandoan", *[f"/tin-10{n:02}.html" for n in range(30)], at={f"/tin-10{n:02}.html": PAGE for n in range(30)}),
        site("sau", "/tin-1001.html", at={"/tin-1001.html": web.article("Sâu", "<div>" * 60000 + "x")}),
        ("lienhoan.example", {
            "/sitemap.xml": b'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
            b"<sitemap><loc>https://lienhoan.example/sitemap.xml</loc></sitemap>"
            b"<sitemap><loc>https://lienhoan.example/b.xml</loc></sitemap></sitemapindex>",
            "/b.xml": b'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
            b"<sitemap><loc>https://lienhoan.example/sitemap.xml</loc></sitemap></sitemapindex>"}),
    ]
)  # fmt: skip


@dataclass
class Crawled:
    site: web.HostileSite
    result: CrawlResult
    rows: list[dict[str, Any]]
    landing: str
    raw: Path
    seconds: float
    peak_mb: float

    def visits(self, name: str, role: str | None = None) -> list[dict[str, Any]]:
        return [
            r
            for r in self.rows
            if r["type"] == "visit" and r["source"] == name and role in (None, r["role"])
        ]

    def posts(self, name: str) -> list[dict[str, Any]]:
        return [r for r in self.rows if r["type"] == "post" and r["source"] == name]

    def ends(self, name: str, role: str = "article") -> list[tuple[str | None, str]]:
        return [(v["outcome"], v["reason_class"]) for v in self.visits(name, role)]


class Peak(threading.Thread):
    """Watch what the processes started since then hold at most, MB: the crawl's own, no other's."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.mb, self.since, self.over = 0.0, time.time(), threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.05):
            for child in psutil.Process().children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    if child.create_time() >= self.since - 1:
                        self.mb = max(self.mb, child.memory_info().rss / 2**20)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Any:
    web.zipped_zeros()  # made once, before anything is timed
    for coding in ("br", "zstd", "deflate"):
        web.packed_zeros(coding)
    root = tmp_path_factory.mktemp("crawl")
    with web.serve(RULES) as site_:
        port = site_.port
        site_.rules[f"127.0.0.1:{port}"] = {"/rss": web.feed("x", f"http://127.0.0.1:{port}/tin-1001.html"),
                                            "/tin-1001.html": PAGE}  # fmt: skip
        named = [n.removesuffix(".example") for n in RULES if n.endswith(".example")]
        skipped = {"ngoai", "bomsitemap", "lienhoan"}
        sources = [
            *(source(name) for name in named if name not in skipped),
            source("bomsitemap", feeds=(), sitemaps=("https://bomsitemap.example/sitemap.xml.gz",)),
            source("lienhoan", feeds=(), sitemaps=("https://lienhoan.example/sitemap.xml",)),
            source("chet"),
            source("duocphep", home=f"http://127.0.0.1:{port}/"),
            source("congkhac", home=f"http://127.0.0.1:{site_.dead_port}/"),
            *(source(f"trong-{n}", home=f"http://{where}/") for n, where in enumerate(INSIDE)),
        ]
        job = CrawlJob(
            sources=tuple(sources),
            landing=root / "landing",
            key_file=root / "key",
            raw_html=root / "raw",
            known={"dabiet": {"https://dabiet.example/tin-1001.html"}},
            feed_state={"https://khongdoi.example/rss": FeedState(etag='"v1"')},
            max_articles_per_source=20,
            contact="phong-tuyen-giao@congdoan.example",
        )
        before = time.monotonic()
        peak = Peak()
        peak.start()
        result = crawl(
            job,
            allow=frozenset({f"127.0.0.1:{port}"}),
            routes=site_.routes("chet.example"),
            delay=0.0,
            time_limit=90,
            timeout=TIMEOUT,
        )
        seconds = time.monotonic() - before
        peak.over.set()
        peak.join()
        text = "".join(path.read_text("utf-8") for path in result.files)
        yield Crawled(site_, result, [r for p in result.files for r in rows(p)], text,
                      root / "raw", seconds, peak.mb)  # fmt: skip


def test_a_healthy_source_is_read_whatever_the_others_do(crawled: Crawled) -> None:
    assert crawled.result.counts["lanh"] == {"post": 3, "known": 1}
    assert [p["title"] for p in crawled.posts("lanh")] == [
        "Công đoàn xưởng may đối thoại về bữa ăn ca"
    ] * 3
    assert "lanh" not in crawled.result.failed_sources


def test_every_input_ends_once(crawled: Crawled) -> None:
    ends = Counter((v["source"], v["role"], v["url"]) for v in crawled.rows if v["type"] == "visit")
    assert ends
    assert set(ends.values()) == {1}
    lists = {(v["source"], v["url"]) for v in crawled.rows if v.get("role") in ("feed", "sitemap")}
    assert len({name for name, _ in lists}) == len(crawled.result.counts)


def test_every_failure_has_a_vietnamese_reason_and_a_class(crawled: Crawled) -> None:
    bad = [v for v in crawled.rows if v["type"] == "visit" and v["outcome"] not in (None, "known")]
    assert all(v["reason"] and v["reason_class"] in ("hard", "soft", "temporary") for v in bad)
    assert not [v for v in bad if "lỗi bất ngờ" in v["reason"]]


def test_time_and_memory_stay_bounded(crawled: Crawled) -> None:
    assert crawled.seconds < 70
    assert 20 < crawled.peak_mb < 500
    assert crawled.site.sent < 80 * 1024 * 1024  # two pages of 200 MB were cut short


@pytest.mark.parametrize(
    ("name", "role", "outcome", "kind", "words"),
    [
        ("feedhong", "feed", "failed", "soft", "RSS"),
        ("bom", "article", "failed", "hard", "nén"),
        ("bom-br", "article", "failed", "hard", "nén"),
        ("bom-zstd", "article", "failed", "hard", "nén"),
        ("bom-deflate", "article", "failed", "hard", "nén"),
        ("robotsbom", "feed", "robots", "temporary", "robots.txt"),
        ("bomsitemap", "sitemap", "failed", "hard", "nén"),
        ("vong", "article", "failed", "hard", "chuyển hướng"),
        ("cham", "article", "failed", "temporary", "chậm"),
        ("robots500", "feed", "robots", "temporary", "robots.txt"),
        ("robotscham", "feed", "robots", "temporary", "robots.txt"),
        ("robotscam", "feed", "robots", "hard", "robots.txt"),
        ("cut", "article", "failed", "temporary", "cắt"),
        ("mat", "article", "failed", "hard", "404"),
        ("loi500", "article", "failed", "temporary", "503"),
        ("chet", "feed", "failed", "temporary", "từ chối kết nối"),
        ("congkhac", "feed", "failed", "hard", "nội bộ"),
    ],
)
def test_a_fault_has_its_own_outcome(
    crawled: Crawled, name: str, role: str, outcome: str, kind: str, words: str
) -> None:
    (visit,) = crawled.visits(name, role)
    assert (visit["outcome"], visit["reason_class"]) == (outcome, kind)
    assert words in visit["reason"]


def test_a_huge_page_is_cut_with_and_without_a_length(crawled: Crawled) -> None:
    assert crawled.ends("khonglo") == [("failed", "hard")] * 2
    assert all("5 MB" in v["reason"] for v in crawled.visits("khonglo", "article"))


def test_a_damaged_feed_gives_what_can_be_read(crawled: Crawled) -> None:
    assert crawled.result.counts["feedmoc"]["post"] == 1


def test_redirects_inside_and_off_the_site_are_not_followed(crawled: Crawled) -> None:
    ends = crawled.ends("noibo")
    assert len(ends) == 10
    assert {outcome for outcome, _ in ends} <= {"not_article", "failed"}
    assert not crawled.posts("noibo")


def test_no_spelling_of_an_inner_address_is_reached(crawled: Crawled) -> None:
    for number, where in enumerate(INSIDE):
        (visit,) = crawled.visits(f"trong-{number}", "feed")
        told = (visit["outcome"], visit["reason_class"])
        assert told in {("failed", "hard"), ("not_article", "hard"), ("failed", "temporary")}, where
        words = ("địa chỉ nội bộ", "không phải địa chỉ", "không tìm thấy máy chủ")
        assert visit["reason"].startswith(words) or words[0] in visit["reason"], visit["reason"]
        assert not crawled.posts(f"trong-{number}")


def test_a_name_that_changes_its_mind_is_refused_when_it_leads_inside() -> None:
    """Rebinding: each answer of the resolver is looked at, and it is the one that is connected to."""
    from twisted.internet.defer import Deferred
    from twisted.internet.error import DNSLookupError

    from crawlers.resolver import Gate, PublicResolver

    answers = iter(("203.0.114.5", "127.0.0.1", "10.1.2.3"))
    resolver = PublicResolver.__new__(PublicResolver)
    resolver.gate = Gate(frozenset(), {})
    said: list[object] = []
    for _ in range(3):
        asked: Deferred[str] = Deferred()
        asked.addCallback(resolver._checked, "doi-y.example").addBoth(said.append)
        asked.callback(next(answers))
    first, *others = said
    assert first == "203.0.114.5"
    assert all(getattr(each, "type", None) is DNSLookupError for each in others)


@pytest.mark.parametrize("kind", XML)
def test_entities_of_a_feed_grow_nothing_and_ask_for_nothing(crawled: Crawled, kind: str) -> None:
    (listed,) = crawled.visits(f"xml-{kind}", "feed")
    assert listed["outcome"] in ("known", "failed")
    assert listed["items"] in (0, 1)
    assert "root:" not in crawled.landing
    assert not {"/tin-x.dtd", "/tin-e.xml"} & set(crawled.site.paths("lanh.example"))


def test_nothing_off_the_sites_is_fetched(crawled: Crawled) -> None:
    assert crawled.site.paths("ngoai.example") == []
    assert crawled.ends("docdao").count(("not_article", "hard")) >= 1
    assert crawled.result.counts["docdao"]["post"] == 1


def test_robots_are_asked_first_and_obeyed(crawled: Crawled) -> None:
    for host in ("robots500", "robotscham", "robotscam"):
        assert crawled.site.paths(f"{host}.example") == []
    assert crawled.site.paths("robotsmotphan.example") == ["/rss", "/mo/tin-1001.html"]
    assert crawled.result.counts["robotskhong"]["post"] == 1  # 404: no rules


def test_a_page_we_may_not_read_is_kept_as_its_feed_entry_and_counted_once(
    crawled: Crawled,
) -> None:
    (kept,) = [p for p in crawled.posts("robotsmotphan") if p["method"] == "feed"]
    assert kept["text"] == SUMMARY
    assert kept["published_at"] == "2026-06-01T01:01:00+00:00"
    (visit,) = [v for v in crawled.visits("robotsmotphan") if v["method"] == "feed"]
    assert (visit["outcome"], visit["post_id"]) == (None, kept["post_id"])
    assert "robots.txt" in visit["reason"]


def test_a_page_that_is_gone_or_fails_for_now_is_not_kept_as_its_feed_entry(
    crawled: Crawled,
) -> None:
    assert not crawled.posts("mat")
    assert not crawled.posts("loi500")


def test_a_challenge_closes_the_host_for_the_rest_of_the_crawl(crawled: Crawled) -> None:
    assert crawled.ends("rao") == [("blocked", "hard")] * 4
    asked = [p for p in crawled.site.paths("rao.example") if p != "/rss"]
    assert len(asked) <= 4  # those already on their way; see the next test for the rest
    assert "Cloudflare" in crawled.visits("rao", "article")[0]["reason"]


def test_a_server_that_asks_to_slow_down_is_left_alone(crawled: Crawled) -> None:
    assert crawled.ends("giamtoc") == [("failed", "temporary")] * 20
    assert len(crawled.site.paths("giamtoc.example")) - 1 <= 4  # one round of connections
    assert "thử lại sau 120 giây" in crawled.visits("giamtoc", "article")[0]["reason"]


def test_a_single_refusal_does_not_close_the_host(crawled: Crawled) -> None:
    assert crawled.result.counts["cam"] == {"blocked": 1, "post": 1, "known": 1}


def test_odd_encodings_give_right_vietnamese(crawled: Crawled) -> None:
    assert crawled.result.counts["chu"]["post"] == 3
    by_url = {p["url"]: p for p in crawled.posts("chu")}
    assert "Đoạn thứ 2" in by_url["https://chu.example/tin-1002.html"]["text"]
    assert "tiền lương tháng này" in by_url["https://chu.example/tin-1003.html"]["text"]


def test_a_page_without_an_article_is_counted(crawled: Crawled) -> None:
    ((outcome, kind),) = crawled.ends("trong")
    assert outcome in ("not_article", "layout_changed")
    assert kind == "soft"


def test_a_feed_that_did_not_change_costs_one_request(crawled: Crawled) -> None:
    (visit,) = crawled.visits("khongdoi")
    assert (visit["outcome"], visit["http_status"], visit["etag"]) == ("known", 304, '"v1"')
    assert crawled.site.paths("khongdoi.example") == ["/rss"]


def test_known_addresses_are_not_fetched_again(crawled: Crawled) -> None:
    assert crawled.site.paths("dabiet.example") == ["/rss", "/tin-1002.html"]
    assert crawled.result.counts["dabiet"] == {"known": 2, "post": 1}
    (listed,) = crawled.visits("dabiet", "feed")
    assert (listed["items"], listed["new_items"]) == (2, 1)


def test_a_budget_leaves_the_rest_to_the_next_crawl(crawled: Crawled) -> None:
    (listed,) = crawled.visits("phandoan", "feed")
    assert crawled.result.counts["phandoan"]["post"] == 20
    assert listed["reason"] == "còn 10 địa chỉ chờ lượt sau"


def test_a_monstrous_page_is_one_outcome(crawled: Crawled) -> None:
    assert len(crawled.ends("sau")) == 1


def test_sitemaps_that_name_each_other_end(crawled: Crawled) -> None:
    assert [v["outcome"] for v in crawled.visits("lienhoan", "sitemap")] == ["known", "known"]


def test_loopback_opens_only_with_the_exact_port(crawled: Crawled) -> None:
    assert crawled.result.counts["duocphep"]["post"] == 1
    assert "congkhac" in crawled.result.failed_sources


def test_sources_that_could_not_be_read_are_named_with_a_reason(crawled: Crawled) -> None:
    failed = crawled.result.failed_sources
    assert {"chet", "feedhong", "robots500", "robotscham", "robotscam", "trong-0"} <= set(failed)
    assert "từ chối kết nối" in failed["chet"]
    assert not {"lanh", "cham", "rao", "khongdoi"} & set(failed)  # their feeds were read


def test_site_owners_learn_who_asks(crawled: Crawled) -> None:
    agents = {headers["User-Agent"] for headers in crawled.site.headers}
    assert agents == {"LangNghe/0.1 (+phong-tuyen-giao@congdoan.example)"}
    assert not [h for h in crawled.site.headers if "Cookie" in h or "Referer" in h]


def test_pages_are_kept_as_they_came(crawled: Crawled) -> None:
    kept = {p.name.partition("-")[0]: p for p in crawled.raw.glob("*/*.html.gz")}
    (post, *_) = crawled.posts("lanh")
    assert gzip.decompress(kept[post["post_id"]].read_bytes()) == PAGE
    day = kept[post["post_id"]].parent.name
    assert datetime.fromisoformat(day).replace(tzinfo=UTC)


def test_landing_lines_are_json_objects(crawled: Crawled) -> None:
    assert all(isinstance(json.loads(line), dict) for line in crawled.landing.splitlines())
