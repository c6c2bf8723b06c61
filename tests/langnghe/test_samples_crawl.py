"""The crawler reads the sample sites as `expected()` says: the truth is reachable, the rest is not."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from crawlers.engine import CrawlJob, crawl
from langnghe import landing, samples
from langnghe.config import SourcesFile
from langnghe.privacy import load_key
from langnghe.records import canonical_url
from langnghe.text import canonical

TRUTH = samples.expected()


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    folder: Path = tmp_path_factory.mktemp("crawl")
    load_key(folder / "key")
    sources = SourcesFile.model_validate(tomllib.loads(samples.sources_toml())).source
    job = CrawlJob(sources=sources, landing=folder / "landing", key_file=folder / "key")
    with samples.serve() as sites:
        result = crawl(job, allow=sites.allow, routes=sites.routes, delay=0.0)
    assert set(result.failed_sources) == {"baomatket", "chancua", "tinkhucongnghiep"}
    return [row for file in landing.files(folder / "landing") for row in landing.rows(file)]


def test_every_readable_article_is_read(rows: list[dict[str, Any]]) -> None:
    got = {canonical_url(r["url"]) for r in rows if r["type"] == "post" and r["kind"] == "article"}
    assert {canonical_url(url) for url in TRUTH["labels"]} <= got | _behind_a_loop()


def test_every_word_of_the_talk_is_read(rows: list[dict[str, Any]]) -> None:
    talk = [r for r in rows if r["type"] == "post" and r["kind"] != "article"]
    assert len({r["post_id"] for r in talk}) == TRUTH["comments"] + TRUTH["forum_posts"]
    assert not [
        r["text"] for r in talk for word in (*TRUTH["given_away"], "@") if word in r["text"]
    ]
    masked = re.findall(r"\[(?:số điện thoại|email|số giấy tờ|số tài khoản|địa chỉ|biển số xe"
                        r"|trang cá nhân|tên trẻ em)\]", "\n".join(r["text"] for r in talk))  # fmt: skip
    assert len(masked) == len(TRUTH["given_away"])


def test_nothing_is_read_that_must_not_be(rows: list[dict[str, Any]]) -> None:
    texts = "\n".join(r["text"] for r in rows if r["type"] == "post")
    assert not [c for c in TRUTH["canaries"] if canonical(c) in texts]


def test_faults_end_as_expected(rows: list[dict[str, Any]]) -> None:
    posts = {canonical_url(r["url"]) for r in rows if r["type"] == "post"}
    visits = {canonical_url(r["url"]): r["outcome"] for r in rows if r["type"] == "visit"}
    for fault in TRUTH["faults"]:
        url = canonical_url(fault["url"])
        ended = visits.get(url) or ("stored" if url in posts or url in visits else "unseen")
        assert ended in fault["outcomes"], fault


def test_the_edit_is_seen_by_a_second_crawl(tmp_path: Path) -> None:
    load_key(tmp_path / "key")
    every = SourcesFile.model_validate(tomllib.loads(samples.sources_toml())).source
    local = tuple(s for s in every if s.id == "laichaungaynay")
    url = canonical_url(TRUTH["edited"]["url"])
    known = {"laichaungaynay": {canonical_url(u) for u in TRUTH["labels"]}}
    job = CrawlJob(
        sources=local,
        landing=tmp_path / "landing",
        key_file=tmp_path / "key",
        known=known,
        recheck={"laichaungaynay": [url]},
    )
    with samples.serve() as sites:
        sites.edit()
        crawl(job, allow=sites.allow, routes=sites.routes, delay=0.0)
    read = [row for file in landing.files(tmp_path / "landing") for row in landing.rows(file)]
    (post,) = [r for r in read if r.get("kind") == "article" and canonical_url(r["url"]) == url]
    assert post["title"] == TRUTH["edited"]["v2"]
    assert post["published_at"] == "2026-06-30T02:10:00+00:00"  # the update time is another thing


def test_a_footer_is_not_an_article(rows: list[dict[str, Any]]) -> None:
    texts = [r["text"] for r in rows if r["type"] == "post"]
    assert not any("Đăng ký nhận bản tin mỗi sáng" in text for text in texts)


def _behind_a_loop() -> set[str]:
    return {canonical_url(f["url"]) for f in TRUTH["faults"] if f["fault"] == "loop"}
