"""Article and list pages in the skeletons of five families, with the clutter real pages carry."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from html import escape

from langnghe.records import HANOI
from langnghe.samples.content import Article
from langnghe.samples.sites import SECTIONS, Site, native_id, site_of, url_of

_WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")


def article_page(article: Article, related: Sequence[Article], *, talk: bool) -> str:
    """Return the whole page of an article; talk announces its comments."""
    site = site_of(article)
    body = _FAMILIES[site.family](article, related)
    if talk:
        number = native_id(article)
        body += (
            f'<div id="comments" class="box-comment" data-objectid="{number}" '
            f'data-comments-url="/binh-luan/{number}.json"><h3>Ý kiến bạn đọc</h3></div>'
        )
    return _shell(site, article.title, _meta(article, site), body)


def list_page(site: Site, section: str, articles: Sequence[Article]) -> str:
    """Return a section page: links to its articles among links that are not articles."""
    name = SECTIONS.get(section, "Trang chủ")
    rows = "\n".join(_LIST_ROWS[site.family].format(**_link(a)) for a in articles)
    wrap = "bx-cat-content" if site.family == "mastercms" else "list-news"
    body = f'<h1 class="cate-title">{name}</h1><div class="{wrap}">{rows}</div>'
    return _shell(site, f"{name} - {site.name}", "", body)


def _link(article: Article) -> dict[str, str]:
    return {
        "url": escape(url_of(article)),
        "title": escape(article.title),
        "lead": escape(article.lead),
        "id": native_id(article),
    }


_LIST_ROWS = {
    "vccorp": '<div class="box-category-item" data-id="{id}"><a class="box-category-link-title" '
    'data-type="0" href="{url}" title="{title}">{title}</a>'
    '<p class="box-category-sapo">{lead}</p></div>',
    "vnexpress": '<article class="item-news item-news-common"><h3 class="title-news">'
    '<a href="{url}" title="{title}">{title}</a></h3>'
    '<p class="description"><a href="{url}">{lead}</a></p></article>',
    "epi": '<article class="story" data-id="{id}"><h2 class="story__heading">'
    '<a class="cms-link" href="{url}" title="{title}">{title}</a></h2>'
    '<div class="story__summary">{lead}</div></article>',
    "mastercms": '<div class="article"><a class="article-image" href="{url}"></a>'
    '<h3><a class="article-title" href="{url}" title="{title}">{title}</a></h3>'
    '<div class="article-desc">{lead}</div></div>',
    "generic": '<article id="post-{id}" class="post"><h2 class="entry-title">'
    '<a href="{url}" rel="bookmark">{title}</a></h2>'
    '<div class="entry-summary"><p>{lead}</p></div></article>',
}


def _meta(article: Article, site: Site) -> str:
    if article.dirt in ("nodate", "baddate"):
        dates = ""
    else:
        changed = article.updated or article.at
        dates = (
            f'<meta property="article:published_time" content="{article.at.isoformat()}">'
            f'<meta property="article:modified_time" content="{changed.isoformat()}">'
        )
    url, title, lead = escape(url_of(article)), escape(article.title), escape(article.lead)
    return (
        f'<link rel="canonical" href="{url}"><meta property="og:type" content="article">'
        f'<meta property="og:url" content="{url}">'
        f'<meta property="og:site_name" content="{escape(site.name)}">'
        f'<meta property="og:title" content="{title} | {escape(site.name)}">'
        f'<meta property="og:description" content="{lead}">'
        f'<meta name="description" content="{lead}">{dates}'
    )


def _shell(site: Site, title: str, head: str, body: str) -> str:
    menu = "".join(
        f'<li><a href="{site.home}{s}" title="{SECTIONS[s]}">{SECTIONS[s]}</a></li>'
        for s in site.sections
    )
    return f"""<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>{escape(title)}</title>{head}
<meta name="viewport" content="width=device-width"></head><body>
<header><a class="logo" href="{site.home}">{escape(site.name)}</a><ul class="menu">{menu}</ul>
<a href="{site.home}lien-he">Liên hệ</a> <a href="{site.home}tag/cong-nhan">#công nhân</a></header>
<main class="container">{body}</main>
<aside class="sidebar"><h4>Đọc nhiều</h4><p>Đăng ký nhận bản tin mỗi sáng của {escape(site.name)}.</p>
<a href="https://quangcao.example/mua-mot-tang-mot">Mua một tặng một</a></aside>
<footer><p>© 2026 {escape(site.name)}. Trang mẫu của phần mềm Lắng Nghe, nội dung hư cấu.</p>
<span class="time">30/06/2026 23:59</span></footer></body></html>
"""


def _paragraphs(article: Article, markup: str = "<p>{}</p>") -> str:
    parts = []
    for line in article.body:
        if line.startswith("! "):
            parts.append(f"<figure><figcaption>{escape(line[2:])}</figcaption></figure>")
        elif line.startswith("## "):
            parts.append(f"<h2>{escape(line[3:])}</h2>")
        else:
            parts.append(markup.format(escape(line)))
    return "\n".join(parts)


def _shown(at: datetime) -> str:
    return f"{at.astimezone(HANOI):%d/%m/%Y %H:%M}"


def _update(article: Article) -> str:
    if article.updated is None:
        return ""
    return f'<span class="updated">Cập nhật: {_shown(article.updated)}</span>'


def _related(related: Sequence[Article], css: str) -> str:
    links = "".join(
        f'<li><a href="{escape(url_of(a))}">{escape(a.title)}</a></li>' for a in related
    )
    return f'<div class="{css}"><b>Tin liên quan</b><ul>{links}</ul></div>' if links else ""


def _vccorp(article: Article, related: Sequence[Article]) -> str:
    box = (
        f'<div class="VCSortableInPreviewMode" type="RelatedNewsBox">{_related(related, "r")}</div>'
    )
    name = escape(article.author)
    return f"""<div class="detail__cmain" id="main-detail"><div class="detail-top">
