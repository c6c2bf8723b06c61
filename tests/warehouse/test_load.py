"""Loading: each file once, each line one outcome, nothing twice, nothing lost."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import warehouse.load as load_module
import warehouse.parse as parse_module
from langnghe import landing as landing_module
from langnghe.landing import LandingWriter
from langnghe.records import Outcome, Post, Visit
from warehouse import Store
from warehouse.load import LoadReport, load

MakePost = Callable[..., Post]
MakeVisit = Callable[..., Visit]
Land = Callable[..., Path]


def as_line(post: Post, **changes: Any) -> dict[str, Any]:
    return {"type": "post", **post.to_json(), **changes}


def number_of(store: Store, table: str) -> int:
    return int(store.one(f"select count(*) from raw.{table}"))


def assert_counted_once(store: Store, report: LoadReport) -> None:
    """Every input stands in raw.visit once, with one outcome, and in the report."""
    assert sum(report.outcomes.values()) == number_of(store, "visit")
    assert store.check() == dict.fromkeys(store.check(), 0)


def test_new_posts_are_stored_with_their_visits(
    store: Store, landing: Path, land: Land, make_post: MakePost, read_visit: MakeVisit
) -> None:
    posts = [make_post(n) for n in range(5)]
    land(*(record for post in posts for record in (post, read_visit(post))))
    report = load(store, landing)
    assert (report.files, report.lines, report.quarantined) == (1, 10, 0)
    assert report.outcomes == {("bao-mau", "stored"): 5}
    assert number_of(store, "post") == 5
    assert_counted_once(store, report)


def test_the_same_folder_twice_changes_nothing(
    store: Store, landing: Path, land: Land, make_post: MakePost
) -> None:
    land(make_post(1), make_post(2))
    load(store, landing)
    again = load(store, landing)
    assert (again.files, again.known_files, again.outcomes) == (0, 1, {})
    assert (number_of(store, "post"), number_of(store, "visit")) == (2, 2)


def test_the_same_file_under_another_name_is_known_not_doubled(
    store: Store,
    landing: Path,
    land: Land,
    make_post: MakePost,
    read_visit: MakeVisit,
    failed_visit: MakeVisit,
) -> None:
    post = make_post(1)
    path = land(post, read_visit(post), make_post(2), failed_visit())
    load(store, landing)
    shutil.copy(path, path.with_name("zz-copy.jsonl"))
    again = load(store, landing)
    assert again.outcomes == {("bao-mau", "known"): 3}
    assert (number_of(store, "post"), number_of(store, "visit")) == (2, 3)
    assert load(store, landing).known_files == 2
    assert store.check() == dict.fromkeys(store.check(), 0)


def test_the_same_posts_found_again_are_known(
    store: Store, landing: Path, land: Land, make_post: MakePost, read_visit: MakeVisit
) -> None:
    post = make_post(1)
    land(post, read_visit(post))
    load(store, landing)
    later = replace(post, fetched_at=post.fetched_at + timedelta(hours=1))
    land(later, read_visit(later))
    report = load(store, landing)
    assert report.outcomes == {("bao-mau", "known"): 1}
    assert (number_of(store, "post"), number_of(store, "visit")) == (1, 2)


def test_an_edited_article_is_a_revision_and_its_newest_wording_counts(
    store: Store, landing: Path, land: Land, make_post: MakePost
) -> None:
    first = make_post(1, title="Ba công nhân bị thương")
    second = replace(
        first, title="Năm công nhân bị thương", fetched_at=first.fetched_at + timedelta(hours=2)
    )
    land(first)
    load(store, landing)
    land(second)
    report = load(store, landing)
    assert report.outcomes == {("bao-mau", "revision"): 1}
    assert store.rows("select title, revisions, day from mart.post") == [
        ("Năm công nhân bị thương", 2, date(2026, 6, 10))
    ]


def test_two_wordings_and_a_copy_in_one_file(
    store: Store, landing: Path, land: Land, make_post: MakePost
) -> None:
    first = make_post(1)
    edited = replace(first, text="Lời mới.", fetched_at=first.fetched_at + timedelta(minutes=5))
    land(first, edited, first, edited)
    report = load(store, landing)
    assert report.outcomes == {
        ("bao-mau", "stored"): 1,
        ("bao-mau", "revision"): 1,
        ("bao-mau", "known"): 2,
    }
    assert number_of(store, "post") == 2
    assert_counted_once(store, report)


def test_one_article_reached_by_two_feeds_is_stored_once(
    store: Store, landing: Path, land: Land, make_post: MakePost, read_visit: MakeVisit
) -> None:
    post = make_post(1)
    land(post, read_visit(post), post, read_visit(post))
    report = load(store, landing)
    assert report.outcomes == {("bao-mau", "stored"): 1, ("bao-mau", "known"): 1}
    assert_counted_once(store, report)


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_a_post_and_its_visit_on_two_sides_of_a_batch_are_one_input(
    store: Store,
    landing: Path,
    land: Land,
    make_post: MakePost,
    read_visit: MakeVisit,
    monkeypatch: pytest.MonkeyPatch,
    size: int,
) -> None:
    monkeypatch.setattr(parse_module, "CHUNK", size)
    posts = [make_post(n) for n in range(4)]
    edited = replace(posts[0], title="Tiêu đề mới", fetched_at=posts[0].fetched_at + timedelta(1))
    land(
        *(record for post in posts for record in (post, read_visit(post))),
        read_visit(edited),
        edited,
    )
    report = load(store, landing)
    assert report.outcomes == {("bao-mau", "stored"): 4, ("bao-mau", "revision"): 1}
    assert_counted_once(store, report)


def test_a_visit_whose_post_is_missing_has_failed(
    store: Store, landing: Path, land: Land, make_post: MakePost, read_visit: MakeVisit
) -> None:
    land(read_visit(make_post(1)), read_visit(make_post(2), post_id=None))
    report = load(store, landing)
    assert report.outcomes == {("bao-mau", "failed"): 2}
    reasons = {row[0] for row in store.rows("select reason from raw.visit")}
    assert reasons == {"bài đọc được nhưng không có trong tệp"}


def test_every_outcome_is_counted(
    store: Store, landing: Path, land: Land, failed_visit: MakeVisit
) -> None:
    given = set(Outcome) - {Outcome.STORED, Outcome.REVISION}
    land(*(failed_visit(f"https://bao-mau.example/{o}", outcome=o) for o in given))
    report = load(store, landing)
    assert report.outcomes == {("bao-mau", str(o)): 1 for o in given}
    assert_counted_once(store, report)


def test_whether_a_post_is_new_is_decided_here_whatever_the_visit_says(
    store: Store, landing: Path, land: Land, make_post: MakePost, read_visit: MakeVisit
) -> None:
    post, missing = make_post(1), make_post(2)
    land(
        post,
        read_visit(post, outcome=Outcome.REVISION),
        post,
        read_visit(post, outcome=Outcome.STORED),
        read_visit(missing, outcome=Outcome.STORED),
    )
    report = load(store, landing)
    assert report.outcomes == {(post.source, o): 1 for o in ("stored", "known", "failed")}
    assert_counted_once(store, report)


BAD_LINES: dict[str, Callable[[dict[str, Any]], str | bytes | dict[str, Any]]] = {
    "not json": lambda row: "{không phải json",
    "empty": lambda row: "",
    "a list": lambda row: "[1, 2]",
    "a number": lambda row: "7",
    "no type": lambda row: {k: v for k, v in row.items() if k != "type"},
    "unknown type": lambda row: {**row, "type": "lạ"},
    "unknown field": lambda row: {**row, "extra": 1},
    "missing field": lambda row: {k: v for k, v in row.items() if k != "url"},
    "no text": lambda row: {**row, "title": "", "lead": " ", "text": ""},
    "null title": lambda row: {**row, "title": None},
    "title a number": lambda row: {**row, "title": 5},
    "source null": lambda row: {**row, "source": None},
    "source empty": lambda row: {**row, "source": ""},
    "author a list": lambda row: {**row, "author": ["a"]},
    "unknown kind": lambda row: {**row, "kind": "video"},
    "naive time": lambda row: {**row, "fetched_at": "2026-06-10T05:00:00"},
    "no time": lambda row: {**row, "fetched_at": None},
    "bad time": lambda row: {**row, "published_at": "hôm qua"},
    "time before time": lambda row: {**row, "published_at": "0001-01-01T00:00:00+07:00"},
    "half a surrogate pair": lambda row: {**row, "text": "a\ud800b"},
    "invalid utf-8": lambda row: b'{"type": "post", "title": "\xff\xfe"}',
    "a deep nest": lambda row: "[" * 200_000,
    "visit without outcome": lambda row: {"type": "visit", "source": "s", "url": "u", "role": "r"},
    "visit of unknown outcome": lambda row: visit_line(outcome="lost"),
    "visit that stored no post": lambda row: visit_line(outcome="stored"),
    "visit with naive time": lambda row: visit_line(at="2026-06-10T05:00:00"),
    "visit with items as text": lambda row: visit_line(items="ba"),
    "visit with too many items": lambda row: visit_line(items=2**40),
    "visit without seconds": lambda row: visit_line(seconds=None),
    "visit with endless seconds": lambda row: visit_line(seconds=float("nan")),
    "visit with url null": lambda row: visit_line(url=None),
    "visit with an extra field": lambda row: visit_line(extra=1),
    "event with half a surrogate pair": lambda row: event_line(fields={"a": ["\ud800"]}),
    "event with fields that are a list": lambda row: event_line(fields=[1]),
}


def event_line(**changes: Any) -> dict[str, Any]:
    event = {"kind": "case", "id": "HS-1", "what": "opened", "by": "analyst"}
    return {"type": "event", **event, "at": "2026-06-10T05:00:00+00:00", "fields": {}, **changes}


def visit_line(**changes: Any) -> dict[str, Any]:
    visit = {"source": "s", "url": "u", "role": "feed", "at": "2026-06-10T05:00:00+00:00"}
    return {"type": "visit", **visit, "outcome": "failed", **changes}


def test_bad_lines_are_quarantined_one_by_one_and_the_rest_goes_on(
    store: Store, landing: Path, land_lines: Land, make_post: MakePost
) -> None:
    bad = [spoil(as_line(make_post(n))) for n, spoil in enumerate(BAD_LINES.values())]
    good = [as_line(make_post(1000 + n)) for n in range(len(bad))]
    path = land_lines(*(line for pair in zip(bad, good, strict=True) for line in pair))
    report = load(store, landing)
    refused = dict(
        store.rows("select line, reason from raw.quarantine where file_id = ?", [path.name])
    )
    names = dict(zip(range(1, 2 * len(bad), 2), BAD_LINES, strict=True))
    assert {names.get(line, "a good line") for line in refused} == set(BAD_LINES)
    assert all(refused.values())
    assert (report.lines, report.quarantined) == (2 * len(bad), len(bad))
    assert report.total("stored") == number_of(store, "post") == len(good)
    assert_counted_once(store, report)


def test_odd_but_honest_texts_are_stored_as_they_are(
    store: Store, landing: Path, land: Land, make_post: MakePost
) -> None:
    texts = ["a\x00b", "'; drop table raw.post; --", "😀 công đoàn", "\u2028", "x" * 300_000]
    land(*(make_post(n, text=text) for n, text in enumerate(texts)))
    report = load(store, landing)
    assert report.total("stored") == len(texts)
    assert [r[0] for r in store.rows("select body from raw.post order by url")] == texts


def test_a_source_nobody_declared_is_accepted_and_marked(
    store: Store, landing: Path, land: Land, make_post: MakePost, failed_visit: MakeVisit
) -> None:
    land(make_post(1, source="la"), failed_visit(source="la-hon"))
    load(store, landing)
    rows = store.rows("select source, declared from raw.source order by source")
    assert rows == [("la", False), ("la-hon", False)]


def test_the_whole_lines_of_a_torn_file_are_recovered(
    store: Store, landing: Path, make_post: MakePost
) -> None:
    writer = LandingWriter(landing, "thu")
    writer.post(make_post(1))
    writer.post(make_post(2))
    writer._file.write('{"type": "post", "title": "nửa ch'.encode())
    writer._file.close()
    dead = writer.part.with_name(writer.part.name.replace(f".{_pid(writer.part)}.", ".999999999."))
    writer.part.rename(dead)
    landing_module._OPEN.clear()
    report = load(store, landing)
    assert (report.total("stored"), report.quarantined) == (2, 0)
    assert not list(landing.rglob("*.part"))
    assert load(store, landing).known_files == 1


def test_a_file_that_is_being_written_here_is_left_alone(
    store: Store, landing: Path, make_post: MakePost
) -> None:
    with LandingWriter(landing, "thu") as writer:
        writer.post(make_post(1))
        assert load(store, landing).files == 0
        writer.post(make_post(2))
    assert load(store, landing).total("stored") == 2


def _pid(part: Path) -> str:
    return part.with_suffix("").suffix.lstrip(".")


def test_a_refused_file_leaves_nothing_behind_and_is_loaded_by_the_next_call(
    store: Store, landing: Path, land: Land, make_post: MakePost, monkeypatch: pytest.MonkeyPatch
) -> None:
    land(make_post(1), make_post(2), make_post(3))
    monkeypatch.setattr(parse_module, "CHUNK", 1)
    calls = iter(range(100))
    whole = load_module._store_chunk

    def breaks_at_the_third(*arguments: Any) -> None:
        if next(calls) == 2:
            raise KeyboardInterrupt
        whole(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(load_module, "_store_chunk", breaks_at_the_third)
        with pytest.raises(KeyboardInterrupt):
            load(store, landing)
    assert (number_of(store, "post"), number_of(store, "landing_file")) == (0, 0)
    assert load(store, landing).total("stored") == 3


def test_six_in_the_evening_utc_is_tomorrow_in_ha_noi(
    store: Store, landing: Path, land: Land, make_post: MakePost
) -> None:
    evening = datetime(2026, 6, 10, 18, 0, tzinfo=UTC)
    land(
        make_post(1, published_at=evening),
        make_post(2, published_at=evening - timedelta(hours=2)),
        make_post(3, published_at=None, fetched_at=evening),
    )
    load(store, landing)
    rows = store.rows("select day, undated from mart.post order by url")
    assert rows == [
        (date(2026, 6, 11), False),
        (date(2026, 6, 10), False),
        (date(2026, 6, 11), True),
    ]
    assert store.rows("select distinct day from mart.outcome_day order by 1") == [
        (date(2026, 6, 10),),
        (date(2026, 6, 11),),
    ]


def test_only_the_given_files_are_loaded(
    store: Store, landing: Path, land: Land, make_post: MakePost
) -> None:
    land(make_post(1))
    path = land(make_post(2))
    assert load(store, landing, only=[path]).files == 1
    assert number_of(store, "landing_file") == 1


def test_the_search_keys_are_made_on_the_way_in(
    store: Store, landing: Path, land: Land, make_post: MakePost
) -> None:
    land(make_post(1, title="Đường dây nóng", lead="", text="Hoà giải"))
    load(store, landing)
    assert store.rows("select search_fold, search_key from raw.post") == [
        ("duong day nong hoa giai", "đường dây nóng hoà giải")
    ]


def test_landing_rows_are_plain_json(landing: Path, land: Land, make_post: MakePost) -> None:
    path = land(make_post(1))
    assert json.loads(path.read_text(encoding="utf-8"))["type"] == "post"


def test_reading_beside_gives_the_same_warehouse(
    store: Store, landing: Path, land: Callable[..., Path], make_post: Callable[..., Post]
) -> None:
    for number in range(4):
        land(make_post(number), make_post(number, text="bản khác"))
    report = load(store, landing, beside=True)
    assert (report.files, report.total("stored"), report.total("revision")) == (4, 4, 4)
    assert load(store, landing, beside=True).known_files == 4
    assert store.check() == dict.fromkeys(store.check(), 0)
