"""From the mart to an alert that landed; from an alert to a closed case, through the real command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner, Result

from flows.cases import desk, explanations
from flows.watch import watch_once
from langnghe.cli import alerts as alerts_cli
from langnghe.cli import case_work as case_cli
from langnghe.config import Workspace
from langnghe.errors import LangngheError
from langnghe.landing import LandingWriter, files
from langnghe.records import Post, post_id_of
from tests.flows.conftest import NOW, finding
from warehouse import open_store
from warehouse.load import load


def two_reports(place: Workspace) -> None:
    """Land and label one poisoning in the province, told by two outlets; one story."""
    posts = [
        Post(
            post_id=post_id_of(
                url=f"https://{source}.example/1.html", source=source, native_id=None
            ),
            source=source,
            kind="article",
            url=f"https://{source}.example/1.html",
            title="Hơn 60 công nhân ở Lai Châu nhập viện sau bữa ăn ca",
            lead=f"{source} đưa tin.",
            text=f"Theo {source}, hơn 60 công nhân một nhà máy ở Lai Châu phải nhập viện. " * 3,
            fetched_at=NOW - timedelta(hours=hours),
            published_at=NOW - timedelta(hours=hours, minutes=20),
        )
        for hours, source in ((5, "bao-a"), (3, "bao-b"))
    ]
    with LandingWriter(place.landing, "tin") as writer:
        for post in posts:
            writer.post(post)
    labels = {"in_scope": "1", "topic": "food_poisoning", "tone": "negative",
              "stance_union": "none", "intent": "inform", "risk": "2", "place": "Lai Châu"}  # fmt: skip
    with open_store(place.warehouse) as store:
        load(store, place.landing)
        for post in posts:
            for task, label in labels.items():
                store.connection.execute(
                    "insert into raw.annotation values (?, ?, ?, ?, .95, 'linear@1', 0, ?)",
                    [post.post_id, post.revision, task, label, NOW],
                )
            store.connection.execute(
                "insert into raw.story_member values (?, 't1', ?)", [post.post_id, NOW]
            )


def test_two_reports_of_a_poisoning_become_one_explained_alert(office: Workspace) -> None:
    two_reports(office)
    done = watch_once(office, NOW)
    assert (done.count("opened"), done.rings) == (1, 1)
    again = watch_once(office, NOW + timedelta(minutes=10))
    assert again.events == ()  # nothing new
    with open_store(office.warehouse) as store:
        state = desk(store, office)
        (alert,) = (a for a in state.alerts.values() if a.risk == "R3")
        (said,) = explanations(store, office, [alert], state)
        assert not store.check()["alert_story_twice"]
    assert (alert.origin, alert.places, alert.stories) == ("hard", ("Lai Châu",), ("t1",))
    assert alert.level >= 3
    for words in ("Hơn 60 công nhân ở Lai Châu", "bao-a.example", "ĐỀ XUẤT: R3", "n = 0"):
        assert words in said.text()


def test_a_lost_warehouse_is_rebuilt_from_what_landed(office: Workspace) -> None:
    watch_once(office, NOW, findings=[finding()])
    watch_once(office, NOW + timedelta(hours=2), findings=[])  # a reminder
    with open_store(office.warehouse) as store:
        before = desk(store, office).alerts
    office.warehouse.unlink()
    watch_once(office, NOW + timedelta(hours=2, minutes=1), findings=[finding()])
    with open_store(office.warehouse) as store:
        assert desk(store, office).alerts == before
    assert len(files(office.landing / "events")) == 2


@pytest.fixture
def say(office: Workspace) -> Callable[..., Result]:
    """Run a verb of `langnghe alerts` or `langnghe case` on the office."""

    def run(verb: str, *arguments: str) -> Result:
        group, _, name = verb.partition(" ")
        app = {"alerts": alerts_cli.app, "case": case_cli.app}[group]
        return CliRunner().invoke(app, [name, *arguments, "--workspace", str(office.root)])

    return run


def test_an_alert_goes_through_many_hands(office: Workspace, say: Callable[..., Result]) -> None:
    watch_once(office, datetime.now(UTC) - timedelta(minutes=5), findings=[finding()])
    (row,) = json.loads(say("alerts list", "--json").stdout)
    code = row["id"]
    assert (row["level"], row["status"]) == (4, "open")
    assert "chưa ai nhận" in say("alerts list").stdout
    assert say("alerts ack", code, "--role", "chủ tịch").exit_code == 0
    opened = say("case open", "--alert", code, "--role", "policy_head")
    case = opened.stdout.split(":")[0]
    assert case.startswith("HS")
    assert say("case propose", case, "--role", "policy_head", "--text", "Thông cáo").exit_code == 0
    refused = say("case approve", case, "--role", "policy_head")
    assert isinstance(refused.exception, LangngheError)
    assert "không được duyệt" in str(refused.exception)
    for verb, *more in (
        ("case approve", "--role", "vice_chair"),
        ("case act", "Đăng hai bài", "--role", "policy_head", "--positive", "2"),
        ("case inform", "Gửi công đoàn cấp trên", "--role", "policy_head"),
        ("case close", "--role", "chair", "--outcome", "ổn", "--lesson", "kiểm bếp"),
    ):
        assert say(verb, case, *more).exit_code == 0, verb
    shown = say("case show", case).stdout
    for words in ("Bài tích cực đã đăng: 2", "Bài học: kiểm bếp", "duyệt phương án", code):
        assert words in shown
    closed = say("alerts close", code[-4:].lower(), "--role", "chair", "--verdict", "dung")
    assert closed.exit_code == 0
    assert json.loads(say("alerts show", code, "--json").stdout)["verdict"] == "đúng"
    unknown = say("alerts show", "CB000")
    assert "không có báo động này" in str(unknown.exception)
    assert json.loads(say("alerts list", "--json").stdout) == []
