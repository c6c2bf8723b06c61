"""Each check is silent on a sound warehouse and catches its planted fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import warehouse.store as store_module
from langnghe.records import Outcome, Post, Verdict, Visit
from warehouse import Store
from warehouse.load import load

NAMES = sorted(path.stem for path in store_module.CHECKS.glob("*.sql"))

# check → the statements that plant its fault
FAULTS: dict[str, str] = {
    "annotation_without_post": "insert into raw.annotation values "
    "('nobody', 'r', 'tone', 'neutral', 1, 'linear@1', 0, now())",
    "annotation_twice": "insert into raw.annotation "
    "select post_id, revision, 'tone', 'neutral', 1, 'linear@1', 0, timestamptz '2026-06-10' "
    "from raw.post, range(2)",
    "story_member_without_post": "insert into raw.story_member values ('nobody', 's', now())",
    "edition_item_without_post": "insert into raw.edition_item "
    "values ('2026-06-10', 'nobody', now())",
    "post_without_visit": "delete from raw.visit where outcome = 'stored'",
    "visit_without_post": "update raw.visit set post_id = 'nobody' where outcome = 'stored'",
    "visit_outcome_unknown": "update raw.visit set outcome = 'lost' where outcome = 'failed'",
    "source_missing": "delete from raw.source",
    "date_in_future": "update raw.visit set visited_at = now() + interval 3 day "
    "where outcome = 'failed'",
    "landing_unaccounted": "delete from raw.quarantine",
    "event_without_opening": "insert into raw.event values "
    "('e1', 'case', 'v1', 'closed', 'chair', now(), '{}', 'f')",
    "alert_story_twice": "insert into raw.event select 'e' || n, 'alert', 'a' || n, 'opened', "
    """'machine@rules', now(), '{"status": "open", "opened_at": "2026-06-10T09:00:00Z", "stories": ["s1"]}', 'f' from range(2) as t(n)""",
    "verdict_without_word": "delete from raw.annotation where model = 'person@analyst'",
    "metric_without_post": "insert into raw.event values "
    "('m1', 'metric', 'nobody', 'described', 'machine@facebook', now(), '{}', 'f')",
    "own_mark_twice": "insert into raw.event select 'm' || n, 'metric', (select min(post_id) from raw.post), "
    """'measured', 'machine@facebook', now(), '{"mark": 7}', 'f' from range(2) as t(n)""",
}

# More ways to break what the last check holds together.
UNACCOUNTED = [
    "delete from raw.visit where outcome = 'failed'",
    "insert into raw.visit select * from raw.visit where outcome = 'failed'",
    "delete from raw.post where title like '%2'",
    "update raw.landing_file set lines = lines + 1",
    "delete from raw.landing_file",
    "delete from raw.verdict",
    "insert into raw.verdict select * from raw.verdict",
]


@pytest.fixture
def sound(
    store: Store,
    landing: Path,
    land: Callable[..., Path],
    land_lines: Callable[..., Path],
    make_post: Callable[..., Post],
    read_visit: Callable[..., Visit],
    failed_visit: Callable[..., Visit],
) -> Store:
    """A warehouse with posts, failures, labels, verdicts, stories and a quarantined line."""
    first = make_post(1)
    land(first, read_visit(first), make_post(2), failed_visit())
    land(failed_visit(outcome=Outcome.ROBOTS), make_post(3, published_at=None))
    verdict = Verdict(
        post_id=first.post_id,
        revision=first.revision,
        task="tone",
        labels=("negative",),
        machine=("neutral",),
        machine_model="linear@1",
        role="analyst",
        at=first.fetched_at,
        chosen="uncertain",
    )
    land_lines("không phải json", {"type": "verdict", **verdict.to_json()}, name="zz.jsonl")
    load(store, landing)
    store.connection.execute(
        "insert into raw.annotation select post_id, revision, 'in_scope', '1', 0.9, 'linear@1', 0, "
        "now() from raw.post"
    )
    store.connection.execute(
        "insert into raw.story_member select post_id, 'story', now() from raw.post"
    )
    return store


def test_a_sound_warehouse_has_no_finding(sound: Store) -> None:
    assert sound.check() == dict.fromkeys(NAMES, 0)


def test_an_empty_warehouse_has_no_finding(store: Store) -> None:
    assert store.check() == dict.fromkeys(NAMES, 0)


def test_every_check_has_a_planted_fault() -> None:
    assert sorted(FAULTS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_check_catches_its_fault(sound: Store, name: str) -> None:
    sound.connection.execute(FAULTS[name])
    assert sound.check()[name] > 0


@pytest.mark.parametrize("fault", UNACCOUNTED)
def test_lines_that_are_not_accounted_for_are_found(sound: Store, fault: str) -> None:
    sound.connection.execute(fault)
    assert sound.check()["landing_unaccounted"] > 0


def test_a_text_published_after_it_was_found_is_a_finding(sound: Store) -> None:
    sound.connection.execute("update raw.post set published_at = fetched_at + interval 2 day")
    assert sound.check()["date_in_future"] == 3


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_of_the_records_is_known_to_the_check(sound: Store, outcome: Outcome) -> None:
    sound.connection.execute("update raw.visit set outcome = ?", [str(outcome)])
    assert sound.check()["visit_outcome_unknown"] == 0


@pytest.mark.parametrize("name", NAMES)
def test_line_one_of_a_check_says_what_it_finds(name: str) -> None:
    text = (store_module.CHECKS / f"{name}.sql").read_text(encoding="utf-8")
    assert text.startswith("-- ")
