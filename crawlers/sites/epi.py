"""ePi (ZCE): plo, tienphong, nhandan, vietnamplus, anninhthudo, mattran, baoxaydung, vov and others."""

import re

from crawlers.sites.family import Family, Layout

FAMILY = Family(
    name="epi",
    article=re.compile(r"-(?:post|d|i)?\d{5,8}\.(?:html?|tpo|vnp|vov)(?:\?|$)|-post\d+\.[a-z]+$"),
    layouts=(
        Layout(
            version=2,
            seen=True,
            body=(
                ".article__body", ".zce-content-body", ".cms-body", ".article-content .content-body",
            ),
            title=("h1.article__title", "h1.cms-title", ".article__title", "h1"),
            lead=(".article__sapo", ".cms-desc", ".article__desc"),
            date=("time.article__time", ".article__time", "time.time", ".article__meta time", ".article__meta"),
            author=(".article__author .name", ".cms-author .name", ".article__author", ".author.cms-author"),
            section=(".breadcrumb .main a", ".article__header .cat-name", ".breadcrumbs a"),
            drop=(
                ".article__meta", ".article__tag", ".article__author", ".article__relate", "[class*=relate]:not(a)", "figcaption",
                ".cms-related", ".ads_middle", ".article__story", ".zce-related", ".story", "table.rl", ".cms-source",
                ".article__source",
            ),
        ),
    ),
)  # fmt: skip
