"""Other extractors behind one shape; a peer that is not installed is named, not skipped in silence."""

from __future__ import annotations

import importlib.util
import warnings
from typing import Any

from benchmarks.extraction.score import Extractor, Found


def ours(html: bytes, url: str) -> Found:
    """Read with Lắng Nghe's pipeline."""
    from crawlers.extract import extract
    from langnghe.errors import ExtractionError

    try:
        article = extract(html, url)
    except ExtractionError as error:
        return Found(method=type(error).__name__)
    return Found(
        title=article.title,
        text="\n".join((article.lead, *article.body)),
        date=article.published_at,
        author=article.author,
        method=article.method,
    )


def ours_without_rules(html: bytes, url: str) -> Found:
    """Read with Lắng Nghe's generic reading only, as for a site it has never seen."""
    from crawlers.extract import extract
    from langnghe.errors import ExtractionError

    try:
        article = extract(html, url, family="generic")
    except ExtractionError as error:
        return Found(method=type(error).__name__)
    return Found(
        title=article.title,
        text="\n".join((article.lead, *article.body)),
        date=article.published_at,
        author=article.author,
        method=article.method,
    )


def _trafilatura(**options: bool) -> Extractor:
    def run(html: bytes, url: str) -> Found:
        import trafilatura

        # with_metadata also switches on trafilatura's date and author search.
        found: Any = trafilatura.bare_extraction(
            html, url=url, with_metadata=True, include_comments=False, **options
        )
        if found is None:
            return Found()
        return Found(
            title=found.title or "", text=found.text or "", date=found.date, author=found.author
        )

    return run


def _newspaper(html: bytes, url: str) -> Found:
    import newspaper

    article = newspaper.Article(url, language="vi", fetch_images=False)
    article.download(input_html=html.decode("utf-8", "replace"))
    article.parse()
    return Found(
        title=article.title or "",
        text=article.text or "",
        date=article.publish_date or None,
        author="; ".join(article.authors) or None,
    )


def _readability(html: bytes, url: str) -> Found:
    import lxml.html
    import readability

    document = readability.Document(html.decode("utf-8", "replace"), url=url)
    summary = lxml.html.fromstring(document.summary())
    # Words of neighbouring blocks must not run together.
    return Found(title=document.short_title(), text=" ".join(summary.itertext()))


def _news_please(html: bytes, url: str) -> Found:
    import newsplease

    found = newsplease.NewsPlease.from_html(html.decode("utf-8", "replace"), url=url)
    return Found(
        title=found.title or "",
        text="\n".join(t for t in (found.description, found.maintext) if t),
        date=found.date_publish,
        author="; ".join(found.authors or []) or None,
    )


PEERS: dict[str, tuple[str, Extractor]] = {  # label → module it needs, how it is run
    "langnghe": ("crawlers", ours),
    "langnghe, no rules": ("crawlers", ours_without_rules),
    "trafilatura": ("trafilatura", _trafilatura()),
    "trafilatura fast": ("trafilatura", _trafilatura(fast=True)),
    "trafilatura recall": ("trafilatura", _trafilatura(favor_recall=True)),
    "newspaper4k (vi)": ("newspaper", _newspaper),
    "readability-lxml": ("readability", _readability),
    "news-please": ("newsplease", _news_please),
}


def installed(module: str) -> bool:
    """Say whether a peer's package can be imported here."""
    return importlib.util.find_spec(module) is not None


def quiet(run: Extractor) -> Extractor:
    """Return an extractor whose failures are empty answers: a peer that raises scores zero."""

    def safe(html: bytes, url: str) -> Found:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return run(html, url)
            except Exception as error:
                return Found(method=f"{type(error).__name__}: {error}"[:80])

    return safe
