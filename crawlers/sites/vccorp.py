"""VCCorp: tuoitre, nld, thanhnien, cafef, kenh14, soha, genk, baochinhphu, danviet and many more.

Pages carry `#hdNewsId`, `data-check-position=body_start` and `.detail-content.afcbc-body`.
"""

import re

from crawlers.sites.family import Family, Layout

_DROP = (
    "[type^=Related]", ".VCSortableInPreviewMode[type*=Related]", ".kbwscwl-relatedbox",
    "[class*=relate]", "[type=photo] .PhotoCMS_Caption", ".PhotoCMS_Caption", "figcaption", ".link-content-footer",
    ".VCSortableInPreviewMode[type=VideoStream]", ".VCSortableInPreviewMode[type=insertembedcode]", "[data-check-position=body_end]",
    ".detail-author-bot", ".author-bot", ".box-author-detail", ".kbwc-socials", ".box-dautu", ".tagdetail", ".detail-tab",
)  # fmt: skip

FAMILY = Family(
    name="vccorp",
    article=re.compile(
        r"-\d{12,20}(?:rf\d+)?\.(?:html?|chn)(?:\?|$)|/\d{17}\w*/[^/]+\.(?:html?|chn)|/\d{9,20}p\d+c\d+/|-c\d+a\d+\.html?$"
    ),
    layouts=(
        Layout(
            version=2,
            seen=True,
            body=(
                ".detail-content.afcbc-body", "[data-role=content]", ".detail-content", ".knc-content", ".detail__cmain .content",
                ".afcbc-body",
            ),
            title=(
                "h1.detail-title", "h1[data-role=title]", "h1.title", "h1.kbwc-title", "h1.article-title",
                "[data-role=title]",
            ),
            lead=(
                ".detail-sapo", "h2[data-role=sapo]", "h2.sapo", ".knc-sapo", ".detail__sapo", "[data-role=sapo]",
            ),
            date=(
                "[data-role=publishdate]", ".detail-time", ".pdate", ".kbwcm-time", ".time-source-detail", "p.dateandcat .pdate",
            ),
            author=(
                ".detail-author-bot .name", "[data-role=author]", ".author-info .name", ".detail-info .author-info a.name",
                "p.author", ".kbwcm-author",
            ),
            section=(".detail-cate a", "[data-role=cate-name]", ".bread-crumbs a.category-name_ac"),
            drop=_DROP,
        ),
        Layout(  # 2012–2016: tables and inline styles
            version=1,
            body=(
                ".assessment-main1", "#divNewsContent", ".news-content-detail", ".newsbody", "div.box10 > div.content",
                "#newscontent", ".contentbody", "#divcontent", ".newcontent", ".rightdetail_content", ".detail_content",
            ),
            title=(".news-showtitle h1", ".box10 > h1", ".news-title", "div.detail > h1"),
            lead=(".init_content", ".box10 > h3", "p.sapo", "h2.sapo", ".news-sapo"),
            date=(
                "[id$=lblDattime]", ".box10 > p.time", "span.timer", ".news-time",
            ),
            drop=(".init_content", *_DROP),
            signature=True,
        ),
    ),
)  # fmt: skip
