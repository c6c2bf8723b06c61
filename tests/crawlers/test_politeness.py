"""What keeps us a good guest and a safe one: delays, closed hosts, own sites, public addresses."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.home import Home, is_web
from crawlers.job import DEFAULT_DELAY, MAX_BYTES, CrawlJob, FeedState, Terms
from crawlers.ledger import Ledger
from crawlers.outcomes import KNOWN, STOPPED, failed, of_status
from crawlers.politeness import (
    MAX_CRAWL_DELAY,
    REFUSING_AFTER,
    SILENT_AFTER,
    Hosts,
    host_delay,
    slow_down,
)
from crawlers.resolver import Gate, PublicResolver, is_public
from crawlers.settings import settings, user_agent
from crawlers.waiting import retry_after
from langnghe.config import Source
from langnghe.errors import ConfigError

NOW = datetime(2026, 6, 1, 7, tzinfo=UTC)


def source(**more: object) -> Source:
    values = {"id": "bao", "name": "Báo", "home": "https://www.bao.example/", "type": "news"}
    return Source.model_validate({**values, **more})


@given(st.floats(0, 10), st.none() | st.floats(0, 1e9))
def test_the_longer_of_both_delays_is_kept_up_to_thirty_seconds(
    base: float, asked: float | None
) -> None:
    delay = host_delay(base, asked)
    assert base <= delay <= max(base, MAX_CRAWL_DELAY)
    if asked is not None and asked <= MAX_CRAWL_DELAY:
        assert delay >= asked


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("Mon, 01 Jun 2026 07:05:00 GMT", 300.0),
        ("Mon, 01 Jun 2026 06:00:00 GMT", 0.0),
        ("99999999999999999999", 86400.0),
        ("mai nhé", None),
        ("", None),
        ("-5", None),
    ],
)
def test_retry_after_is_read_as_seconds(header: str, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


def test_only_a_429_or_a_dated_503_asks_for_a_pause() -> None:
    assert slow_down(429, "", NOW)
    assert slow_down(503, "60", NOW)
    assert not slow_down(503, "", NOW)
    assert not slow_down(200, "60", NOW)


def test_a_silent_host_is_left_alone_after_a_few_failures() -> None:
    hosts = Hosts()
    for _ in range(SILENT_AFTER - 1):
        hosts.silent("https://a.example/1", failed("chậm", "temporary"))
    hosts.answered("https://a.example/2", 200)  # it lives: counted from the start again
    for _ in range(SILENT_AFTER):
        assert hosts.closed("https://a.example/3") is None
        hosts.silent("https://a.example/3", failed("chậm", "temporary"))
    assert hosts.closed("https://a.example/4")
    assert hosts.closed("https://b.example/") is None


def test_a_host_that_keeps_refusing_is_left_alone() -> None:
    hosts = Hosts()
    for _ in range(REFUSING_AFTER):
        hosts.answered("https://a.example/1", 403)
    verdict = hosts.closed("https://a.example/2")
    assert verdict
    assert verdict.outcome == "blocked"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
     "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1",
     "không phải"],
)  # fmt: skip
def test_inner_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_public_addresses_are_public() -> None:
    assert is_public("1.1.1.1")
    assert is_public("2606:4700::1111")


def test_a_name_is_judged_by_the_address_it_has_now() -> None:
    from twisted.internet.error import DNSLookupError

    resolver = object.__new__(PublicResolver)
    resolver.gate = Gate(frozenset({"127.0.0.1:8001"}), {})
    assert resolver._checked("1.1.1.1", "doi-y.example") == "1.1.1.1"
    with pytest.raises(DNSLookupError):  # rebinding: the same name, a moment later
        resolver._checked("192.168.1.1", "doi-y.example")
    with pytest.raises(DNSLookupError):
        resolver._checked("127.0.0.1", "doi-y.example")
    assert resolver._checked("127.0.0.1", "127.0.0.1") == "127.0.0.1"


def test_the_gate_opens_loopback_by_exact_port_only() -> None:
    gate = Gate(frozenset({"127.0.0.1:8001"}), {"bao.example": "127.0.0.1:8002"})
    assert gate.allows_literal("http://127.0.0.1:8001/a")
    assert not gate.allows_literal("http://127.0.0.1:8002/a")
    assert not gate.allows_literal("http://127.0.0.1/a")
    assert gate.route("https://www.bao.example/x") == "127.0.0.1:8002"
    assert gate.route("https://con.bao.example/x") is None


@pytest.mark.parametrize("place", ["8.8.8.8:80", "bao.example:80", "127.0.0.1", "0.0.0.0:80"])
def test_terms_refuse_anything_but_loopback(place: str) -> None:
    with pytest.raises(ConfigError, match=r"127\.0\.0\.1"):
        Terms(allow=frozenset({place}))
    with pytest.raises(ConfigError, match=r"127\.0\.0\.1"):
        Terms(routes={"bao.example": place})


def test_a_source_owns_its_hosts_and_their_subdomains() -> None:
    home = Home.of(source(feeds=["https://rss.khac.example/f.xml"]))
    assert home.owns("https://bao.example/a")
    assert home.owns("http://media.bao.example/a")
    assert home.owns("https://rss.khac.example/a")
    assert not home.owns("https://khac.example/a")
    assert not home.owns("https://xaubao.example/a")
    assert not home.owns("https://bao.example.ke-xau.example/")
    assert not home.owns("https://bao.example@ke-xau.example/")
    assert not home.owns("https://bao.example:8443/a")
    assert not home.owns("http://127.0.0.1/a")
    assert not home.owns("javascript:alert(1)")


@given(st.text())
def test_any_string_can_be_judged(text: str) -> None:
    home = Home.of(source())
    assert home.owns(text) in (True, False)
    if home.owns(text):
        assert is_web(text)


def test_loopback_terms_never_speed_up_real_hosts() -> None:
    job = CrawlJob(sources=(source(),), landing=".", key_file=".")  # type: ignore[arg-type]
    terms = Terms(routes={"bao.example": "127.0.0.1:8001"}, delay=0.0)
    found = settings(job, terms)
    assert found["DOWNLOAD_DELAY"] == DEFAULT_DELAY
    assert set(found["DOWNLOAD_SLOTS"]) == {"bao.example", "www.bao.example"}
    assert found["CONCURRENT_REQUESTS_PER_DOMAIN"] == 1


def test_doors_that_stay_closed() -> None:
    found = settings(CrawlJob(sources=(), landing=".", key_file="."), Terms())  # type: ignore[arg-type]
    handlers = found["DOWNLOAD_HANDLERS"]
    assert all(handlers[scheme] is None for scheme in ("file", "data", "ftp", "s3"))
    for switch in ("TELNETCONSOLE", "REMOTE_CONTROL", "HTTPPROXY", "COOKIES", "METAREFRESH"):
        assert found[f"{switch}_ENABLED"] is False
    assert found["ROBOTSTXT_OBEY"] is True
    assert found["DOWNLOAD_VERIFY_CERTIFICATES"] is True
    assert (found["DOWNLOAD_MAXSIZE"], found["REDIRECT_MAX_TIMES"]) == (MAX_BYTES, 5)


def test_the_user_agent_is_one_line_of_ascii() -> None:
    assert user_agent("Ban Tuyên giáo LĐLĐ") == "LangNghe/0.1 (+Ban Tuyen giao LDLD)"
    assert user_agent("") == "LangNghe/0.1"
    assert user_agent("a@b.example\r\nX-Evil: 1") == "LangNghe/0.1 (+a@b.example X-Evil: 1)"


def test_statuses_are_told_apart() -> None:
    assert of_status(200) is None
    kinds = {s: v.reason_class for s in (404, 403, 500, 418, 408) if (v := of_status(s))}
    assert kinds == {404: "hard", 403: "hard", 500: "temporary", 418: "hard", 408: "temporary"}


def test_a_job_survives_its_journey_as_json(tmp_path: object) -> None:
    job = CrawlJob(
        sources=(source(),),
        landing=tmp_path,  # type: ignore[arg-type]
        key_file=tmp_path,  # type: ignore[arg-type]
        known={"bao": frozenset({"https://bao.example/1"})},
        feed_state={"https://bao.example/rss": FeedState(etag='"x"', next_due=NOW)},
        backfill_from=NOW.date(),
        only_due=True,
    )
    assert CrawlJob.from_json(job.to_json()) == job
    assert job.is_due("https://bao.example/khac", NOW)
    assert not CrawlJob.from_json(job.to_json()).is_due(
        "https://bao.example/rss", NOW.replace(hour=6)
    )


# ---- the ledger


def test_a_list_is_settled_after_everything_it_brought() -> None:
    ledger, place = Ledger(), source()
    feed = ledger.open(place, "https://bao.example/rss", "feed")
    assert feed
    first = ledger.open(place, "https://bao.example/1", "article", parent=feed)
    second = ledger.open(place, "https://bao.example/2", "article", parent=feed)
    assert first
    assert second
    assert list(ledger.settle(feed, KNOWN, etag='"v2"')) == []
    assert [f.visit.url for f in ledger.settle(first, KNOWN) if f.visit] == [first.url]
    last = [f.visit for f in ledger.settle(second, KNOWN) if f.visit]
    assert [v.url for v in last] == [second.url, feed.url]
    assert last[-1].etag == '"v2"'
    assert list(ledger.unfinished(STOPPED)) == []


def test_a_list_forgets_its_etag_when_a_child_must_be_asked_again() -> None:
    ledger, place = Ledger(), source()
    feed = ledger.open(place, "https://bao.example/rss", "feed")
    assert feed
    child = ledger.open(place, "https://bao.example/1", "article", parent=feed)
    assert child
    list(ledger.settle(feed, KNOWN, etag='"v2"', last_modified="hôm nay"))
    *_, end = ledger.settle(child, failed("chậm", "temporary"))
    assert end.visit
    assert (end.visit.etag, end.visit.last_modified) == (None, None)


def test_one_address_in_two_feeds_is_one_input_and_both_feeds_wait() -> None:
    ledger, place = Ledger(), source()
    one = ledger.open(place, "https://bao.example/a.rss", "feed")
    two = ledger.open(place, "https://bao.example/b.rss", "feed")
    child = ledger.open(place, "https://bao.example/1?utm_source=rss", "article", parent=one)
    assert ledger.open(place, "http://www.bao.example/1", "article", parent=two) is None
    assert one
    assert two
    assert child
    assert list(ledger.settle(one, KNOWN)) == list(ledger.settle(two, KNOWN)) == []
    assert len(list(ledger.settle(child, KNOWN))) == 3
    assert list(ledger.settle(child, KNOWN)) == []  # never twice


def test_what_is_open_at_the_end_is_settled_with_the_reason() -> None:
    ledger, place = Ledger(), source()
    feed = ledger.open(place, "https://bao.example/rss", "feed")
    assert feed
    ledger.open(place, "https://bao.example/1", "article", parent=feed)
    list(ledger.settle(feed, KNOWN, etag='"v2"'))
    ends = [f.visit for f in ledger.unfinished(STOPPED) if f.visit]
    assert [v.reason for v in ends] == [STOPPED.reason, ""]
    assert ends[-1].etag is None
