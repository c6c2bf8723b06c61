"""Single outlets with a CMS of their own, one family each (mark C: read in public code, not on a page)."""

import re

from crawlers.sites.family import Family, Layout

LAODONG = Family(
    name="laodong",
    article=re.compile(r"-\d{5,8}\.ldo(?:\?|$)|/[\w-]+-\d{5,8}\.bld(?:\?|$)"),
    layouts=(
        Layout(
            version=1,
            body=(".art-body", ".article-content", "#gallery-ctt", ".content-body"),
            title=("h1.title", "h1"),
            lead=(".chappeau", ".chapeau", ".art-chappeau"),
            date=("time.f-datetime", ".time time", ".f-datetime", "time"),
            author=(".authors .author", ".art-author", ".author-name", ".author"),
            drop=(
                "figcaption",
                ".art-related",
                "[class*=relate]",
                ".inline-related",
                ".art-caption",
            ),
            signature=True,
        ),
    ),
)

BAOLAICHAU = Family(
    name="baolaichau",
    article=re.compile(r"^/[\w-]+/[\w-]{10,}-\d{3,8}(?:\.html?)?/?$"),
    list_links=("a.blc-post__link",),
    layouts=(
        Layout(
            version=1,
            body=(".blc-article__content", ".blc-post__content", "[class*=blc-][class*=content]"),
            title=("h1[class*=blc-]", "h1"),
            lead=("[class*=blc-][class*=sapo]", "[class*=blc-][class*=desc]"),
            date=("[class*=blc-] time", "[class*=blc-][class*=date]", "[class*=blc-][class*=time]"),
            author=("[class*=blc-][class*=author]",),
        ),
    ),
)

BAODAUTU = Family(
    name="baodautu",
    article=re.compile(r"-d\d{4,8}\.html(?:\?|$)"),
    layouts=(
        Layout(
            version=1,
            seen=True,
            body=("#content_detail_news", ".content_detail_news"),
            title=(".title-detail", "h1"),
            lead=(".sapo_detail",),
            date=(".post-time",),
            author=("a.author", ".author-share-top .author"),
            drop=("td.media-caption", ".media-caption", "[class*=relat]"),
        ),
    ),
)

ZNEWS = Family(
    name="znews",
    article=re.compile(
        r"-post\d+\.html(?:\?|$)|/a\d{4,8}\.html|-d\d{4,8}\.html|/[\w-]+-\d{5,8}\.html"
    ),
    layouts=(
        Layout(
            version=2,
            body=(".the-article-body",),
            title=("h1.the-article-title", ".the-article-header h1"),
            lead=(".the-article-summary",),
            date=(".the-article-publish", ".the-article-meta .the-article-publish"),
            author=(".the-article-author", ".the-article-meta .the-article-author a"),
            section=(".the-article-category a",),
            drop=(
                "#innerarticle",
                ".innerarticle",
                "td.pCaption",
                ".caption",
                "table.picture",
                ".notebox",
                ".article-related",
                ".z-widget-corona",
                ".inner-article",
                "figcaption",
            ),
        ),
        Layout(
            version=1,
            body=("#content_document", ".content_document", ".maincontent .content"),
            title=("h1.title", "h1"),
            lead=(".sapo", "p.sapo", ".summary"),
            date=(".date", ".datetime", ".time"),
            drop=("td.pCaption", ".pCaption", ".pAuthor", "table.picture"),
            signature=True,
        ),
    ),
)

H24 = Family(
    name="h24",
    article=re.compile(r"-c\d+a\d+\.html(?:\?|$)"),
    layouts=(
        Layout(
            version=1,
            body=("article#article_body", "#article_body", ".text-conent", ".nwsCt"),
            title=("h1#article_title", "h1.clrTit", "h1"),
            lead=("h2#article_sapo", "#article_sapo", ".ctTp"),
            date=(
                "time.cate-24h-foot-arti-deta-cre-post",
                ".cate-24h-foot-arti-deta-cre-post",
                ".updTm",
            ),
            author=(".nguontin", ".cate-24h-foot-arti-deta-creator"),
            drop=(
                ".img_chu_thich_0407",
                ".bv-lq",
                ".baiviet-bailienquan",
                ".news-image-caption",
                ".gachChan",
                ".zone_recent",
                ".sapo",
                ".nguontin",
                ".viewVideoPlay",
            ),
        ),
    ),
)

VOV = Family(
    name="vov",
    article=re.compile(r"-?post\d{5,9}\.vov(?:\?|$)|-\d{5,9}\.vov(?:\?|$)"),
    layouts=(
        Layout(
            version=1,
            body=(".article__body", ".article-content .text-long", ".text-long", "#article-body"),
            title=("h1.article__title", ".article-title h1", "h1"),
            lead=(".article__sapo", ".article-summary", "h2.sapo"),
            date=(".article__meta time", ".article__meta", ".article-date"),
            author=(".article__author", ".article-author"),
            drop=(
                ".article__relate",
                "figcaption",
                ".article__tag",
                "[class*=relat]",
                ".media-caption",
            ),
        ),
    ),
)

BAOTINTUC = Family(
    name="baotintuc",
    article=re.compile(r"-\d{17}\.htm(?:\?|$)"),
    layouts=(
        Layout(
            version=1,
            body=(".boxdetail .contents", ".detail-content .contents", ".contents"),
            title=("h1.detail-title", "h1"),
            lead=("h2.sapo", ".boxdetail .sapo"),
            date=(".boxdetail .date", ".detail-top .date", "span.time"),
            author=(".author strong", "p.author", ".author"),
            drop=(
                ".author",
                ".caption",
                "p.caption",
                "td.caption",
                "[class*=relat]",
                ".keyword",
                ".source",
            ),
            signature=True,
        ),
    ),
)

THANHNIEN_OLD = Family(
    name="thanhnien-old",
    article=re.compile(r"/pages/\d{8}/[^/]+\.aspx$|/news\d*/[Pp]ages/\d+/[^/]+\.aspx$"),
    layouts=(
        Layout(
            version=1,
            seen=True,
            body=(".article-content",),
            title=("h1.mainTitle", "h1"),
            lead=(".article-content > h2",),
            date=(".date-line",),
            drop=(".article-content > h2", "#newsimage"),
            signature=True,
        ),
    ),
)

ALL = (LAODONG, BAOLAICHAU, BAODAUTU, ZNEWS, H24, VOV, BAOTINTUC, THANHNIEN_OLD)
