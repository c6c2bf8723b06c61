"""Pages that go wrong on purpose, each as real sites do it."""

from __future__ import annotations

import unicodedata
from html import escape

from langnghe.samples.content import Article
from langnghe.samples.sites import Site

HUGE_BYTES = 6 * 1024 * 1024

CHALLENGE = """<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>
<meta http-equiv="refresh" content="390"></head><body><div class="main-wrapper" role="main">
<noscript><span id="challenge-error-text">Enable JavaScript and cookies to continue</span></noscript></div>
<script>(function(){window._cf_chl_opt={cvId:'3',cZone:'chan-cua.example',cType:'managed',cRay:'0'};
var a=document.createElement('script');a.src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1';
}());</script></body></html>"""

_TCVN3 = dict(
    zip(
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂÊÔƠƯĐ",
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢£¤¥¦§",
        strict=True,
    )
)


def tcvn3(text: str) -> str:
    """Return text as TCVN3 (ABC) bytes look when read as Latin-1; other capitals lose their case."""
    return "".join(_TCVN3.get(c) or _TCVN3.get(c.lower(), c) for c in text)


def cp1258(text: str) -> bytes:
    """Return text in windows-1258, which writes tone marks after the letter."""
    out = []
    for char in unicodedata.normalize("NFC", text):
        try:
            out.append(char.encode("cp1258"))
        except UnicodeEncodeError:
            marks = unicodedata.normalize("NFD", char)
            tones = [m for m in marks if m in "\u0300\u0301\u0303\u0309\u0323"]
            base = unicodedata.normalize("NFC", "".join(m for m in marks if m not in tones))
            out.append((base + "".join(tones)).encode("cp1258", "replace"))
    return b"".join(out)


def spoil(article: Article, page: str) -> bytes:
    """Return the bytes of a page with its article's fault."""
    kind = article.dirt or ("nfd" if "nfd" in article.options else "")
    if kind == "truncated":  # the connection broke inside the third paragraph
        mark = page.find(escape(article.body[2]))
        return page[: mark + len(article.body[2]) // 2].encode()
    if kind == "nobody":
        start, end = page.find("<main"), page.find("</main>")
        return (page[:start] + '<main><div class="loading">Đang tải…</div>' + page[end:]).encode()
    if kind == "empty":
        return b""
    if kind == "cp1258":
        return cp1258(page.replace('charset="utf-8"', 'charset="windows-1258"'))
    if kind == "tcvn3":
        for part in (article.title, article.lead, *article.body):
            page = page.replace(escape(part), escape(tcvn3(part)))
        return page.encode()
    if kind == "huge":
        filler = "<!-- " + "quang cao " * 100 + "-->\n"
        tail = filler * (HUGE_BYTES // len(filler) + 1)
        return page.replace("</body>", f"{tail}</body>").encode()
    if kind == "nfd":
        for part in (article.title, article.lead, *article.body):
            page = page.replace(escape(part), unicodedata.normalize("NFD", escape(part)))
        return page.encode()
    return page.encode()


def login_page(site: Site) -> str:
    """Return a page that asks to log in: no article here."""
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Đăng nhập - {site.name}'
        '</title></head><body><form method="post" action="/dang-nhap"><h1>Đăng nhập để đọc tiếp</h1>'
        '<input name="user"><input name="password" type="password"><button>Vào</button></form>'
        "</body></html>"
    )
