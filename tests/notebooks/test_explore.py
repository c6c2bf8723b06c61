"""What the notebooks stand on: honest days, the report's own corrections, the watch's own scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from langnghe import explore
from langnghe.config import Workspace
from langnghe.errors import ConfigError
from langnghe.explore import listening, replay
from langnghe.records import hanoi_day
from warehouse.snapshot import Reader

YEAR = (date(2025, 7, 1), date(2026, 6, 30))


@pytest.fixture(scope="module")
def kho(office: Workspace) -> Iterator[Reader]:
    with explore.open(office.root) as reader:
        yield reader


def test_a_folder_that_is_no_office_is_named_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="LANGNGHE_WORKSPACE"):
        explore.open(tmp_path)


def test_an_office_without_a_snapshot_says_how_to_take_one(
    tmp_path: Path, furnish: Callable[[Workspace], Workspace]
) -> None:
    place = furnish(Workspace(tmp_path))
    (place.root / "sources.toml").write_text("source = []", encoding="utf-8")
    with pytest.raises(ConfigError, match="langnghe snapshot"):
        explore.open(place.root)


def test_the_year_ends_with_the_last_day_a_post_gives_itself(kho: Reader) -> None:
    assert explore.span(kho) == YEAR  # two posts without a date were seen months later
    assert explore.moment(kho) == "published"  # June was collected afterwards


def test_the_days_the_machine_was_off_are_told_apart_from_quiet_ones(kho: Reader) -> None:
    deaf = listening.deaf_days(kho, *YEAR).to_pylist()
    assert [(row["since"].date(), row["days"]) for row in deaf] == [
        (date(2025, 11, 20), 1),
        (date(2026, 3, 10), 3),
    ]
    off = {date(2025, 11, 20), *(date(2026, 3, day) for day in (10, 11, 12))}
    states = listening.day_states(kho, *YEAR).to_pylist()
    assert {row["state"] for row in states if row["day"] in off} <= {"thu bù", "không thu được"}
    dead = {row["state"] for row in states if row["source"] == "tinkhucongnghiep"}
    assert dead == {"không thu được"}  # robots.txt was never read: not one day is “0 tin”


def test_stretches_are_the_days_once_each(kho: Reader) -> None:
    days = Counter(
        (row["source"], row["state"]) for row in listening.day_states(kho, *YEAR).to_pylist()
    )
    runs: Counter[tuple[str, str]] = Counter()
    for row in listening.stretches(kho, *YEAR).to_pylist():
        assert (row["until"] - row["since"]).days == row["days"]
        runs[row["source"], row["state"]] += row["days"]
    assert runs == days


def test_a_share_is_corrected_as_the_report_corrects_it() -> None:
    said = {"negative": 300, "neutral": 500, "positive": 200}
    found = {share.label: share for share in explore.shares(said, "tone", model="accurate@1")}
    assert sum(share.value or 0 for share in found.values()) == pytest.approx(100)
    negative = found["negative"]
    # The card says: of 140 neutral texts 30 are read as negative, so there are fewer than it looks.
    assert negative.raw == pytest.approx(30)
    assert negative.value is not None
    assert negative.value < 30
    assert (negative.low or 0) < negative.value < (negative.high or 0)
    net = explore.net(said, "tone", model="accurate@1")
    assert net.value == pytest.approx((found["positive"].value or 0) - negative.value)


def test_a_model_the_card_does_not_know_is_not_corrected_and_says_so() -> None:
    found = explore.shares({"negative": 30, "positive": 70}, "tone", model="ai-do@9")
    assert [(share.label, share.value) for share in found] == [("negative", 30), ("positive", 70)]
    assert all("chưa hiệu chỉnh" in share.note for share in found)


def test_a_handful_of_texts_is_no_share() -> None:
    found = explore.shares({"negative": 3, "neutral": 4}, "tone", model="accurate@1")
    assert {share.value for share in found} == {None}
    assert sum(share.said for share in found) == 7


def test_two_readers_who_agree_by_chance_have_no_kappa() -> None:
    same = explore.kappa({("a", "a"): 40, ("a", "b"): 10, ("b", "b"): 50})
    assert same.value == pytest.approx(0.8, abs=0.01)
    assert (
        explore.kappa({("a", "a"): 25, ("a", "b"): 25, ("b", "a"): 25, ("b", "b"): 25}).value == 0
    )


def test_what_the_watch_was_alarmed_by_is_alarming_when_it_is_replayed(
    kho: Reader, office: Workspace
) -> None:
    [(last,)] = kho.rows("select max(opened_at) from mart.alert where origin = 'statistic'")
    assert isinstance(last, datetime)
    opened = kho.rows(
        "select series from mart.alert where origin = 'statistic' and opened_at = $last "
        "and not contains(series, 'commune=')",
        {"last": last},
    )
    day = hanoi_day(last)
    loud = {
        each.series
        for each in replay.scored(kho, office, day, moment="published")
        if each.alarm and each.day == day
    }
    assert opened
    assert {series for (series,) in opened} <= loud
    assert replay.series_name("topic=strike|tone=negative|place=lai-chau") == (
        "Ngừng việc, đình công, tiêu cực, Lai Châu"
    )


def test_a_table_takes_nothing_of_a_text_as_html() -> None:
    rows = [{"t": "<img src=x>", "n": 1234, "url": "javascript:alert(1)"}]
    html = explore.table(rows, {"t": "bài", "n": "số"}, link="url")._repr_html_()
    assert "<img" not in html
    assert "javascript" not in html
    assert "1.234" in html
    assert "Không có dòng nào" in explore.table([], {"t": "bài"})._repr_html_()
