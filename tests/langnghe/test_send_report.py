"""Information reports by e-mail: a real mail server, once to each, and then in the register."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows.digest import day_digest
from flows.period import review
from flows.period_register import file_of
from flows.record import held
from flows.registers import settle
from flows.send_report import Letter, letter_of, letter_of_day, send_report
from flows.workspace import create
from langnghe.cli.app import app
from langnghe.config import Workspace
from langnghe.errors import LangngheError
from langnghe.records import HANOI
from tests.measure.conftest import Office
from tests.notify.notify_office import MailServer, free_port, mail_server, states
from warehouse import Store
from warehouse.measure import counted
from warehouse.registers import state

NOON = datetime(2026, 6, 15, 12, 0, tzinfo=HANOI)
HEAD, READER = "truong-ban@co-quan.example", "phan-tich@co-quan.example"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture(scope="module")
def made(
    tmp_path_factory: pytest.TempPathFactory, furnish: Callable[[Workspace], Workspace]
) -> Path:
    root = tmp_path_factory.mktemp("gui") / "viec"
    create(root)
    place = furnish(Workspace(root))
    with held(place) as store:
        settle(store, place, datetime(2026, 1, 1, tzinfo=UTC))
        office = Office(store, place.landing / "thu")
        office.source("bao-a", name="Báo A")
        labels = {"in_scope": "1", "topic": ["wages"], "tone": "negative", "stance_union": "neutral", "risk": "1"}  # fmt: skip
        office.post(1, seen="2026-06-10 08:00", title="Công nhân hỏi lương tháng 5", labels=labels)
        office.load()
    return root


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Workspace:
    import shutil

    return Workspace(Path(shutil.copytree(made, tmp_path / "viec")))


def deliver_to(place: Workspace, port: int, *, rest: str = "") -> None:
    (place.root / "delivery.toml").write_text(
        f"""
