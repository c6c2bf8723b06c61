"""VnExpress and its English and lifestyle sites; the by-line is the last right-aligned paragraph."""

import re

from crawlers.sites.family import Family, Layout

_DROP = (
    "figcaption", ".tplCaption .Image", "p.Image", "[data-component-type]", ".box-tinlienquanv2", ".list-news", ".related_news",
    ".block_tinlienquan", "#box_tinlienquan", ".box_brief_info", ".box_embed_video", ".author_mail", "td.Image", ".desc_cation",
    ".item_slide_show .desc_cation .author", ".width_common.banner", ".inner_article_subscribe",
)  # fmt: skip

FAMILY = Family(
    name="vnexpress",
    article=re.compile(r"-\d{7}(?:-p\d+)?\.html(?:\?|$)|/\d{4}/\d{2}/[\w-]{12,}/?$"),
    layouts=(
        Layout(
            version=3,
            seen=True,
            body=("article.fck_detail", ".sidebar-1 article", ".section-inner .fck_detail"),
            title=("h1.title-detail", "h1.title_news_detail", ".title_gn_detail", "h1.title-post"),
            lead=("p.description", "h2.description", ".lead-post-detail", ".lead_post_detail", ".short_intro"),
            date=(".header-content span.date", "span.date", ".time_post", "header .time"),
            author=("p.author_mail strong", "p.author", ".author-info .name"),
            section=(".breadcrumb li:first-child a",),
            drop=_DROP,
            signature=True,
        ),
        Layout(  # 2014–2019
            version=2,
            body=(".fck_detail", "#article_content", ".content_detail", "#left_calculator .fck_detail"),
            title=(".title_news h1", ".title_news_detail", "h1"),
            lead=(".short_intro", "h3.short_intro", ".description"),
            date=(".block_timer", ".time", "header .date"),
            drop=_DROP,
            signature=True,
        ),
        Layout(  # to 2013
            version=1,
            body=("div.content[cpms_content]", "#content", ".content"),
            title=("h1.Title", "p.Title", ".Title"),
            lead=("h2.Lead", "p.Lead", ".Lead"),
            date=(".folder-date", ".ngay-thang", "label.item-time", ".time"),
            drop=(".Title", ".Lead", *_DROP),
            signature=True,
        ),
    ),
)  # fmt: skip
