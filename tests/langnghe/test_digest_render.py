"""One digest, three formats: the same items once each, honest about silence, deaf to hostile text."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import digest_example as example
import pytest

from langnghe.digest import IndexEntry, render, render_index
from langnghe.digest.escape import markdown, safe_href, sibling_href
from langnghe.digest.model import Digest
from langnghe.digest.words import day_long, moment, number

GOLDEN = Path(__file__).with_name("golden")
DIGESTS = {
    "rich": example.rich(),
    "edition": replace(
        example.rich(), kind="edition", covers=(date(2026, 6, 29), date(2026, 6, 30))
    ),
    "calm": example.calm(),
    "ringing": example.ringing(),
    "unwatched": replace(example.calm(), alerts=None),
    "empty": example.empty(),
    "dark": example.dark(),
    "hostile": example.hostile(),
    "huge": example.huge(),
}
each_digest = pytest.mark.parametrize("digest", DIGESTS.values(), ids=DIGESTS)
VOID = {"meta", "br", "img", "input", "link", "hr", "rect", "line", "path"}


class Page(HTMLParser):
    """Tags, attributes, headings and text of a page; raises on a tag that does not close its pair."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[int] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes.append((tag, dict(attrs)))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("style", "title"):
            self.text += data

    def values(self, name: str, tag: str | None = None) -> list[str]:
        return [a[name] or "" for t, a in self.attributes if name in a and tag in (None, t)]


@pytest.mark.parametrize("name", ["rich", "empty"])
@pytest.mark.parametrize("kind", ["md", "html"])
def test_a_digest_looks_as_it_was_approved(name: str, kind: Any) -> None:
    text = render(DIGESTS[name], kind)
    approved = (GOLDEN / f"digest_{name}.{kind}").read_text(encoding="utf-8")
    assert (example.golden(text) if kind == "html" else text) == approved, (
        "look at the change, then run: python tests/langnghe/digest_example.py"
    )


@each_digest
@pytest.mark.parametrize("kind", ["html", "md", "json"])
def test_every_post_stands_in_a_digest_exactly_once(digest: Digest, kind: Any) -> None:
    text = render(digest, kind)
    assert {i: text.count(i) for i in example.post_ids(digest)} == dict.fromkeys(
        example.post_ids(digest), 1
    )


@each_digest
def test_rendering_is_pure(digest: Digest) -> None:
    assert render(digest, "html") == render(digest, "html")


@each_digest
def test_the_page_is_well_formed_and_every_number_leads_somewhere(digest: Digest) -> None:
    page = Page(render(digest, "html"))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    anchors = [h.removeprefix("#") for h in page.values("href") if h.startswith("#")]
    assert anchors
    assert set(anchors) <= set(ids)
    assert set(page.values("aria-labelledby")) <= set(ids)
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(page.headings, page.headings[1:], strict=False))
    assert ("html", {"lang": "vi"}) in page.attributes
    assert all(a.get("scope") for t, a in page.attributes if t == "th")


@each_digest
def test_the_page_needs_nothing_from_outside_and_runs_nothing(digest: Digest) -> None:
    page = Page(render(digest, "html"))
    assert not page.tags.keys() & {"script", "img", "iframe", "object", "link", "form", "base"}
    assert not [n for _, a in page.attributes for n in a if n.startswith("on") or n == "style"]
    for tag, attributes in page.attributes:
        href = attributes.get("href") or "#"
        assert re.match(r"#|https?://|diem-bao-2026-06-29\.html$", href)
        if href.startswith("http"):
            assert (tag, attributes.get("rel")) == ("a", "noopener noreferrer")
    policy = next(c for c in page.values("content") if "default-src" in c)
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")


def test_hostile_text_is_shown_not_obeyed() -> None:
    text = render(example.hostile(), "html")
    page = Page(text)
    assert "<script>alert(1)</script>" in page.text
    assert "{{ 7*7 }}" in page.text
    assert not re.search("[\x00\u202e\ud800]", text)
    text.encode("utf-8")


