"""A fortnight of alerts through the command line: found, told, reminded, taken, closed, trusted, faded.

Everything is real but the calendar: posts land and are loaded, mails reach a mail server.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows.workspace import create
from langnghe.cli import alerts as alerts_cli
from langnghe.config import Workspace
from langnghe.landing import LandingWriter
from langnghe.records import HANOI, Post
from tests.notify.notify_office import MailServer, mail_server
from warehouse import open_store
from warehouse.load import load

MONDAY = datetime(2026, 6, 8, 9, 0, tzinfo=HANOI)
CHAIR, HEAD = "chu-tich@co-quan.example", "truong-ban@co-quan.example"


@dataclass
class Life:
    """An office, its mail server and the moment it is."""

    office: Workspace
    server: MailServer
    patch: pytest.MonkeyPatch
    now: datetime = MONDAY

    def at(self, **later: float) -> None:
        """Let it be so much after Monday nine o'clock."""
        self.now = MONDAY + timedelta(**later)
        self.patch.setattr(alerts_cli, "now", lambda: self.now)

    def say(self, *arguments: str) -> str:
        """Run a verb of `langnghe alerts`; return what it printed."""
        verb, *rest = arguments
        command = [verb, *rest, "--workspace", str(self.office.root)]
        done = CliRunner().invoke(alerts_cli.app, command)
        assert done.exit_code == 0, (done.output, done.exception)
        return done.output

    def turn(self) -> list[str]:
        """Watch and send; return the subjects of the mails that went out, each with its reader."""
        before = len(self.server.received)
        self.say("watch")
        self.say("send")
        return sorted(f"{mail['To']}: {mail['Subject']}" for mail in self.server.mails()[before:])

    def alert(self, number: int = 0) -> dict[str, Any]:
        """Return an alert about the news, in the order they were opened."""
        every: list[dict[str, Any]] = json.loads(self.say("list", "--all", "--json"))
        rows = [alert for alert in every if alert["risk"] != "R0"]
        return sorted(rows, key=lambda alert: alert["opened_at"])[number]

    def report(
        self, number: int, source: str, story: str, what: str, *, topic: str, risk: int = 2
    ) -> None:
        """Let an outlet tell something that happened in the province, an hour ago."""
        when = self.now - timedelta(hours=1)
        post = Post(
            post_id=f"p{number}", source=source, kind="article", url=f"https://{source}.example/{number}",
            title=what, lead=f"{source} đưa tin.", text=f"Theo {source}: {what}. " * 4,
            fetched_at=when, published_at=when,
        )  # fmt: skip
        labels = {"in_scope": "1", "topic": topic, "tone": "negative", "stance_union": "none",
                  "intent": "inform", "risk": str(risk), "place": "Lai Châu"}  # fmt: skip
        with LandingWriter(self.office.landing, "tin") as writer:
            writer.post(post)
        with open_store(self.office.warehouse) as store:
            load(store, self.office.landing)
            for task, label in labels.items():
                store.connection.execute(
                    "insert into raw.annotation values (?, ?, ?, ?, .95, 'linear@1', 0, ?)",
                    [post.post_id, post.revision, task, label, when],
                )
            store.connection.execute(
                "insert into raw.story_member values (?, ?, ?)", [post.post_id, story, when]
            )


@pytest.fixture
def life(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, furnish: Callable[[Workspace], Workspace]
) -> Iterator[Life]:
    office = furnish(Workspace(tmp_path / "co-quan"))
    create(office.root)
    with mail_server() as server:
        (office.root / "delivery.toml").write_text(
            f'[mail]\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\n'
            'sender = "langnghe@co-quan.example"\n'
            f'[roles.chair]\nlevels = [4, 5]\nto = ["{CHAIR}"]\n'
            f'[roles.propaganda_head]\nlevels = [3, 4, 5]\nto = ["{HEAD}"]\n',
            encoding="utf-8",
        )
        found = Life(office, server, monkeypatch)
        found.at()
        yield found


def past(life: Life, number: int) -> str:
    """Return what an alert says of how often its kind was right."""
    shown = life.say("show", life.alert(number)["id"])
    return shown.split("LOẠI NÀY TRƯỚC NAY\n")[1].split("\n")[0]


