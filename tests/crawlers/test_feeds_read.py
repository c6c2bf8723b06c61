"""Feeds and sitemaps as they come: well-formed, damaged, hostile."""

import gzip

import pytest

from crawlers.feeds import link, plain, read_feed, read_sitemap
from langnghe.errors import FeedError

URL = "https://tuoitre.vn/rss/cong-doan.rss"


def rss(items: str, head: str = "") -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?>{head}<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'.encode()


ITEM = (
    "<item><title><![CDATA[Công nh&acirc;n &amp;quot;góp&amp;quot; quỹ <b>chung</b>]]></title>"
    "<link>https://tuoitre.vn/bai-1.htm</link>"
    '<description><![CDATA[<a href="x"><img src="a.jpg"></a>Mỗi người hai mươi ngh&amp;igrave;n]]></description>'
    "<pubDate>10/2/2026 9:25:00 AM</pubDate></item>"
)


def test_an_item_becomes_plain_text_with_the_site_s_own_date_order() -> None:
    (entry,) = read_feed(rss(ITEM), URL)

    assert entry.to_json() == {
        "url": "https://tuoitre.vn/bai-1.htm",
        "title": 'Công nhân "góp" quỹ chung',
        "summary": "Mỗi người hai mươi nghìn",
        "published_at": "2026-10-02T09:25:00+07:00",
    }


def test_genk_s_short_zone_is_hanoi_time() -> None:
    (entry,) = read_feed(
        rss(
            "<item><link>http://genk.vn/a.chn</link><pubDate>Mon, 05 Oct 2026 14:10:00 +07</pubDate></item>"
        ),
        "http://genk.vn/rss.chn",
    )

    assert entry.to_json()["published_at"] == "2026-10-05T14:10:00+07:00"


def test_a_raw_ampersand_in_an_attribute_does_not_cost_the_feed() -> None:
    bad = ITEM.replace(
        "</item>", '<enclosure url="https://a.vn/i.jpg?w=1&h=2&x" type="image/jpeg"/></item>'
    )

    assert len(read_feed(rss(bad + ITEM.replace("bai-1", "bai-2")), URL)) == 2


def test_half_a_letter_by_its_number_does_not_cost_the_feed() -> None:
    """libxml2 recovers &#xD800; into a tree nobody can read out again."""
    item = "<item><title>Lương &#xD800;&#0;&#99999999; &amp;#xD800; và&#160;c&#244;ng &#38; &#60;ca&#62;</title><link>https://a.vn/1.htm</link></item>"

    (entry,) = read_feed(rss(item), URL)
    (address,) = read_sitemap(
        b"<urlset><url><loc>https://a.vn/1.html&#xDFFF;</loc></url></urlset>", URL
    )

    assert entry.title.startswith("Lương ")
    assert entry.title.endswith("và công &")
    assert address.url == "https://a.vn/1.html"


@pytest.mark.parametrize("bad", ["&#xD800;", "&#99999999;", "&#xD800"])
def test_a_feed_inside_something_else_is_read_in_spite_of_a_sign_that_does_not_exist(
    bad: str,
) -> None:
    page = f"""<x><rss version="2.0"><channel><item><title>Nợ lương {bad} ba tháng</title><br>
        <link>https://bao.example/no-luong-1.html</link></item></channel></rss>"""
    (entry,) = read_feed(page.encode(), "https://bao.example/rss")
    assert entry.url == "https://bao.example/no-luong-1.html"
    assert entry.title.startswith("Nợ lương")


def test_an_encoding_that_cannot_be_read_is_no_crash() -> None:
    page = b'<?xml version="1.0" encoding="utf\xba8"?><x><item><title>a</title></item></x>'
    with pytest.raises(FeedError):
        read_feed(page, "https://bao.example/rss")


def test_a_feed_cut_in_the_middle_gives_what_came() -> None:
    whole = rss(ITEM + ITEM.replace("bai-1", "bai-2") + ITEM.replace("bai-1", "bai-3"))

    found = read_feed(whole[: len(whole) - 200], URL)

    assert [e.url[-5:] for e in found][:2] == ["1.htm", "2.htm"]