@pytest.mark.parametrize("name", ["rich", "hostile"])
def test_markdown_readers_see_no_live_markup_of_others(name: str) -> None:
    reader = pytest.importorskip("markdown_it", reason="markdown-it-py chưa cài")
    html = (
        reader.MarkdownIt("commonmark", {"html": True})
        .enable("table")
        .render(render(DIGESTS[name], "md"))
    )
    page = Page(html)
    allowed = {"h1", "h2", "h3", "p", "ul", "li", "a", "strong", "blockquote"}
    allowed |= {"table", "thead", "tbody", "tr", "th", "td"}
    assert set(page.tags) <= allowed
    hrefs = page.values("href")
    assert all(h.startswith("https://") and "evil" not in h for h in hrefs)
    assert bool(hrefs) is (name == "rich")
    rows = {tag: page.tags[tag] for tag in ("th", "tr")}
    assert rows == {"th": 10, "tr": 3 + 7 + 14 + 15}


def test_json_is_the_digest_itself() -> None:
    row = json.loads(render(example.rich(), "json"))
    assert row["schema_version"] == 1
    assert row["day"] == "2026-06-30"
    assert row["made_at"] == "2026-07-01T07:00:00+07:00"
    assert row["urgent"][0]["copies"][0]["published_at"] == "2026-06-30T07:05:00+07:00"
    assert row["by_day"][7] == ["2026-06-24", None]
    assert row["coverage"]["usual_in_scope"] == 21.5
    assert row["own_posts"] is None


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="pdf"):
        render(example.rich(), "pdf")  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["html", "md"])
def test_silence_and_failure_are_told_apart(kind: Any) -> None:
    text = re.sub(r"<[^>]+>", " ", render(example.rich(), kind))
    quiet = re.search(r"Công báo Vùng cao.{0,90}?0 tin\s.{0,20}?0.{0,20}?0", text, re.S)
    failed = re.search(r"Nhịp sống Mường So[^|]{0,20}\|? ?[^|]{0,40}không thu được", text, re.S)
    assert quiet
    assert failed
    assert "máy chủ trả lỗi 503 ba lần liền" in text
    assert "trang chặn" in text
    assert "chưa hỏi" in text


def test_a_day_that_could_not_be_collected_is_drawn_unlike_a_day_of_zero() -> None:
    page = render(example.rich(), "html")
    marks = re.findall(r'(?s)<a href="#ngay-2026-06-(\d\d)".*?</a>', page)
    drawn = dict(re.findall(r'(?s)<a href="#ngay-2026-06-(\d\d)"(.*?)</a>', page))
    assert len(marks) == 14
    assert "không thu được" in drawn["24"]
    assert 'class="none"' in drawn["24"]
    assert "0 tin" in drawn["20"]
    assert 'class="bar"' in drawn["20"]


@pytest.mark.parametrize("kind", ["html", "md"])
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("rich", "Có 2 việc cần lo, cao nhất ở mức khủng hoảng."),
        ("calm", "Có 1 ý kiến công chúng ở mức cảnh báo trở lên."),
        ("empty", "Không thấy việc nào ở mức cảnh báo."),
        ("rich", "1 báo động từ mức 3, cao nhất mức 4."),
        ("ringing", "Báo động đang mở"),
        ("ringing", "Có 1 báo động từ mức 3, cao nhất mức 4."),
        ("empty", "Không có báo động nào đang mở."),
        ("unwatched", "Chưa canh báo động cho bản này"),
        ("rich", "Hồ sơ quá hạn"),
        ("empty", "Hôm nay không thấy ai hỏi, phản ánh hay kiến nghị điều gì."),
        ("empty", "Không có gì khác đáng kể so với hôm qua."),
        ("dark", "Chưa thể nói hôm nay có gì cần lo hay không."),
        ("dark", "Hôm nay không thu được nguồn nào, nên không có số để so."),
        ("rich", "Chưa nối kênh nào của đơn vị, nên chưa đếm được bài tự đăng."),
        ("rich", "Tiếp diễn từ 29/06/2026, thêm 4 bài"),
        ("rich", "đã sửa 2 lần"),
        ("edition", "Bản 07:00, gồm tin các ngày 29/06/2026, 30/06/2026"),
    ],
)
def test_a_reader_gets_a_sentence(name: str, sentence: str, kind: Any) -> None:
    assert sentence in render(DIGESTS[name], kind)


