"""YouTube's term of 30 days: what is still public is seen again and stays, the rest goes for good."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows.retention import expire
from langnghe import landing
from langnghe.cli.app import app
from langnghe.config import Workspace
from langnghe.samples import platform_youtube as tube
from tests.platform_office import PlatformOffice, account_office
from warehouse import expiry, open_store
from warehouse.labels import waiting
from warehouse.load import load
from warehouse.search import search

NOW = datetime(2026, 6, 1, 3, tzinfo=UTC)
DAY = timedelta(days=1)
WORDS = "Bữa ăn ca ở xưởng bốn có giòi, quạ kêu bảy tiếng"
SOURCES = """
[[source]]
id = "yt"
name = "YouTube"
home = "https://www.youtube.com/"
type = "social"
connector = "youtube"
account = "UCcongdoan"
token = "YT"
"""


class Office(PlatformOffice):
    def __init__(self, root: Path) -> None:
        super().__init__(account_office(root, SOURCES, 'YT = "khoa"\n'))
        self.tube = tube.YouTube(key="khoa", channels={"UCcongdoan": "Công đoàn"})
        self.tube.videos = [
            tube.Video(
                id="phim-1", channel="UCcongdoan", title="Tháng Công nhân", text="Lời giới thiệu",
                at=NOW - DAY,
                comments=[
                    tube.Comment(id="Ug1", by=("UCa", "@a"), text=WORDS, at=NOW - DAY / 2),
                    tube.Comment(id="Ug2", by=("UCb", "@b"), text="Lương tháng này chậm quá",
                                 at=NOW - DAY / 2),
                ],
            )
        ]  # fmt: skip

    def ask(self, now: datetime) -> None:
        self.tube.reset()
        self.collect(now)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with open_store(self.place.warehouse) as store:
            load(store, self.place.landing)
            return store.rows(sql)

    def holding(self, words: str) -> list[str]:
        """Return the files under data/ in which words stand, as they lie."""
        return [
            str(path.relative_to(self.place.root))
            for path in sorted((self.place.root / "data").rglob("*"))
            if path.is_file() and words.encode() in path.read_bytes()
        ]

    def bodies(self) -> list[str]:
        return [row[0] for row in self.rows("select body from raw.post order by fetched_at, body")]


@pytest.fixture
def office(tmp_path: Path, furnish: Callable[[Workspace], Workspace]) -> Iterator[Office]:
    made = Office(tmp_path / "co-quan")
    with made.served({tube.HOST: made.tube}, furnish):
        made.ask(NOW)
        yield made


def test_it_goes_a_day_before_its_time_is_over_and_not_sooner(office: Office) -> None:
    assert expire(office.place, NOW + 29 * DAY - timedelta(minutes=1)).total == 0
    assert office.holding(WORDS)
    assert expire(office.place, NOW + 29 * DAY).total == 3


def test_what_would_go_in_a_few_days_goes_with_it(office: Office) -> None:
    office.tube.videos[0].comments.append(
        tube.Comment(id="Ug3", by=("UCc", "@c"), text="Đến sau ba ngày", at=NOW + 2 * DAY)
    )
    office.ask(NOW + 3 * DAY)
    office.rows("select 1")
    assert expire(office.place, NOW + 29 * DAY).total == 4  # one rewriting, not two


def test_what_nobody_saw_again_is_gone_to_the_last_byte(office: Office) -> None:
    before = office.rows("select count(*), count(distinct post_id) from raw.post")
    assert office.holding(WORDS) != []
    # a landing file that was copied by hand holds the words too
    (copied,) = [p for p in landing.files(office.place.landing) if WORDS in p.read_text("utf-8")]
    shutil.copy(copied, copied.with_name("20260601T000000000000-ban-sao.jsonl"))
    with copied.open("ab") as file:
        file.write(b'{"type": "post", "post_id": "rach\xff\n')  # a torn line costs nothing else
    done = expire(office.place, NOW + 31 * DAY)
    assert (done.counts, done.files) == ({"yt": 3}, 2)
    for words in (WORDS, "quạ kêu bảy tiếng", "Ug1", "watch?v=phim-1", "Lời giới thiệu"):
        assert office.holding(words) == [], words
    assert office.rows("select count(*), count(distinct post_id) from raw.post") == before
    assert set(office.bodies()) == {"[hết hạn lưu]"}
    assert office.rows("select count(*) from raw.post where author_key is not null") == [(0,)]
    with open_store(office.place.warehouse) as store:
        assert not any(store.check().values())
        assert search(store, "giòi").total == 0
        assert [*waiting(store, task="tone", model="linear@9")] == []
    told = office.rows(
        "select id, what, fields ->> 'wordings' from raw.event where kind = 'retention'"
    )
    assert told == [("yt", "expired", "3")]
    assert expire(office.place, NOW + 32 * DAY).total == 0  # told once


def test_a_warehouse_built_anew_honours_the_tombstones(office: Office) -> None:
    office.rows("select 1")
    expire(office.place, NOW + 31 * DAY)
    ids = office.rows("select post_id, revision, kind, fetched_at from raw.post order by all")
    office.place.warehouse.unlink()
    assert (
        office.rows("select post_id, revision, kind, fetched_at from raw.post order by all") == ids
    )
    assert set(office.bodies()) == {"[hết hạn lưu]"}
    assert office.rows("select count(*) from raw.quarantine") == [(0,)]
    assert expire(office.place, NOW + 40 * DAY).total == 0


def test_what_is_still_public_is_seen_again_and_stays(office: Office) -> None:
    office.tube.videos[0].comments.pop()  # its writer took one away
    for day in (10, 24, 50):
        office.ask(NOW + day * DAY)
        office.rows("select 1")
        expire(office.place, NOW + day * DAY)
    assert office.bodies().count("[hết hạn lưu]") == 1
    assert office.holding(WORDS)
    assert not office.holding("Lương tháng này chậm quá")
    asked = [a for a in office.platforms.calls(tube.HOST, "comments") if "id" in a.query]
    assert len(asked) == 2  # at day 24 and day 50: one call for all comments
    seen = office.rows(
        "select count(*) from raw.visit where outcome = 'known' and post_id is not null"
    )
    assert seen == [(4,)]  # the video and one comment, twice


def test_an_edited_comment_keeps_its_new_words_and_loses_its_old_ones(office: Office) -> None:
    office.tube.videos[0].comments[0].text = "Bữa ăn ca nay đã khá hơn"
    office.ask(NOW + 24 * DAY)
    office.rows("select 1")
    expire(office.place, NOW + 31 * DAY)
    assert not office.holding(WORDS)
    assert "Bữa ăn ca nay đã khá hơn" in office.bodies()
    assert office.rows(
        "select body, revisions from staging.stg_post where kind = 'comment' and body like 'Bữa%'"
    ) == [("Bữa ăn ca nay đã khá hơn", 2)]


def test_a_platform_that_is_down_when_asked_again_costs_nothing_yet(office: Office) -> None:
    office.platforms.break_down(
        tube.HOST, *[tube.wrong(500, "backendError", "x")] * 9, when=lambda a: "id" in a.query
    )
    office.ask(NOW + 24 * DAY)
    office.ask(NOW + 26 * DAY)
    office.ask(NOW + 28 * DAY)
    expire(office.place, NOW + 40 * DAY)
    assert "[hết hạn lưu]" not in office.bodies()


def test_killed_between_files_and_tables_the_next_call_does_the_rest(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.rows("select 1")
    for name in ("blank", "compact"):
        with monkeypatch.context() as broken:
            broken.setattr(expiry, name, lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                expire(office.place, NOW + 31 * DAY)
    assert not [p for p in landing.files(office.place.landing) if WORDS in p.read_text("utf-8")]
    (office.place.landing / "connect" / "x.1.expiring").write_text(WORDS, encoding="utf-8")
    assert expire(office.place, NOW + 31 * DAY).total == 3
    assert office.holding(WORDS) == []


def test_the_verb_says_what_went(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    at = ["--workspace", str(office.place.root)]
    monkeypatch.setattr("langnghe.cli.channels.now", lambda: NOW + 3 * DAY)
    assert "Không có gì hết hạn" in CliRunner().invoke(app, ["channels", "expire", *at]).output
    monkeypatch.setattr("langnghe.cli.channels.now", lambda: NOW + 31 * DAY)
    assert "yt: 3 lời hết hạn lưu" in CliRunner().invoke(app, ["channels", "expire", *at]).output
