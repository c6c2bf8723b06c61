"""A drill from start to scorecard, through the real command line; the real workspace stays as it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from flows import drill, drill_mail
from flows.watch import watch_once
from flows.workspace import create
from langnghe.cli import alerts as alerts_cli
from langnghe.cli import case_work as case_cli
from langnghe.cli import drill as drill_cli
from langnghe.cli.common import now
from langnghe.config import Workspace
from langnghe.errors import LangngheError
from langnghe.samples.drill import HOST, read_scenarios
from warehouse import open_store

Run = Callable[..., Result]


@pytest.fixture
def office(tmp_path: Path, furnish: Callable[[Workspace], Workspace]) -> Workspace:
    place = Workspace(tmp_path / "co-quan")
    create(place.root)
    furnish(place)
    watch_once(place, now())  # a warehouse of its own
    (place.root / "delivery.toml").write_text(
        '[roles.propaganda_head]\nlevels = [3, 4, 5]\nto = ["truong-ban@co-quan.example"]\n'
        '[roles.chair]\nlevels = [4, 5]\nto = ["chu-tich@co-quan.example"]\n',
        encoding="utf-8",
    )
    return place


@pytest.fixture
def run() -> Run:
    def call(app: Any, *words: str | Path) -> Result:
        result = CliRunner().invoke(app, [str(word) for word in words])
        assert result.exit_code == 0, result.output + str(result.exception)
        return result

    return call


def state_of(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_team_plays_a_poisoning_and_is_scored(
    office: Workspace, tmp_path: Path, run: Run
) -> None:
    before, box = state_of(office.root), tmp_path / "dien-tap"
    said = run(
        drill_cli.app, "start", "ngo-doc", "--every", "60", "--out", box, "-w", office.root
    ).output
    assert "1 báo động cần người xem" in said

    (alert,) = json.loads(run(alerts_cli.app, "list", "--json", "-w", box).output.split("\n1 ")[0])
    assert (alert["risk"], alert["level"], alert["origin"]) == ("R3", 4, "hard")
    early = json.loads(run(drill_cli.app, "score", "--json", "-w", box).output)
    assert [s["state"] for s in early["steps"]] == ["done", "waiting", "waiting", "waiting"]

    run(alerts_cli.app, "ack", alert["id"], "--role", "propaganda_head", "-w", box)
    opened = run(
        case_cli.app, "open", "--alert", alert["id"], "--role", "policy_head", "-w", box
    ).output
    case = opened.split(":")[0]
    run(case_cli.app, "propose", case, "--role", "policy_head", "--text", "Thăm hỏi", "-w", box)
    run(case_cli.app, "approve", case, "--role", "chair", "-w", box)

    page = tmp_path / "bang-cham.md"
    shown = run(drill_cli.app, "score", "--out", page, "-w", box).output
    assert "Đạt 4/4 bước đúng hạn" in shown
    assert "DIỄN TẬP" in shown
    assert "| Phương án được duyệt | 120 | 0 | đạt | Chủ tịch |" in page.read_text(encoding="utf-8")
    assert state_of(office.root) == before

    run(drill_cli.app, "end", "-w", box)
    assert not (box / "data").exists()
    assert (
        json.loads(next((box / "output").glob("DT*.json")).read_text(encoding="utf-8"))["points"]
        == 4
    )


def test_every_text_of_the_drill_is_marked(office: Workspace, tmp_path: Path) -> None:
    known = read_scenarios()
    box = drill.start(office, tmp_path / "x", known, known.find("tin-don"), now())
    with open_store(box.warehouse) as store:
        rows = store.rows("select source_name, url, body from mart.post where method = 'drill'")
    assert len(rows) == 6
    for name, url, body in rows:
        assert name.startswith("DIỄN TẬP")
        assert HOST in url
        assert "DIỄN TẬP" in body


def test_a_drill_that_begins_now_comes_out_by_and_by(
    office: Workspace, tmp_path: Path, run: Run
) -> None:
    box = tmp_path / "dan-dan"
    run(
        drill_cli.app,
        "start",
        "tai-nan",
        "--ago",
        "0",
        "--every",
        "45",
        "--out",
        box,
        "-w",
        office.root,
    )
    place = Workspace(box)
    began = drill.play_of(place).drill.began
    one = drill.scorecard(place, began + timedelta(minutes=1))
    assert drill.tick(place, began + timedelta(minutes=91)) == 1  # a reminder: nobody took it
    assert drill.scorecard(place, began + timedelta(minutes=92)).alert == one.alert
    with open_store(place.warehouse) as store:
        (posts,) = store.rows("select max(json_array_length(fields, '$.posts')) from raw.event")[0]
    assert posts == 3
    assert "0 báo động mới" in run(drill_cli.app, "tick", "-w", box).output


def test_a_machine_may_play_the_team_and_says_so(
    office: Workspace, tmp_path: Path, run: Run
) -> None:
    box = tmp_path / "may"
    said = run(
        drill_cli.app,
        "start",
        "lo-van-ban",
        "--auto",
        "--every",
        "60",
        "--out",
        box,
        "-w",
        office.root,
    ).output
    assert "MÁY ĐÓNG" in said
    assert "Đạt 4/4" in said
    assert "Đủ mức" in said
    with open_store(Workspace(box).warehouse) as store:
        closed = store.rows("select kind from raw.event where what = 'closed' order by kind")
    assert closed == [("alert",), ("case",)]


def test_the_drill_mail_is_marked_and_waits_for_an_order(
    office: Workspace, tmp_path: Path, run: Run
) -> None:
    box = tmp_path / "thu"
    run(drill_cli.app, "start", "tai-nan", "--every", "90", "--out", box, "-w", office.root)
    said = run(drill_cli.app, "mail", "-w", box).output
    assert "Chưa gửi gì" in said
    assert "DIỄN TẬP" in said
    assert not (box / "data" / "outbox").exists()
    place = Workspace(box)
    with open_store(place.warehouse) as store:
        found = drill_mail._notices(store, place, drill.play_of(place), now())
    assert found
    for notice in found:
        assert notice.subject.startswith("DIỄN TẬP · ")
        assert notice.level is None
        assert notice.text.startswith("DIỄN TẬP")
        assert notice.text.endswith(drill_mail.WARNING)
    # an order of the sandbox itself reaches nobody: it has no delivery.toml
    with pytest.raises(LangngheError, match=r"delivery\.toml"):
        run_send(box)


def run_send(box: Path) -> None:
    from flows.send import send

    send(Workspace(box), now())


def test_wrong_folders_are_refused(office: Workspace, tmp_path: Path) -> None:
    known = read_scenarios()
    one = known.find("tai-nan")
    for out in (office.root, office.root / "data" / "x", tmp_path):
        with pytest.raises(LangngheError, match="chọn --out khác"):
            drill.start(office, out, known, one, now())
    with pytest.raises(LangngheError, match="không phải thư mục diễn tập"):
        drill.play_of(office)
    box = drill.start(office, tmp_path / "a", known, one, now())
    with pytest.raises(LangngheError, match="thư mục làm việc thật"):
        drill.start(box, tmp_path / "b", known, one, now())
