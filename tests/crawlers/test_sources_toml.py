"""The list of sources we ship: well-formed, honest, and readable by the families we have."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import as_file, files

import pytest

from crawlers.connectors import CONNECTORS
from crawlers.home import Home
from crawlers.sites import FAMILIES
from crawlers.spiders.lists import seeds
from langnghe.config import Source, SourcesFile, read_toml


@pytest.fixture(scope="module")
def sources() -> tuple[Source, ...]:
    with as_file(files("langnghe.defaults") / "sources.toml") as path:
        return read_toml(path, SourcesFile).source


def test_at_least_thirty_sources_are_read_by_default(sources: tuple[Source, ...]) -> None:
    assert sum(source.enabled for source in sources) >= 30


def test_ids_are_unique(sources: tuple[Source, ...]) -> None:
    assert max(Counter(source.id for source in sources).values()) == 1


def test_every_family_exists(sources: tuple[Source, ...]) -> None:
    assert {source.family for source in sources} <= set(FAMILIES)


def test_every_kind_that_the_office_needs_is_there(sources: tuple[Source, ...]) -> None:
    kinds = Counter(source.type for source in sources if source.enabled)
    assert kinds["labour_press"] >= 4
    assert kinds["union"] >= 2
    assert kinds["local_press"] >= 4
    assert kinds["government"] >= 5
    assert {"Lai Châu", "Điện Biên", "Sơn La", "Lào Cai"} <= {source.place for source in sources}


def test_every_source_has_lists_at_home(sources: tuple[Source, ...]) -> None:
    for source in sources:
        if source.connector != "crawl":
            continue
        home = Home.of(source)
        lists = seeds(source)
        assert lists, source.id
        assert all(home.owns(url) for _, url in lists), source.id
        # Lists stay inside the site's own domain: nothing of somebody else's slips in.
        name = re.sub(r"^https?://(www\.)?", "", source.home).rstrip("/")
        assert all(name in url for _, url in lists), source.id


def test_what_is_not_verified_says_why(sources: tuple[Source, ...]) -> None:
    assert all(source.note for source in sources if not source.verified or not source.enabled)


def test_no_address_is_listed_twice(sources: tuple[Source, ...]) -> None:
    urls = Counter(url for source in sources for _, url in seeds(source))
    assert [url for url, n in urls.items() if n > 1] == []


def test_platforms_are_declared_whole_and_without_a_secret(sources: tuple[Source, ...]) -> None:
    platforms = [source for source in sources if source.connector != "crawl"]
    assert platforms
    for source in platforms:
        connector = CONNECTORS[source.connector]
        assert source.account or source.searches, source.id
        assert not seeds(source), source.id
        assert re.fullmatch(r"[A-Z][A-Z0-9_]*", source.token) or not connector.needs_token


def test_every_connector_says_what_it_cannot_see() -> None:
    for connector in CONNECTORS.values():
        assert len(connector.cannot_see) > 40
        assert connector.cannot_see[0].islower()  # it follows "Không thấy: "
