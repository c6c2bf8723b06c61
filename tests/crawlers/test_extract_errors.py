"""Whatever bytes come, extract gives an article or one of its three errors, in time."""

import gzip
import random
import time
from pathlib import Path

import pytest

from crawlers.article import Article
from crawlers.extract import extract
from langnghe.errors import Blocked, ExtractionError, LayoutChanged, NotAnArticle

PAGES = sorted((Path(__file__).parent / "pages").glob("*/*/page.html"))
URL = "https://tuoitre.vn/mot-bai-viet-20260612083000123.htm"
VIETNAMESE = "Công nhân khu trọ kể chuyện tăng ca, tiền điện và bữa cơm chiều muộn trong tháng sáu."


def tries(html: bytes | str, url: str = URL) -> Article | ExtractionError:
    try:
        return extract(html, url)
    except ExtractionError as error:
        return error


def test_an_article_address_without_text_says_the_layout_changed() -> None:
    with pytest.raises(LayoutChanged, match="vccorp"):
        extract("<html><body><h1>Chỉ có tiêu đề</h1></body></html>", URL)


def test_a_headline_with_an_empty_element_in_it_is_no_crash() -> None:
    headline = "Công nhân ba nhà máy cùng khu công nghiệp chờ lương tháng thứ tư liên tiếp " * 2
    with pytest.raises(ExtractionError):
        extract(f"<main><h1>{headline}<ticle></ticle></h1></main>", URL)


def test_a_section_address_without_text_is_not_an_article() -> None:
    with pytest.raises(NotAnArticle):
        extract("<html><body><h1>Thời sự</h1></body></html>", "https://tuoitre.vn/thoi-su.htm")


def test_a_picture_under_a_page_s_name_is_not_an_article() -> None:
    picture = random.Random(7).randbytes(60_000)
    with pytest.raises(NotAnArticle, match="nhị phân"):
        extract(b"\x89PNG\r\n" + picture, URL)


def test_a_list_of_teasers_is_not_an_article() -> None:
    teasers = "".join(
        f'<div><h3><a href="/bai-so-{i}-1234567.html">Tiêu đề bài thứ {i} về công nhân</a></h3>'
        f"<p>{VIETNAMESE} Đoạn tóm tắt thứ {i}.</p></div>"
        for i in range(12)
    )
    with pytest.raises(NotAnArticle):
        extract(
            f"<body><h1>Công đoàn</h1><main>{teasers}</main></body>", "https://x.example/cong-doan"
        )


def test_a_home_page_is_not_an_article() -> None:
    with pytest.raises(NotAnArticle):
        extract(PAGES[0].read_bytes(), "https://tuoitre.vn/")


def test_a_challenge_is_blocked_and_named_in_vietnamese() -> None:
    page = "<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>"
    with pytest.raises(Blocked, match="Cloudflare"):
        extract(page, URL)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_byte_order_marks_and_encodings_are_understood(encoding: str) -> None:
    page = PAGES[0].read_text("utf-8")
    url = "https://x.example/mot-bai-viet-dai-1234567"

    assert extract(page.encode(encoding), url) == extract(page, url)


def test_declared_windows_1258_is_decoded_and_composed() -> None:
    body = "".join(f"<p>{VIETNAMESE} Đoạn {i}.</p>" for i in range(4))
    page = f'<html><head><meta charset="windows-1258"></head><body><h1>Công nhân kể chuyện tăng ca</h1>{body}</body></html>'
    decomposed = "".join(_tones_apart(page))

    found = extract(decomposed.encode("cp1258"), "https://x.example/bai-viet-ve-tang-ca-1234567")

    assert VIETNAMESE in found.body[0]


def _tones_apart(text: str) -> str:
    """Write Vietnamese as windows-1258 does: the vowel whole, the tone as a combining mark."""
    import unicodedata

    tones = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
    out = []
    for char in text:
        parts = unicodedata.normalize("NFD", char)
        tone = "".join(c for c in parts if c in tones)
        rest = unicodedata.normalize("NFC", "".join(c for c in parts if c not in tones))
        out.append(rest + tone if len(tone) else char)
    return "".join(out)


def test_any_bytes_give_an_article_or_an_extraction_error() -> None:
    luck = random.Random(20260612)
    for _ in range(120):
        noise = luck.randbytes(luck.randint(0, 3000))
        assert isinstance(tries(noise), Article | ExtractionError)
        assert isinstance(tries(noise.decode("latin-1")), Article | ExtractionError)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: f"{p.parent.parent.name}/{p.parent.name}")
def test_a_damaged_page_gives_an_article_or_an_extraction_error(page: Path) -> None:
    luck = random.Random(page.parent.name)
    whole = page.read_bytes()
    for _ in range(12):
        data = bytearray(whole)
        for _ in range(luck.randint(1, 40)):
            data[luck.randrange(len(data))] = luck.randrange(256)
        start = luck.randrange(len(data))
        del data[start : start + luck.randint(0, 400)]
        assert isinstance(tries(bytes(data)), Article | ExtractionError)


@pytest.mark.parametrize(
    "page",
    [
        "",
        " \n\t",
        "\x00" * 1000,
        "<" * 20_000,
        "<div>" * 5_000 + VIETNAMESE,
        "<p>" + "a" * 1_000_000,
        "<!DOCTYPE html [<!ENTITY a 'b'>]><p>&a;</p>",
        "<html><script type='application/ld+json'>" + "[" * 5_000 + "</script></html>",
        "<table><tr><td>" * 800 + VIETNAMESE,
        "<base href='http://['><a href='http://['>x</a>",
        gzip.compress(b"<p>x</p>").decode("latin-1"),
        '<meta property="og:title" content="">' * 50,
    ],
    ids=range(12),
)
def test_hostile_pages_end_in_time(page: str) -> None:
    start = time.process_time()

    assert isinstance(tries(page), Article | ExtractionError)

    assert time.process_time() - start < 5


def test_strange_addresses_never_break_it() -> None:
    page = PAGES[0].read_bytes()
    for url in (
        "",
        "x",
        "http://[",
        "javascript:1",
        "https://",
        "//a",
        "http://a:99999/b-1234567.htm",
    ):
        assert isinstance(tries(page, url), Article | ExtractionError)
