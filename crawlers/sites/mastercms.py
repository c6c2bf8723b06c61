"""MasterCMS: laodongcongdoan, congthuong, laodongthudo, baodautu's tables carry its classes too."""

import re

from crawlers.sites.family import Family, Layout

FAMILY = Family(
    name="mastercms",
    article=re.compile(r"-\d{4,7}\.html(?:\?|$)|-\d{4,7}\.htm$"),
    list_links=("div.bx-cat-content div.article a", "div.article a"),
    layouts=(
        Layout(
            version=1,
            body=(".__MASTERCMS_CONTENT", ".article-detail-content", ".content_detail", "[class*=MASTERCMS_CONTENT]"),
            title=("h1.article-detail-title", "h1.detail_title", "h1"),
            lead=(".article-detail-desc", ".detail_info p", ".detail_desc"),
            date=("span.format_time", ".format_time", ".article-detail-time", ".detail_date"),
            author=(".author-title a", ".article-detail-author", ".author-title"),
            drop=(".media-caption", "td.media-caption", ".__MASTERCMS_RELATED", "[class*=relat]", ".article-detail-desc"),
            signature=True,
        ),
    ),
)  # fmt: skip
