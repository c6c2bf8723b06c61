"""VietNamNet and infonet."""

import re

from crawlers.sites.family import Family, Layout

FAMILY = Family(
    name="vietnamnet",
    article=re.compile(r"-\d{5,8}\.html(?:\?|$)|/vn/[\w/-]+/\d{4,8}/[^/]+\.html"),
    layouts=(
        Layout(
            version=2,
            seen=True,
            body=("#maincontent", ".maincontent", ".main-content .content-detail-body"),
            title=("h1.content-detail-title", "h1.newsFeature__header-title", "h1.title", "h1"),
            lead=(".content-detail-sapo", ".newsFeature__main-header-sapo", ".sapo", ".newFeature__main-textBold"),
            date=(".bread-crumb-detail__time", ".publish-date", ".newsFeature__time", ".ArticleDate"),
            author=(".article-detail-author__info .name", ".article-detail-author__info", ".newsFeature__header-author .name",
                    ".vnn-author .name"),
            section=(".bread-crumb-detail ul li:nth-child(2) a", ".bread-crumb-detail a"),
            drop=(".vnn-template-noneditable", "figcaption", ".insert-wiki-content", "[class*=related]", ".box-tinlienquanv2",
                  ".vnn-content-image figcaption", ".article-relate", ".ck-cms-insert-neww-group"),
        ),
        Layout(
            version=1,
            body=("#ArticleContent", ".ArticleContent", ".article_content", ".box-content-detail"),
            title=("h1.title", ".ArticleDetail h1", "h1"),
            lead=(".bold.ArticleLead", ".ArticleLead", ".lead"),
            date=(".ArticleDate", ".article-date", ".date"),
            drop=(".ArticleLead", ".article-relate", "td.image_desc", ".image_desc"),
            signature=True,
        ),
    ),
)  # fmt: skip
