"""Vietnamese texts of the corpora, cut to be put together anew: nothing of them leaves the office's folder."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from langnghe.config import Settings
from langnghe.records import Post, post_id_of
from langnghe.text import canonical

PIECE = 190  # characters at least
PIECES = 8  # of an article: with its title 2.5 KB of UTF-8, measured
ARTICLES = 0.4  # of all posts; the others are comments
UNION = 0.15  # of the articles, as they were found: about the union or workers
SPARE = (2_000, 3_000)  # articles and comments kept for the day that comes, in no other post
READ = {
    "news_sample_20k": 6_500,
    "union_related": 1_500,
    "comments_pool": 30_000,
}  # as many as are used
_SENTENCE = re.compile(r"(?<=[.!?…]) +|\n+")


@dataclass(frozen=True, slots=True)
class Corpus:
    """articles: title and pieces of a text; comments: one text each. Drawn by chance, always the same."""

    articles: list[tuple[str, list[str]]]
    union: list[tuple[str, list[str]]]
    comments: list[str]


def here() -> Path | None:
    """Return the folder of the corpora, None where there is none."""
    folder = Settings().data / "corpus"
    return folder if (folder / "news_sample_20k.parquet").exists() else None


@cache
def corpus() -> Corpus:
    """Read the corpora."""
    import pyarrow.parquet as pq

    folder = here()
    if folder is None:
        raise SystemExit(f"{Settings().data}: no corpora here (set LANGNGHE_DATA)")

    def rows(name: str) -> list[dict[str, Any]]:
        table = pq.read_table(folder / f"{name}.parquet")
        chosen = random.Random(7).sample(range(table.num_rows), min(READ[name], table.num_rows))
        columns = [c for c in ("title", "text") if c in table.schema.names]
        return list(table.select(columns).take(chosen).to_pylist())

    def told(name: str) -> list[tuple[str, list[str]]]:
        found = [(canonical(row["title"] or ""), pieces(row["text"] or "")) for row in rows(name)]
        return [(title, cut) for title, cut in found if title and cut]

    return Corpus(
        articles=told("news_sample_20k"),
        union=told("union_related"),
        comments=[
            t for row in rows("comments_pool") if (t := canonical(row["text"] or "").strip())
        ],
    )


def pieces(text: str) -> list[str]:
    """Cut a text between sentences into pieces of about PIECE characters; what is left over is dropped."""
    found, standing, length = [], [], 0
    for sentence in _SENTENCE.split(canonical(text)):
        standing.append(sentence.strip())
        length += len(sentence) + 1
        if length >= PIECE:
            found.append(" ".join(standing)[: PIECE * 3 // 2])
            standing, length = [], 0
    return found or [" ".join(standing)]


def parts(articles: int, comments: int) -> tuple[list[str], list[str]]:
    """Return pieces of articles and short comments, to go on with where another text ends."""
    told = corpus()
    more = [piece for _, cut in told.articles for piece in cut[1:]]
    short = [text for text in told.comments if len(text) <= 90]
    random.Random(11).shuffle(more)
    return more[:articles], short[:comments]


def base(count: int, start: datetime, days: int) -> Iterator[Post]:
    """Yield the posts that others are made of: heads of articles, and comments, half of them under one."""
    told, chance = corpus(), random.Random(count)
    several = round(count * ARTICLES)
    ours = round(several * UNION)
    heads = told.union[: min(ours, len(told.union) - 400)]
    heads = heads + told.articles[: min(several - len(heads), len(told.articles) - SPARE[0])]
    known: list[str] = []
    for number, (title, cut) in enumerate(heads):
        post = _post(f"bao-{_letter(number, 12)}", number, _at(chance, start, days), title, cut[0])
        known.append(post.post_id)
        yield post
    for number, text in enumerate(told.comments[: min(count - len(heads), len(told.comments) - SPARE[1])]):  # fmt: skip
        parent = chance.choice(known) if number % 2 else None
        yield _post(
            f"trang-{_letter(number, 6)}", number, _at(chance, start, days), "", text, parent
        )


def day(count: int, start: datetime) -> Iterator[Post]:
    """Yield the posts of one day more, of texts no other post has; every fifth article a copy of another."""
    told, chance = corpus(), random.Random(start.toordinal())
    several = round(count * ARTICLES)
    fresh = told.union[-several // 6 :] + told.articles[-several:]
    for number in range(several):
        title, cut = fresh[number - number % 5] if number % 5 == 4 else fresh[number]
        body = "\n".join(cut[:PIECES])
        source = f"bao-{_letter(number, 12)}-{number % 7}"
        yield _post(source, f"n{start:%Y%m%d}-{number}", _at(chance, start, 1), title, body)
    for number, text in enumerate(told.comments[-(count - several) :]):
        source = f"trang-{_letter(number, 6)}-{number % 7}"
        yield _post(source, f"n{start:%Y%m%d}-{number}", _at(chance, start, 1), "", text)


def _letter(number: int, several: int) -> str:
    return chr(ord("a") + number % several)


def _at(chance: random.Random, start: datetime, days: int) -> datetime:
    return start + timedelta(seconds=chance.randrange(days * 86_400))


def _post(
    source: str, number: int | str, at: datetime, title: str, text: str, parent: str | None = None
) -> Post:
    url = f"https://{source}.example/{number}"
    return Post(
        post_id=post_id_of(url=url, source=source, native_id=None), source=source,
        kind="article" if title else "comment", url=url, title=title, lead="", text=text,
        parent_id=parent, fetched_at=at, published_at=at - timedelta(minutes=20), method="import@1",
    )  # fmt: skip
