"""Feeds, sitemaps and robots files with the faults that real ones have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape

from langnghe.records import HANOI
from langnghe.samples.content import Article
from langnghe.samples.sites import FeedStyle, Site, url_of

_NAMED = {
    "à": "&agrave;",
    "á": "&aacute;",
    "ã": "&atilde;",
    "â": "&acirc;",
    "è": "&egrave;",
    "é": "&eacute;",
    "ê": "&ecirc;",
    "ì": "&igrave;",
    "í": "&iacute;",
    "ò": "&ograve;",
    "ó": "&oacute;",
    "õ": "&otilde;",
    "ô": "&ocirc;",
    "ù": "&ugrave;",
    "ú": "&uacute;",
    "ý": "&yacute;",
    "'": "&amp;apos;",
}


def feed(site: Site, name: str, articles: Sequence[Article], links: dict[str, str]) -> str:
    """Return an RSS 2.0 feed; links overrides the address of an article by id."""
    items = "\n".join(_item(a, site.feed, links.get(a.id) or url_of(a)) for a in articles)
    latest = max((a.updated or a.at for a in articles), default=None)
    built = f"<lastBuildDate>{format_datetime(latest)}</lastBuildDate>" if latest else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>{escape(name)} - {escape(site.name)}</title><link>{site.home}</link>
<description>Tin mới của {escape(site.name)}</description>{built}
{items}
</channel></rss>
"""


def _date(at: datetime, style: FeedStyle) -> str:
    local = at.astimezone(HANOI)
    if style == "us_dates":
        half = "AM" if local.hour < 12 else "PM"
        clock = f"{(local.hour + 11) % 12 + 1}:{local:%M:%S} {half}"
        return f"{local.month}/{local.day}/{local.year} {clock}"
    if style == "two_digit_year":
        return format_datetime(local).replace(" 2026 ", " 26 ")
    return format_datetime(local)


def _item(article: Article, style: FeedStyle, link: str) -> str:
    title, lead, enclosure = escape(article.title), escape(article.lead), ""
    if style == "twice_escaped":
        title, lead = (f"<![CDATA[ {_entities(t)} ]]>" for t in (article.title, article.lead))
    elif style == "raw_ampersand":
        title = f"<![CDATA[{article.title}]]>"
        lead = f'<![CDATA[<a href="{link}"><img src="{link}.jpg"></a></br>{escape(article.lead)}]]>'
        # not well-formed on purpose: a bare & in an attribute
        enclosure = (
            f'<enclosure type="image/jpeg" length="1200" url="{link}.jpg?w=1200&h=0&q=100"/>'
        )
    return (
        f"<item><title>{title}</title><description>{lead}</description><link>{link}</link>"
        f"<pubDate>{_date(article.at, style)}</pubDate>"
        f'<guid isPermaLink="false">{link}</guid>{enclosure}</item>'
    )


def _entities(text: str) -> str:
    """Return text with HTML entities where Latin-1 has the letter, as some CMS write in CDATA."""
    return "".join(_NAMED.get(c, c) for c in escape(text, quote=False))


def sitemap(articles: Sequence[Article]) -> str:
    """Return a sitemap of articles."""
    rows = "\n".join(
        f"<url><loc>{escape(url_of(a))}</loc><lastmod>{(a.updated or a.at).isoformat()}</lastmod></url>"
        for a in articles
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}\n</urlset>\n'
    )


def robots(site: Site) -> str:
    """Return a robots file; the magazine closes its internal section."""
    closed = "/noi-bo/" if site.id == "tapchicongdoan" else "/quan-tri/"
    extra = f"\nSitemap: {site.home}sitemap.xml" if site.sitemap else ""
    return f"User-agent: *\nDisallow: {closed}\nDisallow: /tim-kiem{extra}\n"
