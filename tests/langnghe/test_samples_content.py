"""The sample month is whole, invented, dated in June 2026 and the same everywhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from langnghe import samples
from langnghe.config import SourcesFile, WatchlistFile
from langnghe.privacy import scrub
from langnghe.records import HANOI
from langnghe.samples.broken import cp1258, tcvn3
from langnghe.samples.build import fingerprint, tables
from langnghe.samples.content import articles, comments, threads
from langnghe.samples.sites import SITES, url_of

TRUTH = samples.expected()
SAID = [c for group in comments().values() for top in group for c in (top, *top.replies)]
POSTED = [m for thread in threads() for m in thread.messages]
TOPICS = set(
    "union_standing union_resolutions party_documents law_making bargaining strike jobs_living "
    "employer_violation misinformation state_policy company_policy union_reform membership welfare "
    "rights_protection workers_month safety_prevention commemoration tet_care dialogue good_models "
    "role_models food_poisoning work_accident union_misconduct off_topic".split()
)


def test_there_is_enough_to_read() -> None:
    assert TRUTH["articles"] >= 180
    assert TRUTH["comments"] + TRUTH["forum_posts"] >= 300
    assert sum(TRUTH["in_scope_per_day"].values()) >= 100
    assert len(TRUTH["syndicated"]) >= 12


def test_everything_lies_in_june_2026() -> None:
    first = datetime(2026, 6, 1, tzinfo=HANOI).astimezone(UTC)
    last = datetime(2026, 6, 30, 23, 59, tzinfo=HANOI).astimezone(UTC)
    moments = [a.at for a in articles()] + [c.at for c in (*SAID, *POSTED)]
    assert min(moments) >= first
    assert max(moments) <= last
    assert len(TRUTH["articles_per_day"]) == 30


def test_ids_and_addresses_are_unique() -> None:
    every = articles()
    assert len({a.id for a in every}) == len(every)
    assert len({url_of(a) for a in every}) == len(every)
    assert len({c.id for c in (*SAID, *POSTED)}) == len(SAID) + len(POSTED)
    assert len({t.number for t in threads()}) == len(threads())
    assert set(comments()) <= {a.id for a in every}


def test_every_article_has_lead_body_and_known_topics() -> None:
    for a in articles():
        assert a.title
        assert a.lead
        assert a.body
        assert set(a.topics) <= TOPICS, a.id
    assert len({t for a in articles() for t in a.topics}) == len(TOPICS)  # each topic is met


def test_talk_follows_what_it_talks_about() -> None:
    published = {a.id: a.at for a in articles()}
    for owner, group in comments().items():
        assert all(c.at > published[owner] for c in group), owner
        assert all(r.at >= c.at for c in group for r in c.replies), owner
    for thread in threads():
        times = [m.at for m in thread.messages]
        assert times == sorted(times), thread.title


def test_the_crisis_unfolds_over_three_days_in_several_outlets() -> None:
    crisis = TRUTH["crisis"]
    assert list(crisis) == ["2026-06-28", "2026-06-29", "2026-06-30"]
    assert len(crisis["2026-06-28"]) < len(crisis["2026-06-29"]) < len(crisis["2026-06-30"])
    hosts = {url.split("/")[2] for urls in crisis.values() for url in urls}
    assert len(hosts) == 5


def test_the_campaign_is_a_peak_of_15_to_20_june() -> None:
    days = [day for day, urls in TRUTH["campaign"].items() if day >= "2026-06-15"]
    assert days == [f"2026-06-{d}" for d in range(15, 21)]


def test_workers_ask_and_some_give_away_what_reaches_them() -> None:
    asks = [c.text for c in (*SAID, *POSTED) if re.search(r"hỏi|không ạ|khi nào", c.text)]
    assert len(asks) >= 15
    private = [c.text for c in (*SAID, *POSTED) if scrub(c.text) != c.text]
    assert len(private) == len(TRUTH["given_away"]) - 1  # one comment holds two
    assert all(word not in scrub(text) for text in private for word in (*TRUTH["given_away"], "@"))
    assert any("<script>" in c.text for c in SAID)
    assert any("<script>" in a.title for a in articles())


def test_nothing_real_is_named() -> None:
    everything = "\n".join(
        reply.body.decode("utf-8", "replace")
        for table in tables(2).values()
        for reply in table.values()
        if len(reply.body) < 1_000_000
    )
    for name in (
        "VnExpress", "Tuổi Trẻ", "Báo Thanh Niên", "Dân trí", "VietNamNet", "Báo Lao Động",
        "Người Lao Động", "Báo Lai Châu", "Tiền Phong", "Zing", "CafeF", "Báo Nhân Dân", "VOV", "VTV",
    ):  # fmt: skip
        assert name not in everything, name
    hosts = set(re.findall(r"https?://([^/\"'<>\s]+)", everything))
    assert {h for h in hosts if not h.endswith(".example")} <= {
        "schema.org",
        "www.sitemaps.org",
    }


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_the_same_bytes_on_every_machine(zone: str) -> None:
    code = "from langnghe.samples.build import fingerprint as f; print(f(1), f(2))"
    env = {**os.environ, "TZ": zone, "PYTHONHASHSEED": "7"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True)
    assert done.stdout.decode().split() == [fingerprint(1), fingerprint(2)]
    assert fingerprint(1) != fingerprint(2)


def test_workspace_files_are_valid() -> None:
    sources = SourcesFile.model_validate(tomllib.loads(samples.sources_toml())).source
    assert [s.id for s in sources] == list(SITES)
    watch = WatchlistFile.model_validate(tomllib.loads(samples.watchlist_toml()))
    assert watch.home_place == "Lai Châu"
    assert len(watch.watch) >= 6


def test_legacy_encodings_are_what_old_sites_send() -> None:
    assert cp1258("Tặng học bổng").decode("cp1258") != "Tặng học bổng"  # tone marks come after
    assert tcvn3("Công đoàn") == "C«ng ®oµn"


def test_the_package_is_small() -> None:
    folder = Path(samples.__file__).parent
    size = sum(f.stat().st_size for f in folder.rglob("*") if f.suffix in (".py", ".txt", ".md"))
    assert size < 1_500_000