def test_tone_and_stance_are_words_and_shapes_not_colours_alone() -> None:
    text = Page(render(example.rich(), "html")).text
    assert "▼Tiêu cực" in text
    assert "▽Công đoàn bị phê bình" in text
    assert "●●●Khủng hoảng" in text


@pytest.mark.parametrize(
    ("url", "href"),
    [
        ("https://báo.example/tin?a=1&b=2", "https://b%C3%A1o.example/tin?a=1&b=2"),
        ("http://x.example/a(b)\"'<>`", "http://x.example/a%28b%29%22%27%3C%3E%60"),
        ("https://x.example/%C3%A1", "https://x.example/%C3%A1"),
        ("javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("https://x.example/\njavascript:1", ""),
        ("data:text/html,x", ""),
        ("//x.example/a", ""),
        ("https://x.example@evil.example/", ""),
        ("http://[::1", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_become_links(url: str, href: str) -> None:
    assert safe_href(url) == href


def test_only_files_beside_the_page_become_relative_links() -> None:
    assert sibling_href("2026/diem-bao-2026-06-29.html") == "2026/diem-bao-2026-06-29.html"
    for name in ("../x.html", "/x.html", "javascript:x.html", "a//b.html", "x.php", "//h.html"):
        assert sibling_href(name) == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1. tin | hai", "1\\. tin \\| hai"),
        ("1.234,5", "1.234,5"),
        ("- gạch", "\\- gạch"),
        ("[số điện thoại].", "[số điện thoại]."),
        ("[x](javascript:1)", "\\[x\\](javascript:1)"),
        ("[x]: http://y", "\\[x\\]: http://y"),
        ("&lt;b&gt; R&D", "&amp;lt;b&amp;gt; R&D"),
        ("a\n# b", "a # b"),
    ],
)
def test_markdown_shows_text_as_written(text: str, shown: str) -> None:
    assert str(markdown(text)) == shown


def test_numbers_days_and_hours_are_vietnamese() -> None:
    assert [number(n) for n in (0, 6, 21.5, 1457, 1234567.04)] == [
        "0",
        "6",
        "21,5",
        "1.457",
        "1.234.567",
    ]
    assert day_long(date(2026, 7, 5)) == "Chủ Nhật, 05/07/2026"
    evening = datetime(2026, 6, 29, 18, 5, tzinfo=UTC)  # already tomorrow in Hà Nội
    assert moment(evening, date(2026, 6, 30)) == "01:05"
    assert moment(evening, date(2026, 7, 1)) == "01:05 30/06"
    assert moment(evening, date(2027, 1, 1)) == "01:05 30/06/2026"
    assert moment(None, date(2026, 7, 1)) == "không rõ giờ"


def _luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_ink_is_readable_on_every_ground_it_is_used_on(scheme: int) -> None:
    css = re.search(r"(?s)<style>(.*?)</style>", render(example.empty(), "html"))
    assert css
    block = re.findall(r":root \{(.*?)\n\s*\}", css[1], re.S)[scheme]
    colour = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
    pairs = [(ink, "paper") for ink in ("ink", "soft", "link", "bad", "warn", "good")]
    pairs += [(ink, f"{ink}-bg") for ink in ("bad", "warn", "good")]
    pairs += [
        (ink, f"{bg}-bg") for ink in ("ink", "link") for bg in ("bad", "warn", "good", "plain")
    ]
    for ink, ground in pairs:
        low, high = sorted((_luminance(colour[ink]), _luminance(colour[ground])))
        assert (high + 0.05) / (low + 0.05) >= 4.5, (ink, ground)


def test_the_index_lists_days_newest_first() -> None:
    older = replace(example.empty(), day=date(2026, 6, 29))
    page = render_index(
        [IndexEntry.of(older, "a.html"), IndexEntry.of(example.rich(), "b.html")], "Ban Tuyên giáo"
    )
    assert Page(page).values("href") == ["b.html", "a.html"]
    assert "Có 2 việc cần lo" in page
    assert "Chưa có bản điểm báo nào." in render_index([])
    hostile = replace(IndexEntry.of(example.hostile(), "javascript:x"), headline=example.XSS)
    assert Page(render_index([hostile])).values("href") == ["#"]