<div class="detail-cate"><a href="/{article.section}">{SECTIONS[article.section]}</a></div>
<div class="detail-time"><div data-role="publishdate">{_shown(article.at)} GMT+7</div>{_update(article)}</div></div>
<h1 class="detail-title article-title" data-role="title">{escape(article.title)}</h1>
<div class="detail-author-bot"><div class="author-info"><a class="name" href="/tac-gia/{article.number}.htm">{name}</a></div></div>
<h2 class="detail-sapo" data-role="sapo">{escape(article.lead)}</h2>
<div data-check-position="body_start"></div>
<div class="detail-cmain clearfix"><div class="detail-content afcbc-body" data-role="content" itemprop="articleBody">
{_paragraphs(article)}
{box}</div></div><div data-check-position="body_end"></div>
<input type="hidden" id="hdNewsId" value="{native_id(article)}"></div>"""


def _vnexpress(article: Article, related: Sequence[Article]) -> str:
    at = article.at.astimezone(HANOI)
    shown = f"{_WEEKDAYS[at.weekday()]}, {at.day}/{at.month}/{at.year}, {at:%H:%M} (GMT+7)"
    data = {
        "@context": "http://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "description": article.lead,
        "datePublished": at.isoformat(),
        "dateModified": (article.updated or at).isoformat(),
        "author": {"@type": "Organization", "name": "Tin Nhanh Mỗi Giờ"},
    }
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return f"""<script type="application/ld+json">{text}</script>
<div class="sidebar-1"><div class="header-content"><ul class="breadcrumb"><li><a href="/{article.section}">{SECTIONS[article.section]}</a></li></ul>
<span class="date">{shown}</span>{_update(article)}</div>
<h1 class="title-detail">{escape(article.title)}</h1>
<p class="description">{escape(article.lead)}</p>
<article class="fck_detail">
{_paragraphs(article, '<p class="Normal">{}</p>')}
<p class="Normal" style="text-align:right;"><strong>{escape(article.author)}</strong></p>
</article>{_related(related, "box-tinlienquanv2")}</div>"""


def _epi(article: Article, related: Sequence[Article]) -> str:
    at = article.at.astimezone(HANOI)
    stamp = f"{at:%Y-%m-%dT%H:%M:%S}+0700"
    return f"""<div class="article"><div class="breadcrumb"><h2 class="main"><a href="/{article.section}">{SECTIONS[article.section]}</a></h2></div>
<div class="article__header"><h1 class="article__title cms-title">{escape(article.title)}</h1>
<time class="article__time" datetime="{stamp}">{_shown(at)}</time>{_update(article)}
<div class="article__author"><span class="name cms-author">{escape(article.author)}</span></div></div>
<div class="article__sapo cms-desc"><p>{escape(article.lead)}</p></div>
<div class="article__body zce-content-body cms-body" itemprop="articleBody">
{_paragraphs(article, '<p style="text-align: justify;">{}</p>')}
</div>{_related(related, "article__related")}</div>"""


def _mastercms(article: Article, related: Sequence[Article]) -> str:
    time = "" if article.dirt == "nodate" else _shown(article.at)
    if article.dirt == "baddate":
        time = "31/06/2026 25:70"  # no such day, no such hour: must not become a date
    return f"""<div class="article-detail"><h1 class="article-detail-title f0">{escape(article.title)}</h1>
<div class="article-info"><span class="author-title"><a href="/tac-gia/{article.number}">{escape(article.author)}</a></span>
<span class="format_time">{time}</span>{_update(article)}</div>
<div class="article-detail-desc">{escape(article.lead)}</div>
<div class="__MASTERCMS_CONTENT fw clearfix">
{_paragraphs(article)}
</div>{_related(related, "related-bottom")}</div>"""


def _generic(article: Article, related: Sequence[Article]) -> str:
    time = ""
    if article.dirt not in ("nodate", "baddate"):
        time = (
            f'<time class="entry-date published" datetime="{article.at.isoformat()}">'
            f"{article.at.astimezone(HANOI):%d/%m/%Y}</time>"
        )
    return f"""<article class="post type-post"><header class="entry-header">
<h1 class="entry-title">{escape(article.title)}</h1><div class="entry-meta">{time}{_update(article)}
<span class="byline author vcard">{escape(article.author)}</span></div></header>
<div class="entry-content"><p><strong>{escape(article.lead)}</strong></p>
{_paragraphs(article)}
</div>{_related(related, "yarpp-related")}</article>"""


_FAMILIES = {
    "vccorp": _vccorp,
    "vnexpress": _vnexpress,
    "epi": _epi,
    "mastercms": _mastercms,
    "generic": _generic,
}
