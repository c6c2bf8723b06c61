"""The main job, end to end: what the sample sites hold is what the digest shows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from flows.cases import desk
from flows.sample_year_staff import READ
from langnghe import samples
from langnghe.records import canonical_url, hanoi_day
from langnghe.samples import year
from tests.conftest import Demo, langnghe
from warehouse import Store, open_store
from warehouse.registers import state


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    return samples.expected()


@pytest.fixture
def store(demo: Demo) -> Iterator[Store]:
    with open_store(demo.workspace.warehouse) as opened:
        yield opened


@pytest.fixture(scope="module")
def digest(demo: Demo) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(demo.digest.with_suffix(".json").read_text(encoding="utf-8"))
    return found


def stories(digest: dict[str, Any]) -> list[dict[str, Any]]:
    return [*digest["urgent"], *digest["top"], *digest["rest"]]


def test_the_last_line_is_the_path_of_the_digest(demo: Demo) -> None:
    assert demo.digest.name == "diem-bao-2026-06-30.html"
    assert demo.digest.exists()


def test_every_readable_article_is_stored_once_and_the_others_say_why(
    store: Store, truth: dict[str, Any]
) -> None:
    ended = {
        canonical_url(url): outcome
        for url, outcome in store.rows(
            "select url, arg_min(outcome, visited_at) from raw.visit where role = 'article' group by url"
        )
    }
    wrong = {
        fault["url"]: (ended.get(canonical_url(fault["url"])), fault["outcomes"])
        for fault in truth["faults"]
        if ended.get(canonical_url(fault["url"])) not in fault["outcomes"]
    }
    assert wrong == {}
    # a page without a body may still give what its feed or its description says
    extra = sum(
        ended[canonical_url(fault["url"])] == "stored" != fault["outcomes"][0]
        for fault in truth["faults"]
    )
    stored = store.one(
        "select count(*) from mart.post where kind = 'article' and method <> 'sample-year'"
    )
    assert stored == truth["articles"] + extra


def test_every_comment_and_forum_post_is_stored_without_a_name(
    store: Store, truth: dict[str, Any], demo: Demo
) -> None:
    said = "kind <> 'article' and source not in (select source from raw.source where own)"
    counted = store.one(f"select count(*) from mart.post where {said}")
    assert counted == truth["comments"] + truth["forum_posts"]
    assert store.one(f"select count(*) from raw.post where {said} and author is not null") == 0
    assert store.one(f"select count(*) from raw.post where {said} and author_key is null") == 0
    # On our own pages either the page speaks, or somebody without a name.
    assert store.one(
        "select count(*) from raw.post where kind = 'comment' and author_key is null"
    ) == (store.one("select count(*) from mart.own_comment where ours"))


def test_all_checks_of_the_warehouse_hold(store: Store) -> None:
    assert {name: rows for name, rows in store.check().items() if rows} == {}


def test_the_crisis_is_on_top_with_its_outlets(
    digest: dict[str, Any], truth: dict[str, Any]
) -> None:
    crisis = {canonical_url(url) for day in truth["crisis"].values() for url in day}
    first = digest["urgent"][0]
    assert {canonical_url(copy["url"]) for copy in first["copies"]} & crisis
    assert any(item["continuing"] for item in digest["urgent"])


def test_the_watch_rings_on_the_first_day_of_the_crisis_and_rarely(demo: Demo) -> None:
    with open_store(demo.workspace.warehouse) as opened:
        rang = [a for a in desk(opened, demo.workspace).alerts.values() if a.rung >= 3]
    first = [a for a in rang if hanoi_day(a.opened_at) == date(2026, 6, 28)]
    assert "food_poisoning" in {topic for alert in first for topic in alert.topics}
    leaders = [a for a in rang if a.leaders_at is not None]
    assert leaders
    assert len(leaders) <= 4
    # of a whole month, leaders hear of the three days that burned
    assert all(hanoi_day(a.leaders_at) >= date(2026, 6, 28) for a in leaders if a.leaders_at)
    assert len(rang) <= 12


def test_every_item_in_scope_stands_in_the_digest_exactly_once(
    store: Store, digest: dict[str, Any]
) -> None:
    shown = Counter(copy["post_id"] for story in stories(digest) for copy in story["copies"])
    shown.update(voice["post_id"] for voice in [*digest["voices"], *digest["other_voices"]])
    wanted = {
        row[0]
        for row in store.rows("select post_id from mart.post where day = '2026-06-30' and in_scope")
    }
    assert {post for post, times in shown.items() if times > 1} == set()
    assert wanted <= set(shown)


def test_no_quote_is_invented(store: Store, digest: dict[str, Any]) -> None:
    texts = dict(
        store.rows(
            "select url, string_agg(lead || chr(10) || body, chr(10)) from raw.post where kind = 'article' group by url"
        )
    )
    for story in stories(digest):
        for sentence in story["quote"].split("\n"):
            assert sentence in texts[story["quote_url"]], story["title"]


def test_nothing_heard_and_not_reached_never_look_alike(
    digest: dict[str, Any], truth: dict[str, Any]
) -> None:
    state = {source["source"]: source["state"] for source in digest["sources"]}
    assert state["baomatket"] == "failed"
    assert state["chancua"] == "blocked"
    assert state["tinkhucongnghiep"] in ("blocked", "failed")
    for quiet in truth["sources"]["quiet_on_main_day"]:
        assert state[quiet] == "quiet"


def test_the_edited_article_is_one_post_with_two_revisions(
    store: Store, digest: dict[str, Any], truth: dict[str, Any]
) -> None:
    [(revisions, title)] = store.rows(
        "select revisions, title from mart.post where kind = 'article' and url = ?",
        [truth["edited"]["url"]],
    )
    assert revisions == 2
    assert title == truth["edited"]["v2"]
    assert any(truth["edited"]["v1"] in change["sentence"] for change in digest["changes"])


def test_syndicated_copies_are_one_story(store: Store, truth: dict[str, Any]) -> None:
    story_of = {
        canonical_url(url): story
        for url, story in store.rows("select url, story_id from mart.post where kind = 'article'")
    }
    broken = [
        group
        for group in truth["syndicated"]
        if len({story_of.get(canonical_url(url)) for url in group}) > 1
    ]
    assert len(broken) <= len(truth["syndicated"]) // 10, broken


def test_what_a_polite_crawl_may_not_read_is_nowhere(store: Store, truth: dict[str, Any]) -> None:
    everything = "\n".join(row[0] for row in store.rows("select body from raw.post"))
    assert [canary for canary in truth["canaries"] if canary in everything] == []


def test_the_fast_classifier_finds_most_of_what_matters(
    store: Store, truth: dict[str, Any]
) -> None:
    said = {
        canonical_url(url): scope
        for url, scope in store.rows("select url, in_scope from mart.post where kind = 'article'")
    }
    labels = {canonical_url(url): label["in_scope"] for url, label in truth["labels"].items()}
    right = sum(said[url] == label for url, label in labels.items() if url in said)
    assert right / len(labels) >= 0.85


def test_the_sample_year_is_laid_in_whole(store: Store) -> None:
    counted = dict(
        store.rows("select register, count(*) from staging.stg_register_row group by register")
    )
    # targets are those that ship
    assert counted.pop("targets") > 0
    assert counted == {kind: len(rows) for kind, rows in year.registers().items()}
    posts = year.posts()
    assert store.one("select count(*) from mart.own_post") == len(posts)
    assert store.one("select count(*) from mart.own_metric") == sum(
        len(p.measured()) for p in posts
    )
    assert store.one("select count(*) from mart.post where not labelled") == 0
    comments = sum(comment.asks for post in posts for comment in post.comments)
    asked = dict(store.rows("select channel, count(*) from mart.inquiry group by channel"))
    assert asked["comment"] == comments
    assert asked["hotline"] + asked["other"] == len(year.registers()["inquiries"])
    assert asked["facebook"] + asked["zalo"] >= 0.9 * len(year.conversations())


def test_a_day_without_collection_is_no_day_without_news(store: Store) -> None:
    heard = {
        row[0]
        for row in store.rows("select distinct day from mart.source_day where lists_reached > 0")
    }
    asked = {row[0] for row in store.rows("select distinct day from mart.source_day")}
    outage = {day for gap in year.GAPS if gap.register == "collection" for day in gap_days(gap)}
    cut_off = {day for gap in year.GAPS if gap.register == "network" for day in gap_days(gap)}
    assert not asked & outage
    assert cut_off <= asked - heard
    whole = {year.FIRST + timedelta(days=n) for n in range((year.LAST - year.FIRST).days + 1)}
    assert whole - outage - cut_off <= heard


def gap_days(gap: year.Gap) -> list[date]:
    return [gap.first + timedelta(days=n) for n in range((gap.last - gap.first).days + 1)]


def test_what_staff_handed_in_lies_there_to_be_seen(demo: Demo) -> None:
    books = demo.workspace.root / "so-mau"
    assert (books / "2026-H1" / "activities.xlsx").exists()
    # The same book again says nothing new: it came in by the same way.
    again = langnghe(
        "import",
        "documents",
        books / "2026-H1" / "documents.xlsx",
        "--workspace",
        demo.workspace.root,
    )
    assert again.returncode == 0, again.stderr
    assert "mới 0, sửa 0" in again.stdout
    with open_store(demo.workspace.warehouse) as opened:
        files = [row[0] for row in opened.rows("select distinct file from staging.stg_document")]
    assert all((demo.workspace.root / file).is_file() for file in files)


def test_the_documents_of_the_year_are_read_and_what_is_repealed_is_found(demo: Demo) -> None:
    known = langnghe("documents", "check", "--workspace", demo.workspace.root, "--json")
    assert known.returncode in (0, 1), known.stderr
    wrong = [row for row in json.loads(known.stdout) if row["status"] == "repealed"]
    assert {"02/HD-LĐLĐ", "06/CV-LĐLĐ", "11/HD-LĐLĐ"} <= {row["name"] for row in wrong}


def test_people_of_the_sample_year_answered_the_machine(store: Store) -> None:
    checked = dict(
        store.rows("select month(day), count(distinct post_id) from mart.verdict group by 1")
    )
    assert checked == READ
    answered = store.dicts("select * from mart.alert_response")
    crisis = [row for row in answered if row["day"] >= date(2026, 6, 28)]
    assert any(row["case_status"] == "approved" for row in crisis)
    assert all(0 < row["hours_to_proposal"] < 6 for row in crisis if row["case_id"])
    # what was before the crisis is settled: a person's verdict, or a doublet the machine joined
    assert all(row["verdict"] for row in answered if row["day"] < date(2026, 6, 28))
    assert store.one("select count(*) from raw.event where kind = 'story'") > 0


def test_people_of_the_sample_year_judged_messages_and_differences(store: Store) -> None:
    words = dict(
        store.rows("select coalesce(person, 'waiting'), count(*) from mart.carriage group by all")
    )
    assert min(words[word] for word in ("carries", "contradicts", "none", "waiting")) >= 1
    pairs = Counter(store.rows("select relation = 'none', person = 'none' from mart.carriage "
                               "where person is not null"))  # fmt: skip
    assert len(pairs) >= 3  # the machine right, wrong, and missing something
    told = {row.get("person") for row in state(store, "difference").values()}
    assert told == {"differs", "same", None}  # so, not so, and one that waits


def test_the_workspace_can_be_used_at_once(demo: Demo) -> None:
    root = demo.workspace.root
    found = langnghe("search", "ngo doc cong nhan", "--workspace", root, "--json")
    assert found.returncode == 0, found.stderr
    assert any("ngộ độc" in json.loads(line)["title"].lower() for line in found.stdout.splitlines())
    again = langnghe("load", "--workspace", root)
    assert "Nạp 0 tệp" in again.stdout
    health = langnghe("sources", "health", "--workspace", root)
    assert "không thu được" in health.stdout
    doctor = langnghe("doctor", "--workspace", root)
    assert doctor.returncode == 0, doctor.stdout