[mail]
host = "127.0.0.1"
port = {port}
security = "none"
sender = "langnghe@co-quan.example"
[roles.propaganda_head]
kinds = ["report", "digest"]
to = ["{HEAD}"]
[roles.analyst]
kinds = ["report"]
to = ["{READER}"]
[roles.policy_head]
kinds = ["report"]
{rest}
""",
        encoding="utf-8",
    )


@pytest.fixture(scope="module")
def written(made: Path) -> Letter:
    """The letter of the week, made once."""
    place = Workspace(made)
    with held(place) as store:
        return letter_of(store, place, review(store, place, "2026-W24", NOON))


Week = Callable[[Store, Workspace], Letter]


@pytest.fixture
def week(written: Letter) -> Week:
    """How the letter of the week is made in a workspace of its own."""

    def make(store: Store, workspace: Workspace) -> Letter:
        file = file_of(workspace, written.paper.code, "docx")
        return replace(written, paper=replace(written.paper, file=file))

    return make


def day(store: Store, workspace: Workspace) -> Letter:
    found = day_digest(store, workspace, date(2026, 6, 10), made_at=NOON)
    return letter_of_day(store, workspace, found)


def rows(place: Workspace) -> dict[str, Any]:
    with held(place) as store:
        found = state(store, "register.info_reports").values()
    return {row["code"]: row for row in found}


def test_a_week_goes_to_each_once_and_into_the_register(place: Workspace, server: MailServer, week: Week) -> None:  # fmt: skip
    deliver_to(place, server.port)
    said = send_report(place, week, "propaganda_head", NOON)
    assert said[0].startswith("CHƯA CÓ ĐỊA CHỈ: Trưởng Ban Chính sách")
    assert {address for address, _ in server.received} == {HEAD, READER}
    mail = server.mails()[0]
    assert mail["Subject"].startswith("Báo cáo tuần ")
    assert "Công nhân hỏi lương tháng 5" in mail.get_body(("plain",)).get_content()
    assert "<html" in mail.get_body(("html",)).get_content()
    (file,) = mail.iter_attachments()
    assert file.get_filename() == "BC-2026-W24.docx"
    row = rows(place)["BC-2026-W24"]
    assert row["status"] == "sent"
    assert len(row["recipients"]) == 2
    kept = (place.root / row["file"]).read_bytes()
    assert kept == file.get_content()
    with held(place) as store:
        (seal,) = store.rows("select fields ->> 'sha256' from raw.event where kind = 'brief'")
        found = counted(store, "c1_12", date(2026, 6, 1), date(2026, 6, 30), NOON, figure="reports")
    assert seal == (hashlib.sha256(kept).hexdigest(),)
    assert [r["part"] for r in found] == ["weekly"]
    again = send_report(place, week, "propaganda_head", NOON + timedelta(hours=1))
    assert "0 thư mới vào hộp gửi, 2 thư đã có từ trước" in again
    assert again[-1] == "BC-2026-W24: đã vào sổ từ trước"
    assert len(server.received) == 2
    assert list(rows(place)) == ["BC-2026-W24"]


def test_the_digest_of_a_day_goes_to_those_who_hear_digests(place: Workspace, server: MailServer) -> None:  # fmt: skip
    deliver_to(place, server.port)
    send_report(place, day, "analyst", NOON)
    assert [address for address, _ in server.received] == [HEAD]
    (file,) = server.mails()[0].iter_attachments()
    assert file.get_filename() == "DB-20260610.html"
    assert rows(place)["DB-20260610"]["type"] == "daily"


def test_a_dry_run_sends_and_enters_nothing(place: Workspace, server: MailServer, week: Week) -> None:  # fmt: skip
    deliver_to(place, server.port)
    said = send_report(place, week, "analyst", NOON, dry_run=True)
    assert any(READER in line for line in said)
    assert said[-1] == "Thử, chưa gửi gì, chưa vào sổ."
    assert not server.received
    assert not states(place.outbox)
    assert not rows(place)


def test_what_could_not_go_is_entered_when_it_went(place: Workspace, week: Week) -> None:
    deliver_to(place, free_port())  # nobody answers there
    said = send_report(place, week, "analyst", NOON)
    assert "chưa vào sổ" in said[-1]
    assert not rows(place)
    first = (place.output / "bao-cao-thong-tin" / "BC-2026-W24.docx").read_bytes()
    with mail_server() as server:
        deliver_to(place, server.port)
        later = send_report(place, week, "analyst", NOON + timedelta(hours=2))
        assert "đã vào sổ" in later[-1]
        (file,) = server.mails()[0].iter_attachments()
    assert file.get_content() == first  # what lay in the outbox is what was sent and kept


def test_who_may_not_send_and_nobody_to_hear_it(place: Workspace, server: MailServer, week: Week) -> None:  # fmt: skip
    deliver_to(place, server.port)
    with pytest.raises(LangngheError, match="không được gửi báo cáo"):
        send_report(place, week, "admin", NOON)
    (place.root / "delivery.toml").write_text("[roles.analyst]\nkinds = []\n", encoding="utf-8")
    with pytest.raises(LangngheError, match="chưa ai nhận báo cáo thông tin"):
        send_report(place, week, "analyst", NOON)


def test_the_command_line_sends(place: Workspace, server: MailServer) -> None:
    deliver_to(place, server.port)
    where = ["-w", str(place.root)]
    tried = CliRunner().invoke(
        app, ["digest", "--period", "2026-W24", "--send", "--dry-run", "--role", "analyst", *where]
    )
    assert READER in tried.stdout, tried.output
    brief = ["brief", "--topic", "dialogue", "--to", "2026-06-12", "--send", "--dry-run", "--role", "analyst"]  # fmt: skip
    assert READER in CliRunner().invoke(app, [*brief, *where]).stdout
    one = ["digest", "--day", "2026-06-10", "--send", "--dry-run", "--role", "analyst"]
    assert HEAD in CliRunner().invoke(app, [*one, *where]).stdout
    for wrong, words in (
        (["digest", "--period", "2026-W24", "--send"], "--role"),
        (["digest", "--period", "2026-W24", "--dry-run"], "--send"),
        (["digest", "--period", "2026-W24", "--send", "--sent", "--role", "analyst"], "--sent"),
    ):
        done = CliRunner().invoke(app, [*wrong, *where])
        assert done.exit_code == 2
        assert words in done.output
