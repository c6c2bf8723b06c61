"""What a crawl and a digest of the sample month must find."""

from __future__ import annotations

from collections import Counter
from typing import Any

from langnghe.samples.build import fingerprint
from langnghe.samples.content import Article, articles, comments, threads
from langnghe.samples.server import DEAD, LOCKED
from langnghe.samples.sites import SITES, site_of, url_of
from langnghe.samples.talk import thread_path

MAIN_DAY = "2026-06-30"
NO_ROBOTS = "tinkhucongnghiep"

# What people of the sample world give away of themselves in comments and on the forum, as they type it.
# Every number and address is invented: 0900 000 … and 001 000 000 … are nobody's.
GIVEN_AWAY: tuple[str, ...] = (
    "0900 000 123",
    "0900.000.457",
    "+84 900 000 679",
    "o900 000 135",
    "0900-000-802",
    "không chín không không không không không tám chín một",
    "phuong.it@thudientu.example",
    "vanb.hoikien@thudientu.example",
    "binh.xuongcu (a còng) thudientu chấm vn",
    "0100000246",
    "001000000357",
    "1000 0000 2468",
    "số 99 ngõ 999 đường Mây Trắng",
    "99Z9-000.01",
    "fb.com/mai.quynh.khong.that.000",
    "Lò Thị Mây Bông",
)

# What a fault's page may honestly end in, most likely first.
_OUTCOMES: dict[str, tuple[str, ...]] = {
    "nobody": ("layout_changed", "not_article", "stored"),  # its og:description may stand alone
    "empty": ("not_article", "layout_changed", "failed"),
    "login": ("not_article", "layout_changed", "blocked"),
    "404": ("failed",),
    "loop": ("failed", "stored"),  # "stored": the headline its feed gives, without the page
    "huge": ("failed",),
    "robots": ("robots",),
    "truncated": ("stored",),
    "nodate": ("stored",),
    "baddate": ("stored",),
    "cp1258": ("stored",),
    "tcvn3": ("stored",),
    "redirect": ("stored",),
}


def readable(article: Article) -> bool:
    """Say whether a polite crawl stores this article."""
    closed = site_of(article).id in (DEAD, NO_ROBOTS)
    return not closed and _OUTCOMES.get(article.dirt, ("stored",))[0] == "stored"


def expected() -> dict[str, Any]:
    """Return the truth as plain data; every url is the public https address."""
    every = articles()
    stored = [a for a in every if readable(a)]
    # an article whose page shows no date belongs to no day of the month
    dated = [a for a in stored if a.dirt not in ("nodate", "baddate")]
    talk = [c for group in comments().values() for top in group for c in (top, *top.replies)]
    posts = [m for t in threads() for m in t.messages]
    groups: dict[str, list[str]] = {}
    for a in stored:
        groups.setdefault(a.options.get("copy", a.id), []).append(url_of(a))
    return {
        "main_day": MAIN_DAY,
        "fingerprint": fingerprint(1),
        "articles": len(stored),
        "articles_written": len(every),
        "comments": len(talk),
        "forum_posts": len(posts),
        "forum_threads": len(threads()),
        "articles_per_site": dict(Counter(site_of(a).id for a in stored)),
        "in_scope_per_day": _per_day([a for a in dated if a.in_scope]),
        "articles_per_day": _per_day(dated),
        "comments_per_day": dict(
            sorted(Counter(str(c.at.date()) for c in [*talk, *posts]).items())
        ),
        "crisis": _days(stored, "crisis"),
        "campaign": _days(stored, "campaign"),
        "rumours": [
            {"thread": f"https://{SITES['diendancongnhan'].host}{thread_path(t)}", "title": t.title}
            for t in threads()
            if t.title.startswith("Nghe nói")
        ],
        "refutations": [url_of(a) for a in stored if a.plot == "refutation"],
        "syndicated": [urls for urls in groups.values() if len(urls) > 1],
        "edited": next(
            {"v1": v1.title, "v2": v2.title, "url": url_of(v1), "updated": str(v2.updated)}
            for v1, v2 in zip(every, articles(2), strict=True)
            if v2.updated
        ),
        "faults": [
            {"url": _asked(a), "fault": a.dirt, "outcomes": _OUTCOMES[a.dirt], "title": a.title}
            for a in every
            if a.dirt
        ],
        "given_away": list(GIVEN_AWAY),
        # words that stand only where a polite crawl never reads
        "canaries": [p for a in every if not readable(a) for p in a.body],
        "sources": {
            DEAD: "failed",
            LOCKED: "blocked",
            NO_ROBOTS: "robots",
            "quiet_on_main_day": [
                site.id
                for site in SITES.values()
                if site.id in {site_of(a).id for a in stored}
                and not any(str(a.at.date()) == MAIN_DAY for a in dated if site_of(a) == site)
            ],
        },
        "labels": {url_of(a): {"in_scope": a.in_scope, "topics": list(a.topics)} for a in stored},
    }


def _asked(article: Article) -> str:
    """Return the address a crawler meets first."""
    from langnghe.samples.build import feed_path

    return SITES[site_of(article).id].home.rstrip("/") + feed_path(article)


def _per_day(found: list[Article]) -> dict[str, int]:
    return dict(sorted(Counter(str(a.at.date()) for a in found).items()))


def _days(found: list[Article], plot: str) -> dict[str, list[str]]:
    days: dict[str, list[str]] = {}
    for a in found:
        if a.plot == plot:
            days.setdefault(str(a.at.date()), []).append(url_of(a))
    return days
