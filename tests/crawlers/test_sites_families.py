"""Families: which host runs on which, which address is an article, what a list links to."""

import re
import time

import pytest

from crawlers.blocked import challenge
from crawlers.people import names
from crawlers.sites import FAMILIES, HOSTS, family_for
from crawlers.sites.xenforo import messages, threads
from crawlers.spiders.talk import thread

ARTICLES = [
    ("https://vnexpress.net/mot-bai-viet-4954454.html", "vnexpress"),
    ("https://tuoitre.vn/mot-bai-viet-20260307075519174.htm", "vccorp"),
    ("https://nld.com.vn/mot-bai-viet-196260307071308923.htm", "vccorp"),
    ("https://thanhnien.vn/mot-bai-viet-185240127092524316.htm", "vccorp"),
    ("https://baochinhphu.vn/mot-bai-viet-102260305092012481.htm", "vccorp"),
    ("https://cafef.vn/mot-bai-viet-188260307071033787.chn", "vccorp"),
    ("https://plo.vn/mot-bai-viet-post874715.html", "epi"),
    ("https://tienphong.vn/mot-bai-viet-post1712345.tpo", "epi"),
    ("https://nhandan.vn/mot-bai-viet-post812345.html", "epi"),
    ("https://dantri.com.vn/xa-hoi/mot-bai-viet-20260307080054340.htm", "dantri"),
    ("https://vietnamnet.vn/mot-bai-viet-2495349.html", "vietnamnet"),
    ("https://baodautu.vn/mot-bai-viet-d538952.html", "baodautu"),
    ("https://laodong.vn/cong-doan/mot-bai-viet-937595.ldo", "laodong"),
    ("https://laodongcongdoan.vn/mot-bai-viet-112345.html", "mastercms"),
    ("https://baolaichau.vn/xa-hoi/mot-bai-viet-dai-91234", "baolaichau"),
    ("https://voz.vn/t/mot-chu-de.1261254/", "xenforo"),
    ("https://vov.vn/xa-hoi/mot-bai-viet-post1112345.vov", "vov"),
    ("https://www.24h.com.vn/tin-tuc/mot-bai-viet-c46a1512345.html", "h24"),
]


@pytest.mark.parametrize(("url", "family"), ARTICLES)
def test_hosts_have_their_family_and_its_article_addresses(url: str, family: str) -> None:
    assert family_for(url).name == family
    assert family_for(url).is_article_url(url)


@pytest.mark.parametrize(
    "url",
    ["https://tuoitre.vn/", "https://tuoitre.vn/thoi-su.htm", "https://vnexpress.net/kinh-doanh", "javascript:alert(1)",
     "mailto:a@b.vn", "https://plo.vn/anh-post1.jpg", "https://dantri.com.vn/tac-gia/a-123456.htm", "http://["],
)  # fmt: skip
def test_sections_scripts_and_pictures_are_no_articles(url: str) -> None:
    assert not family_for(url).is_article_url(url)


def test_a_subdomain_belongs_to_its_parent_and_a_stranger_to_generic() -> None:
    assert family_for("https://thoidai.tuoitre.vn/x").name == "vccorp"
    assert family_for("https://khong-biet.example/x").name == "generic"
    assert family_for("not an address").name == "generic"


def test_every_host_names_a_family_that_exists() -> None:
    assert set(HOSTS.values()) <= set(FAMILIES)


def test_links_stay_on_the_site_are_absolute_and_said_once() -> None:
    page = """<base href="https://vnexpress.net/"><a href="/bai-mot-4954001.html#binh-luan">1</a><a href="bai-mot-4954001.html">1</a>
    <a href="https://vnexpress.net/bai-hai-4954002.html">2</a><a href="https://khac.example/bai-ba-4954003.html">3</a>
    <a href="javascript:x-4954004.html">4</a><a href="/thoi-su">5</a><a>6</a><a href="http://[">7</a>"""

    assert FAMILIES["vnexpress"].links(page, "https://vnexpress.net/thoi-su") == [
        "https://vnexpress.net/bai-mot-4954001.html",
        "https://vnexpress.net/bai-hai-4954002.html",
    ]


def test_a_forum_list_gives_threads_and_a_thread_its_messages() -> None:
    listing = '<a href="/t/chu-de.55001/">a</a><a href="/t/chu-de.55001/page-3">b</a><a href="/t/chu-de.55001/latest">c</a><a href="https://x.example/t/z.1/">d</a>'
    thread = """<article class="message message--post" data-author="mau_01" data-content="post-101"><time data-time="1781227800"></time>
    <div class="message-body"><div class="bbWrapper"><blockquote class="bbCodeBlock bbCodeBlock--quote">lời cũ</blockquote>Lương tháng này chậm.<br>Ai biết không?</div></div></article>
    <li class="message" id="post-102" data-author="mau_02"><blockquote class="messageText">Hỏi công đoàn xem sao.</blockquote></li>"""

    assert threads(listing, "https://traderviet.com/") == ["https://traderviet.com/t/chu-de.55001/"]
    first, *_ = messages(thread, "https://traderviet.com/t/chu-de.55001/")
    assert (first.native_id, first.author) == ("101", "mau_01")
    assert first.text == "Lương tháng này chậm.\nAi biết không?"
    assert first.published_at.isoformat() == "2026-06-12T08:30:00+07:00"


