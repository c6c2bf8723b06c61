"""Connectors at work in an office: memory, quota and outages live on in the warehouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crawlers.connectors.base import Report
from crawlers.job import Terms
from flows.collect import collect
from flows.connect import ConnectResult
from langnghe.cli.app import app
from langnghe.config import Workspace
from langnghe.landing import LandingWriter
from langnghe.samples import platform_telegram as tele
from langnghe.samples import platform_youtube as tube
from langnghe.samples.platforms import html_said, json_said
from tests.platform_office import PlatformOffice, account_office, keep_secrets
from warehouse import open_store
from warehouse.health import connector_memories, health

NOW = datetime(2026, 6, 1, 3, tzinfo=UTC)
KEY = "AIza-KHOA-bi-mat-123"
SOURCES = """
contact = "tuyengiao@congdoan.example"
[[source]]
id = "tele"
name = "Kênh Công đoàn"
home = "https://t.me/"
type = "social"
connector = "telegram"
account = "congdoanlaichau"
[[source]]
id = "yt"
name = "YouTube"
home = "https://www.youtube.com/"
type = "social"
connector = "youtube"
account = "UCcongdoan"
searches = ["công nhân"]
token = "YT_KEY"
"""


class Office(PlatformOffice):
    def __init__(self, root: Path) -> None:
        super().__init__(account_office(root, SOURCES, f'YT_KEY = "{KEY}"\n'))
        self.channel = tele.Channel(name="congdoanlaichau", title="Kênh")
        self.telegram = tele.Telegram(channels={"congdoanlaichau": self.channel})
        self.youtube = tube.YouTube(key=KEY, channels={"UCcongdoan": "Công đoàn"})

    def secrets(self, text: str) -> None:
        keep_secrets(self.place.root, text)

    def say(self, *numbers: int) -> None:
        self.channel.messages += [
            tele.Message(id=n, text=f"Tin {n} của công đoàn", at=NOW) for n in numbers
        ]

    def film(self, name: str, comments: int, at: datetime = NOW) -> tube.Video:
        video = tube.Video(
            id=name, channel="UCcongdoan", title=f"Công nhân {name}", text="", at=at,
            comments=[
                tube.Comment(id=f"{name}.{n}", by=(f"UC{n}", f"@ai{n}"), text=f"Lời {n}", at=at)
                for n in range(comments)
            ],
        )  # fmt: skip
        self.youtube.videos.append(video)
        return video

    def ask(self, now: datetime = NOW, *, only_due: bool = False) -> ConnectResult:
        return self.collect(now, only_due=only_due)

    def states(self, now: datetime = NOW) -> dict[str, dict[str, object]]:
        self.load()
        with open_store(self.place.warehouse) as store:
            return {row["source"]: row for row in health(store, now=now)}


@pytest.fixture
def office(tmp_path: Path, furnish: Callable[[Workspace], Workspace]) -> Iterator[Office]:
    made = Office(tmp_path / "co-quan")
    with made.served({tele.HOST: made.telegram, tube.HOST: made.youtube}, furnish):
        yield made


def test_what_platforms_say_is_in_the_warehouse(office: Office) -> None:
    office.say(*range(1, 30))
    office.film("v1", comments=5)
    result = office.ask()
    assert result.counts["tele"]["post"] == 29
    assert result.counts["yt"]["comment"] == 5
    assert not result.failed
    states = office.states()
    assert {name: row["state"] for name, row in states.items()} == {"tele": "tốt", "yt": "tốt"}
    assert "còn 99/100 lượt tìm" in str(states["yt"]["quota_says"])
    with open_store(office.place.warehouse) as store:
        assert store.one("select count(*) from raw.post") == 29 + 6
        assert not any(store.check().values())
    again = office.ask(NOW + timedelta(minutes=30))
    assert not again.counts["tele"]["post"] + again.counts["yt"]["comment"]


def test_zero_and_not_collected_never_look_alike(office: Office) -> None:
    assert office.platforms is not None
    office.platforms.break_down(tube.HOST, *[json_said({}, 503)] * 40)
    result = office.ask()
    assert set(result.failed) == {"yt"}
    states = office.states()
    assert states["tele"]["state"] == "0 tin"
    assert states["yt"]["state"] == "không thu được"
    assert "HTTP 503" in str(states["yt"]["last_reason"])
    with open_store(office.place.warehouse) as store:
        days = store.rows("select source, heard, posts from mart.connector_day order by source")
    assert days == [("tele", True, 0), ("yt", False, 0)]


def test_a_spent_quota_is_remembered_over_runs_and_over_sources(office: Office) -> None:
    with (office.place.root / "sources.toml").open("a", encoding="utf-8") as file:
        file.write(
            '[[source]]\nid = "yt2"\nname = "YouTube 2"\nhome = "https://www.youtube.com/"\n'
            'type = "social"\nconnector = "youtube"\naccount = "UCcongdoan"\ntoken = "YT_KEY"\n'
        )
    office.film("v1", comments=3)
    office.youtube.left["units"] = 2
    office.ask()
    states = office.states()
    assert states["yt"]["state"] == states["yt2"]["state"] == "hết hạn mức"
    assert office.platforms is not None
    calls = len(office.platforms.calls(tube.HOST))
    waiting = office.ask(NOW + timedelta(hours=1))
    assert set(waiting.waiting) == {"yt", "yt2"}
    assert len(office.platforms.calls(tube.HOST)) == calls  # not asked at all
    office.youtube.reset()
    later = NOW + timedelta(hours=5)
    office.ask(later)
    assert {row["state"] for row in office.states(later).values()} == {"tốt", "0 tin"}


def test_a_pull_that_was_killed_before_loading_is_known_to_the_next(office: Office) -> None:
    office.say(*range(1, 45))
    office.ask()  # nobody loaded it
    office.ask(NOW + timedelta(minutes=30))
    assert office.platforms is not None
    pages = [a.query for a in office.platforms.calls(tele.HOST, "/s/")]
    assert pages == [{}, {"before": "25"}, {"before": "5"}, {}]
    with open_store(office.place.warehouse) as store:
        assert connector_memories(store)["tele"]["memory"]["top"] == "44"


def test_a_gap_of_an_outage_is_closed_by_the_next_run(office: Office) -> None:
    office.say(*range(1, 61))
    assert office.platforms is not None
    office.platforms.break_down(
        tele.HOST, *[html_said("", 500)] * 3, when=lambda a: a.query.get("before") == "41"
    )
    first = office.ask()
    assert "HTTP 500" in first.partial["tele"]
    assert office.states()["tele"]["state"] == "thu chưa đủ"
    office.ask(NOW + timedelta(hours=1))
    assert office.states(NOW + timedelta(hours=1))["tele"]["state"] == "tốt"
    with open_store(office.place.warehouse) as store:
        assert store.one("select count(*) from raw.post where source = 'tele'") == 60
        assert store.one("select count(*) from raw.visit where outcome = 'stored'") == 60


def test_a_missing_secret_costs_its_source_only(office: Office) -> None:
    office.say(1)
    office.secrets("")
    result = office.ask()
    assert "YT_KEY" in result.failed["yt"]
    assert result.counts["tele"]["post"] == 1
    assert office.states()["yt"]["state"] == "chặn"
    (office.place.root / "secrets.toml").chmod(0o644)
    office.secrets(f'YT_KEY = "{KEY}"\n')
    assert not office.ask(NOW + timedelta(hours=1)).failed


def test_an_expired_key_is_told_as_such(office: Office) -> None:
    assert office.platforms is not None
    expired = tube.wrong(400, "badRequest", "API key expired. Renew.", "API_KEY_INVALID")
    office.platforms.break_down(tube.HOST, *[expired] * 9)
    office.ask()
    row = office.states()["yt"]
    assert row["state"] == "hết hạn khoá"
    assert "hết hạn" in str(row["last_reason"])


def test_no_secret_and_no_name_is_on_disk(office: Office) -> None:
    office.say(1)
    office.film("v1", comments=2)
    assert office.platforms is not None
    office.platforms.break_down(tube.HOST, json_said({}, 500), tube.wrong(403, "forbidden", KEY))
    office.ask()
    office.ask(NOW + timedelta(hours=3))
    office.load()
    for path in (office.place.root / "data").rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            assert KEY.encode() not in raw, path
            assert b"@ai1" not in raw, path


def test_collecting_is_sites_and_platforms(office: Office) -> None:
    office.say(1, 2)
    assert office.platforms is not None
    terms = Terms(routes=office.platforms.routes, delay=0.0)
    result = collect(office.place, ["tele"], terms=terms)
    assert result.counts["tele"]["post"] == 2
    assert result.files


def test_what_is_asked_apart_of_a_source_stands_in_its_health(office: Office) -> None:
    office.say(1)
    office.ask()
    with LandingWriter(office.place.landing, "part") as writer:
        writer.event(
            Report(
                outcome="expired", reason="token hết hạn", cannot_see="", last_success=None
            ).to_event("tele.inbox", "telegram", None, NOW)
        )
    row = office.states()["tele"]
    assert (row["state"], row["last_reason"]) == ("thu chưa đủ", "token hết hạn")
    assert [part["part"] for part in row["parts"]] == ["inbox"]  # type: ignore[attr-defined]


def test_a_round_of_what_is_due_leaves_the_others_alone(office: Office) -> None:
    assert office.platforms is not None
    office.ask()
    calls = len(office.platforms.asked)
    office.ask(NOW + timedelta(minutes=30), only_due=True)
    assert len(office.platforms.asked) == calls
    office.ask(NOW + timedelta(minutes=70), only_due=True)
    assert len(office.platforms.asked) > calls


def test_what_was_never_asked_and_what_is_a_site_say_what_they_hide(office: Office) -> None:
    with (office.place.root / "sources.toml").open("a", encoding="utf-8") as file:
        file.write(
            '[[source]]\nid = "bao"\nname = "Báo"\nhome = "https://bao.example/"\ntype = "news"\n'
            'feeds = ["https://bao.example/rss"]\n'
        )
    office.say(1)
    office.ask(datetime.now(UTC))
    office.load()
    with open_store(office.place.warehouse) as store:
        store.connection.execute("delete from raw.event where id = 'yt'")
    said = CliRunner().invoke(app, ["sources", "health", "-w", str(office.place.root)]).output
    assert "Không thấy: video và bình luận riêng tư" in said
    assert "1 trang web: không có hạn mức. Không thấy: bài sau đăng nhập" in said


def test_health_on_the_command_line(office: Office) -> None:
    office.say(1)
    office.ask(datetime.now(UTC))
    office.load()
    said = CliRunner().invoke(app, ["sources", "health", "--workspace", str(office.place.root)])
    assert said.exit_code == 0, said.output
    assert "hạn mức: còn 99/100 lượt tìm" in said.output
    assert "Không thấy: nhóm" in said.output
    assert "0 tin" in said.output


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('account = ""', "account"),
        (f'token = "{KEY}"', "TÊN mật khẩu"),
        ("", "chưa khai token"),
        ('token = "YT"\nfeeds = ["https://www.youtube.com/feed"]', "không đọc feeds"),
    ],
)
def test_a_wrong_connector_is_named_without_its_secret(
    tmp_path: Path, line: str, says: str
) -> None:
    account = "" if line.startswith("account") else 'account = "UCx"\n'
    (tmp_path / "sources.toml").write_text(
        '[[source]]\nid = "yt"\nname = "Y"\nhome = "https://www.youtube.com/"\ntype = "social"\n'
        f'connector = "youtube"\n{account}{line}\n',
        encoding="utf-8",
    )
    said = CliRunner().invoke(app, ["sources", "check", "--workspace", str(tmp_path)])
    assert said.exit_code == 1
    told = said.output + str(said.exception)
    assert says in told
    assert KEY not in told
