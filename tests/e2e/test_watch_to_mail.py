"""From the sample sites to one mail: the crisis of the sample month, watched, explained, delivered once."""

from __future__ import annotations

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from flows.cases import desk
from flows.doctor import examine
from flows.send import keep_watch, send
from flows.watch import watch_once
from langnghe.config import Workspace
from langnghe.records import HANOI
from tests.conftest import Demo
from tests.notify.notify_office import mail_server, states
from warehouse import open_store

EVENING = datetime(2026, 6, 28, 20, 0, tzinfo=HANOI)  # four hours after the first report
HEAD = "truong-ban@co-quan.example"


def unwatched(demo: Demo, folder: Path) -> Workspace:
    """Return a copy of the demo's workspace in which nobody has kept watch yet."""
    shutil.copytree(demo.workspace.root, folder)
    place = Workspace(folder)
    shutil.rmtree(place.landing / "events", ignore_errors=True)
    with open_store(place.warehouse) as store:
        store.connection.execute("delete from raw.event")
    return place


def delivery(place: Workspace, port: int) -> None:
    """Give the head of the board an address on a mail server of this machine."""
    (place.root / "delivery.toml").write_text(
        f"""
[mail]
host = "127.0.0.1"
port = {port}
security = "none"
sender = "langnghe@co-quan.example"
[quiet]
from = "22:00"
to = "06:00"
[roles.chair]
levels = [4, 5]
[roles.propaganda_head]
levels = [3, 4, 5]
to = {json.dumps([HEAD])}
""",
        encoding="utf-8",
    )


@pytest.mark.slow
def test_the_first_evening_of_the_crisis_is_one_mail_and_no_second(
    demo: Demo, tmp_path: Path
) -> None:
    place = unwatched(demo, tmp_path / "co-quan")
    with mail_server() as server:
        delivery(place, server.port)
        done = watch_once(place, EVENING, moment="published")
        with open_store(place.warehouse) as store:
            rang = [a for a in desk(store, place).alerts.values() if a.rung >= 3]
        assert len(rang) == done.rings
        poisoned = max((a for a in rang if "food_poisoning" in a.topics), key=lambda a: a.rung)
        foretold = "\n".join(send(place, EVENING, dry_run=True))
        assert "sẽ gửi ngay" in foretold
        assert not server.received
        said = "\n".join(send(place, EVENING))
        assert f"đã gửi 20:00 28/06/2026: cảnh báo mức {poisoned.rung}" in said

        # one mail an alert, to the one who has an address
        mails = server.mails()
        assert {mail["To"] for mail in mails} == {HEAD}
        told = sorted(mail["Subject"].rsplit(" · ", 1)[1] for mail in mails)
        assert told == sorted(alert.id for alert in rang)
        (mail,) = (m for m in mails if m["Subject"].endswith(poisoned.id))
        assert mail["Subject"].startswith(
            f"Mức {poisoned.rung} · Ngộ độc, sự cố bữa ăn ca tại Lai Châu"
        )
        body = mail.get_content()
        for words in (
            "công nhân", ".example/", "Địa bàn: Lai Châu", "VÌ SAO MỨC NÀY", "ĐỀ XUẤT: R3",
            "Phương án phản hồi", "LOẠI NÀY TRƯỚC NAY", "n = 0",
        ):  # fmt: skip
            assert words in body, (words, body)

        # a second pass, a second look, a look while nothing new came: nobody hears it twice
        send(place, EVENING + timedelta(minutes=1))
        later = EVENING + timedelta(minutes=5)
        assert watch_once(place, later, moment="published").rings == 0
        send(place, EVENING + timedelta(minutes=6))
        assert len(server.received) == len(rang)
        assert states(place.outbox) == {"sent": len(rang)}

        found = {(one.name, one.level): one.detail for one in examine(place)}
        assert "kết nối được" in found["Máy chủ thư", "ok"]
        assert "Chủ tịch" in found["Người nhận", "warning"]  # deaf: no address
    problem = {one.name: one for one in examine(place)}["Máy chủ thư"]
    assert (problem.level, len(server.received)) == ("error", len(rang))


def test_a_turn_of_the_watch_survives_a_dead_mail_server_and_a_wrong_file(
    tmp_path: Path,
) -> None:
    from flows.workspace import create

    place = Workspace(tmp_path / "co-quan")
    create(place.root)
    now = datetime(2026, 6, 10, 9, 0, tzinfo=HANOI)
    with mail_server() as server:
        delivery(place, server.port)
        with (place.root / "delivery.toml").open("a", encoding="utf-8") as file:
            file.write(
                f'[roles.admin]\nkinds = ["ops"]\nto = {json.dumps(["may@co-quan.example"])}\n'
            )
        assert keep_watch(place, now).problems == ()
        (place.root / "alerts.toml").write_text("[[level]]\nlevel = 9\n", encoding="utf-8")
        broken = keep_watch(place, now + timedelta(minutes=15))
        assert broken.watched is None
        assert "alerts.toml" in broken.problems[0]
        keep_watch(place, now + timedelta(minutes=30))
        assert [mail["To"] for mail in server.mails()] == ["may@co-quan.example"]  # once a day
        assert "không chạy được" in server.mails()[0]["Subject"]
    (place.root / "alerts.toml").unlink()
    assert keep_watch(place, now + timedelta(minutes=45)).problems == ()  # nobody answers the mail