@pytest.mark.parametrize(
    ("status", "headers", "body", "reason"),
    [
        (403, {"CF-Mitigated": "challenge"}, b"", "Cloudflare"),
        (403, {}, b"<title>Just a moment...</title>", "Cloudflare"),
        (200, {}, b"<script>document.cookie='a=1';location.reload()</script>", "cookie"),
        (403, {"Server": "ddos-guard"}, b"<title>DDoS-Guard</title>", "DDoS-Guard"),
        (200, {}, b"<div class='g-recaptcha'></div>", "captcha"),
        (401, {}, b"", "401"),
        (
            200,
            {},
            "<p>Vui lòng đăng nhập để đọc tiếp</p><input type='password'>".encode(),
            "đăng nhập",
        ),
    ],
)
def test_barriers_are_recognised(
    status: int, headers: dict[str, str], body: bytes, reason: str
) -> None:
    assert reason in (challenge(status, headers, body) or "")


def test_an_article_with_a_beacon_a_log_in_box_and_a_captcha_is_no_barrier() -> None:
    text = "<p>Một đoạn văn dài về công nhân và quỹ tương trợ ở thị xã miền núi.</p>" * 40
    page = f"<script src='/cdn-cgi/challenge-platform/h/b/x.js'></script><div class='g-recaptcha'></div><input type='password'>{text}"

    assert challenge(200, {"server": "cloudflare"}, page.encode()) is None


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Theo Hồ Hương", ["Hồ Hương"]),
        ("Tin, ảnh: Vũ Phương Thảo", ["Vũ Phương Thảo"]),
        ("NHẬT XUÂN - NGHI VŨ", ["NHẬT XUÂN", "NGHI VŨ"]),
        ("Phóng viên Quốc Bảo và Thu Hà", ["Quốc Bảo", "Thu Hà"]),
        ("K. Miên", ["K. Miên"]),
        ("Minh Anh (tổng hợp)", ["Minh Anh"]),
        ("Thanh Hà (TTXVN)", ["Thanh Hà"]),
        ("Hoài Thu Ảnh: Giang Huy", ["Hoài Thu"]),
        ("Quỳnh Trang (Theo AFP)", ["Quỳnh Trang"]),
        ("VnExpress", []),
        ("Báo Người Lao Động", []),
        ("baotuoitre", []),
        ("https://www.facebook.com/x", []),
        ("Theo Reuters", []),
        ("", []),
    ],
)
def test_by_lines_name_persons_and_never_publishers(raw: str, expected: list[str]) -> None:
    assert names(raw) == expected


@pytest.mark.parametrize("name", FAMILIES)
def test_an_address_without_end_is_judged_at_once(name: str) -> None:
    """A page of 20,000 links behind a <base> of 20,000 letters kept one pattern busy for hours."""
    start = time.process_time()

    for piece in ("a", "a-", "-_", "1", "/1", "/12345678901234567", "/vn/a", ".a", "-post1", "--"):
        FAMILIES[name].is_article_url("https://x.example/" + piece * (100_000 // len(piece)) + "!")

    assert time.process_time() - start < 0.5


@pytest.mark.parametrize("name", ["generic", "xenforo"])
def test_links_that_are_no_address_cost_the_others_nothing(name: str) -> None:
    """ "//[" begins an IPv6 address and is none: as a browser does, what stands beside it is read."""
    page = """<base href="//["><a href="http://[x/threads/hong.1/">1</a><a href="//[">2</a>
        <a href="/threads/xuong-no-luong-ba-thang.77/">3</a><a href="/xuong-no-luong-ba-thang-1001.html">4</a>"""
    family = FAMILIES[name]

    found = (family.threads or family.links)(page.encode(), "https://x.example/forums/luong.3/")

    assert found
    assert all(one.startswith("https://x.example/") for one in found)


@pytest.mark.parametrize("following", ["//[", "page-" + "9" * 5_000, "page-2"])
def test_a_thread_is_read_wherever_its_next_page_is_said_to_be(following: str) -> None:
    page = f"""<h1>Tăng ca</h1><article class="message message--post" data-content="post-1" data-author="tho">
        <div class="bbWrapper">Ba tháng chưa có lương</div></article>
        <nav class="PageNav" data-last="{"9" * 5_000}"><a class="pageNav-jump--next" href="{following}">Tiếp</a></nav>"""

    said, title, _ = thread(page.encode(), "https://x.example/threads/a.77/", FAMILIES["xenforo"])

    assert title == "Tăng ca"
    assert [one.text for one in said.said] == ["Ba tháng chưa có lương"]


def test_of_a_list_with_links_without_end_the_first_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("crawlers.sites.family.MOST_LINKS", 50)
    page = "".join(f"<a href='/bai-viet-rat-dai-{n}.html'>x</a>" for n in range(1000, 1100))

    found = FAMILIES["generic"].links(page, "https://x.example/muc")

    assert (len(found), found[-1]) == (50, "https://x.example/bai-viet-rat-dai-1049.html")


def test_no_family_name_would_break_the_method_string() -> None:
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in FAMILIES)