def test_atom_is_read() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Quỹ tương trợ</title><link rel="self" href="https://a.vn/self"/>'
        '<link href="/bai-9.html"/><summary>Tóm tắt</summary><published>2026-06-12T01:30:00Z</published></entry></feed>'
    ).encode()

    (entry,) = read_feed(atom, "https://a.vn/atom.xml")

    assert entry.url == "https://a.vn/bai-9.html"
    assert entry.to_json()["published_at"] == "2026-06-12T08:30:00+07:00"


def test_hostile_titles_and_links_lose_their_sting() -> None:
    items = (
        "<item><title>&lt;script&gt;alert(1)&lt;/script&gt;Tin &lt;img src=x onerror=alert(1)&gt;thật</title><link>https://a.vn/1</link></item>"
        "<item><title>b</title><link>javascript:alert(1)</link></item>"
        "<item><title>c</title><link>data:text/html,x</link></item>"
        "<item><title>d</title><link>java\nscript:alert(1)</link></item>"
    )

    (entry,) = read_feed(rss(items), "https://a.vn/rss")

    assert entry.title == "Tin thật"


def test_entities_are_never_expanded_and_files_never_read() -> None:
    head = '<!DOCTYPE rss [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    item = "<item><title>&b;&f; Tin</title><link>https://a.vn/1</link></item>"

    (entry,) = read_feed(rss(item, head), "https://a.vn/rss")

    assert "root:" not in entry.title
    assert "xxxx" not in entry.title


@pytest.mark.parametrize(
    "data",
    [b"", b"   ", b"<html><body>404</body></html>", b"{}", bytes(range(256)), b"\x1f\x8b\x08"],
)
def test_what_is_no_feed_is_a_feed_error(data: bytes) -> None:
    with pytest.raises(FeedError):
        read_feed(data, URL)


def test_a_feed_over_the_limit_is_refused() -> None:
    with pytest.raises(FeedError, match=r"dài 1\.200 byte, quá giới hạn 1\.000"):
        read_feed(b" " * 1_200, URL, max_bytes=1_000)


def test_an_empty_feed_is_no_error() -> None:
    assert read_feed(rss(""), URL) == []


def test_plain_undoes_entities_twice_and_link_keeps_only_the_web() -> None:
    assert plain("VN&amp;apos;s &amp;lt;b&amp;gt;x&amp;lt;/b&amp;gt;") == "VN's x"
    assert link("//a.vn/x", "https://a.vn/") == "https://a.vn/x"
    assert link("ftp://a.vn/x", "https://a.vn/") == ""
    assert link("http://[", "https://a.vn/") == ""


def test_sitemaps_plain_index_news_and_gzip() -> None:
    news = (
        b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        b"<url><loc>https://a.vn/1.html</loc><news:news><news:publication_date>2026-06-12T08:30:00+07:00</news:publication_date>"
        b"<news:title>Tin &amp;amp; b\xc3\xa0i</news:title></news:news></url><url><loc>javascript:x</loc></url></urlset>"
    )
    index = b"<sitemapindex><sitemap><loc>https://a.vn/s1.xml</loc><lastmod>2026-06-12</lastmod></sitemap></sitemapindex>"

    (entry,) = read_sitemap(gzip.compress(news), "https://a.vn/sitemap.xml.gz")
    (inner,) = read_sitemap(index, "https://a.vn/sitemap.xml")

    assert (entry.url, entry.title, entry.index) == ("https://a.vn/1.html", "Tin & bài", False)
    assert entry.lastmod is not None
    assert entry.lastmod.hour == 8
    assert inner.index


def test_a_gzip_bomb_is_refused_before_it_unfolds() -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * 30_000_000)

    with pytest.raises(FeedError, match="giải nén"):
        read_sitemap(bomb, "https://a.vn/sitemap.xml.gz", max_bytes=1_000_000)


@pytest.mark.parametrize("data", [b"", b"<html/>", b"\x1f\x8bnonsense"])
def test_what_is_no_sitemap_is_a_feed_error(data: bytes) -> None:
    with pytest.raises(FeedError):
        read_sitemap(data, "https://a.vn/sitemap.xml")
