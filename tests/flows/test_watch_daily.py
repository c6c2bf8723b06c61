"""The watch as a step of the day: counted, told in the digest, and never the end of the digest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.daily import watch_task
from flows.daily_lines import watch_lines
from flows.digest import day_digest
from flows.standing import standing
from flows.watch import office as home_of
from flows.watch import watch_once
from flows.watch_kept import watched
from flows.workspace import create
from langnghe.config import Workspace
from langnghe.digest import render
from langnghe.errors import ConfigError
from langnghe.records import hanoi_day
from tests.flows.conftest import NOW, finding
from warehouse import open_store


def test_the_run_tells_what_the_watch_found(office: Workspace) -> None:
    watch_once(office, datetime.now(UTC) - timedelta(minutes=5), findings=[finding()])
    done = watch_task.fn(str(office.root), None)
    assert done["error"] == ""
    assert len(done["open"]) == 1
    lines = watch_lines(done)
    assert any(line.startswith("Canh báo động: 0 tín hiệu; mở 0") for line in lines)
    assert any("Đang mở từ mức 3: 1 báo động; xem `langnghe alerts list`" in x for x in lines)
    assert any("mức 4 · Ngộ độc bếp ăn ở Lai Châu" in line for line in lines)


def test_a_watch_that_fails_leaves_a_digest_that_says_so(office: Workspace) -> None:
    (office.root / "alerts.toml").write_text("[budget]\ndays = 'ba mươi'\n", encoding="utf-8")
    done = watch_task.fn(str(office.root), None)
    assert "alerts.toml" in done["error"]
    (line,) = watch_lines(done)
    with open_store(office.warehouse) as store:
        digest = day_digest(store, office, hanoi_day(NOW), made_at=NOW, notes=[line])
    page = render(digest, "md")
    assert "có thể sót báo động" in page
    assert "Chưa canh báo động cho bản này" in page


def test_a_digest_shows_what_was_open_when_its_day_ended(office: Workspace) -> None:
    system = finding(risk="R0", subject="source:bao-a", story_ids=(), severity=2, hard=False)
    watch_once(office, NOW, findings=[finding(), system])
    day = hanoi_day(NOW)
    with open_store(office.warehouse) as store:
        before = day_digest(store, office, day - timedelta(days=1), made_at=NOW)
        then = day_digest(store, office, day, made_at=NOW + timedelta(days=30))
        later = standing(store, office, [day + timedelta(days=3)], NOW + timedelta(days=30))
    assert before.alerts is None  # nobody kept watch that day
    assert then.alerts is not None
    (item,) = then.alerts  # a silent source is no business of its readers
    assert (item.level, item.new, item.what) == (4, True, "Ngộ độc bếp ăn ở Lai Châu")
    assert "Có 1 báo động từ mức 3, cao nhất mức 4." in render(then, "html")
    assert later["alerts"] is not None
    assert [one.new for one in later["alerts"]] == [False]


def test_no_alert_and_no_watch_are_told_apart(office: Workspace) -> None:
    assert not watched(office, NOW - timedelta(days=1), NOW)
    watch_once(office, NOW, findings=[])
    assert watched(office, NOW - timedelta(days=1), NOW)
    assert not watched(office, NOW + timedelta(days=1), NOW + timedelta(days=2))
    with open_store(office.warehouse) as store:
        digest = day_digest(store, office, hanoi_day(NOW), made_at=NOW)
    assert digest.alerts == ()
    assert "Không có báo động nào đang mở." in render(digest, "md")


@pytest.mark.parametrize(
    ("written", "home"), [("TP Hồ Chí Minh", "TP.HCM"), ("Thanh Hoá", "Thanh Hóa")]
)
def test_the_home_is_a_province_of_today_however_it_is_written(
    office: Workspace, written: str, home: str
) -> None:
    path = office.root / "watchlist.toml"
    path.write_text(f'home_place = "{written}"\n', encoding="utf-8")
    ours = home_of(office)
    assert (ours.home, ours.province_of(written), ours.province_of("Toàn quốc")) == (
        home, home, "Toàn quốc",
    )  # fmt: skip


def test_a_home_nobody_knows_is_told_at_the_start(office: Workspace) -> None:
    (office.root / "watchlist.toml").write_text('home_place = "Lào Cay"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"Lào Cay.*không có tỉnh, thành phố này"):
        home_of(office)


def test_a_new_workspace_has_every_file_of_the_watch_and_overwrites_none(tmp_path: Path) -> None:
    folder = tmp_path / "moi"
    folder.mkdir()
    (folder / "calendar.toml").write_text("# của cơ quan\n", encoding="utf-8")
    made = {path.name for path in create(folder)}
    assert {"alerts.toml", "delivery.toml", "playbooks.toml"} <= made
    assert "calendar.toml" not in made
    assert (folder / "calendar.toml").read_text(encoding="utf-8") == "# của cơ quan\n"
    watch_once(Workspace(folder), NOW)  # the files are such as the watch reads