def test_a_fortnight_of_alerts(life: Life) -> None:
    # Monday, 9:00. Two outlets tell of a poisoning: the chair and the head of the board hear it.
    poisoned = "Hơn 160 công nhân ở Lai Châu nhập viện sau bữa ăn ca"
    life.report(1, "bao-a", "ngo-doc", poisoned, topic="food_poisoning", risk=3)
    life.report(2, "bao-b", "ngo-doc", f"Ngộ độc: {poisoned}", topic="food_poisoning", risk=3)
    mails = life.turn()
    assert [mail.split(":")[0] for mail in mails] == [CHAIR, HEAD]
    assert all("Mức 4" in mail and "Ngộ độc" in mail for mail in mails)
    assert (life.alert()["level"], life.alert()["status"]) == (4, "open")
    assert "chưa báo động nào có kết luận (n = 0)" in past(life, 0)

    # A quarter of an hour later nothing is new: nobody is written to.
    life.at(minutes=15)
    assert life.turn() == []

    # 10:05. Nobody has taken it: both are reminded, once.
    life.at(minutes=65)
    assert [mail.split(" · ")[0] for mail in life.turn()] == [
        f"{CHAIR}: NHẮC LẠI",
        f"{HEAD}: NHẮC LẠI",
    ]
    life.at(minutes=80)
    assert life.turn() == []

    # 10:30. The chair takes it: no more reminders. A third outlet adds to it and rings nobody.
    life.at(minutes=90)
    life.say("ack", life.alert()["id"], "--role", "chủ tịch")
    life.at(hours=7)
    life.report(3, "bao-c", "ngo-doc", f"{poisoned}: bếp ăn tạm dừng", topic="food_poisoning")
    assert life.turn() == []
    assert life.alert()["status"] == "acknowledged"
    assert "bao-c" in life.alert()["sources"]

    # Thursday. Nothing new for two days: its level sinks. It is closed as right.
    life.at(days=3)
    life.turn()
    assert (life.alert()["level"], life.alert()["peak"]) == (3, 4)
    life.say("close", life.alert()["id"], "--role", "vice_chair", "--verdict", "dung")
    assert (life.alert()["status"], life.alert()["verdict"]) == ("closed", "đúng")

    # Friday. A strike: its alert says that alerts of this kind were right once of once.
    life.at(days=4)
    struck = "Hàng trăm công nhân giày da ở Lai Châu ngừng việc đòi lương"
    life.report(4, "bao-a", "ngung-viec", struck, topic="strike")
    assert [mail.split(":")[0] for mail in life.turn()] == [HEAD]  # level 3
    assert "đúng 1 trên 1 báo động đã kết luận (100 %, n = 1)" in past(life, 1)
    # The next morning nobody has answered: the head is reminded after twenty hours.
    life.at(days=4, hours=23)
    assert [mail.split(" · ")[0] for mail in life.turn()] == [f"{HEAD}: NHẮC LẠI"]
    life.say("close", life.alert(1)["id"], "--role", "propaganda_head", "--verdict", "nhiễu")

    # Sunday evening, level 3: the mail waits for the morning and says half of them were right.
    life.at(days=6, hours=14)
    hurt = "Một công nhân bị thương vì tai nạn lao động ở Lai Châu"
    life.report(5, "bao-b", "tai-nan", hurt, topic="work_accident")
    assert life.turn() == []
    assert "đúng 1 trên 2 báo động đã kết luận (50 %, n = 2)" in past(life, 2)
    life.at(days=6, hours=23)
    (mail,) = life.turn()
    assert mail.startswith(f"{HEAD}: Mức 3 · ")
    body = life.server.mails()[-1].get_content()
    assert "đúng 1 trên 2 báo động đã kết luận (50 %, n = 2)" in body

    # Taken and left alone, it sinks day by day. Closed as a duplicate, it was no good alert either.
    life.say("ack", life.alert(2)["id"], "--role", "propaganda_head")
    life.at(days=10)
    assert life.turn() == []
    assert life.alert(2)["level"] == 2
    life.say("close", life.alert(2)["id"], "--role", "propaganda_head", "--verdict", "trùng")
    assert "đúng 1 trên 3 báo động đã kết luận (33 %, n = 3)" in past(life, 2)
    assert "R3" not in life.say("list")
