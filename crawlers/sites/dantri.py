"""Dân trí: Tailwind in 2026, `.singular-*` from 2020, `.fonNN` in 2012."""

import re

from crawlers.sites.family import Family, Layout

FAMILY = Family(
    name="dantri",
    article=re.compile(r"-\d{14,17}\.htm(?:\?|$)|-\d{5,8}\.htm(?:\?|$)|/c\d+/s\d+-\d+/[^/]+\.htm"),
    layouts=(
        Layout(
            version=3,
            seen=True,
            body=("#desktop-in-article",),
            title=("article h1", "h1"),
            lead=("article h1 ~ h2", "article h2"),
            date=("article time", "time"),
            author=("article a[href*='/tac-gia/']", "article a[href*='/tac-gia']"),
            drop=("figcaption", "[class*=relat]"),
        ),
        Layout(
            version=2,
            seen=True,
            body=(".singular-content", ".e-magazine__body", ".dt-news__content", "#divNewsContent"),
            title=("h1.title-page", "h1.e-magazine__title", "h1.dt-news__title", "h1"),
            lead=(".singular-sapo", ".e-magazine__sapo", ".dt-news__sapo h2", ".dt-news__sapo", "h2.sapo"),
            date=("time.author-time", "time", ".dt-news__time", ".tt-capitalize"),
            author=(".author-name", ".e-magazine__meta-item a[href*=tac-gia]", ".dt-news__author"),
            drop=("figcaption", ".related-news", ".news-tag", ".dt-news__related", ".article-related", ".tags-wrap"),
            signature=True,
        ),
        Layout(
            version=1,
            seen=True,
            body=("div.fon34", "#divNewsContent", ".detail-content"),
            title=("h1.fon31", "h1"),
            lead=("h2.fon33", ".fon33"),
            date=("span.fon7", ".fon7"),
            signature=True,
        ),
    ),
)  # fmt: skip
