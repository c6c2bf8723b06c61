"""kill -9 at every point of sending: nothing lost, nothing sent twice, and doubt is called doubt."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from notify_office import NOON, MailServer, mail_server, message, settings_in, states, toml_for

from langnghe.notify import deliver, enqueue, settle, undecided
from langnghe.notify.store import Outbox

ROOT = Path(__file__).parents[2]
SEND = """
import sys
from datetime import datetime
from pathlib import Path
from langnghe.notify import deliver, read_delivery
settings = read_delivery(Path(sys.argv[1]) / "delivery.toml", {})
print("ready", flush=True)
sys.stdin.readline()
report = deliver(Path(sys.argv[1]) / "out", settings, datetime.fromisoformat(sys.argv[2]))
print("busy" if report.busy else report.counts["sent"], flush=True)
"""


def sender(folder: Path, now: str = NOON.isoformat()) -> subprocess.Popen[str]:
    """Start a process that will send when told to; it has loaded everything it needs."""
    process = subprocess.Popen(
        [sys.executable, "-c", SEND, str(folder), now],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def end(process: subprocess.Popen[str]) -> str:
    said, _ = process.communicate(timeout=60)
    return said.strip()


def addresses(outbox: Path, state: str) -> set[str]:
    return {
        json.loads(path.read_text("utf-8"))["message"]["recipient"]
        for path in (outbox / state).glob("*.json")
    }


def test_twelve_kills_lose_nothing_and_send_nothing_twice(tmp_path: Path) -> None:
    dice = random.Random(20260612)
    people = [f"nguoi{i:02}@x.example" for i in range(80)]
    outbox = tmp_path / "out"
    kills = 0
    with mail_server() as server:
        settings = settings_in(tmp_path, toml_for(server.port, *people))
        enqueue(outbox, [message(p) for p in people])
        for round_ in range(12):
            process = sender(tmp_path)
            # At the recipient, once the mail is in but not answered for, or at any moment at all.
            place = ("rcpt", "data", "any")[round_ % 3]
            after = dice.randint(1, 3)
            seen = 0

            def strike(
                _: str, process: subprocess.Popen[str] = process, after: int = after
            ) -> None:
                nonlocal seen
                seen += 1
                if seen == after:
                    process.kill()
                    process.wait()

            server.on_rcpt = strike if place == "rcpt" else None
            server.on_data = strike if place == "data" else None
            go(process)
            if place == "any":
                time.sleep(dice.uniform(0.0, 0.05))
                process.kill()
            process.wait(60)
            kills += process.returncode == -signal.SIGKILL
            end(process)
            assert sum(states(outbox).values()) == len(people)  # each in exactly one folder, whole
            # Whoever enqueues again after the crash changes nothing.
            assert enqueue(outbox, [message(p) for p in people]) == (0, len(people))
        server.on_rcpt = server.on_data = None
        report = deliver(outbox, settings, NOON + timedelta(hours=1))
        got = [address for address, _ in server.received]
    assert kills >= 10
    assert len(got) == len(set(got))  # nobody twice
    sent, unknown = addresses(outbox, "sent"), addresses(outbox, "unknown")
    assert sent | unknown == set(people)  # nobody forgotten
    assert sent <= set(got) <= sent | unknown
    assert report.unknown == len(unknown)
    # Killed with the mail in the server's hands: four rounds, four doubts at least.
    assert len(unknown & set(got)) >= 4
    assert "không rõ đã gửi" in report.lines()[-1]


def doubtful(tmp_path: Path, server: MailServer, **changes: object) -> Path:
    """Leave one message in doubt: its sender was killed after the server had it."""
    settings_in(tmp_path, toml_for(server.port, "an@x.example"))
    enqueue(tmp_path / "out", [message("an@x.example", **changes)])
    process = sender(tmp_path)
    server.on_data = lambda _: (process.kill(), process.wait(), None)[-1]
    go(process)
    end(process)
    server.on_data = None
    assert states(tmp_path / "out") == {"sending": 1}
    return tmp_path / "out"


def test_doubt_waits_for_a_person(tmp_path: Path) -> None:
    with mail_server() as server:
        outbox = doubtful(tmp_path, server)
        settings = settings_in(tmp_path, toml_for(server.port, "an@x.example"))
        report = deliver(outbox, settings, NOON)
        assert (report.counts["unknown"], report.counts["sent"]) == (1, 0)
        assert "máy bị ngắt đúng lúc gửi" in report.entries[0].why
        assert deliver(outbox, settings, NOON).entries == ()
        ((record,), ()) = undecided(outbox)
        settle(outbox, record.ident, "arrived")
        assert states(outbox) == {"sent": 1}
        assert len(server.received) == 1


def test_of_a_level_5_in_doubt_one_marked_repeat_goes_out_by_itself(tmp_path: Path) -> None:
    with mail_server() as server:
        outbox = doubtful(tmp_path, server, level=5)
        settings = settings_in(tmp_path, toml_for(server.port, "an@x.example"))
        report = deliver(outbox, settings, NOON)
        for _ in range(3):
            deliver(outbox, settings, NOON)
        first, second = server.mails()
    assert (report.counts["unknown"], report.counts["sent"]) == (1, 1)
    assert states(outbox) == {"sent": 1, "unknown": 1}
    assert second["Subject"] == f"[Gửi lại, có thể đã nhận] {first['Subject']}"
    assert "Nếu đã đọc rồi thì bỏ qua" in second.get_body(("plain",)).get_content()


def test_a_repeat_in_doubt_is_not_repeated(tmp_path: Path) -> None:
    with mail_server() as server:
        outbox = doubtful(tmp_path, server, level=5)
        settings = settings_in(tmp_path, toml_for(server.port, "an@x.example"))
        server.behave = {"an@x.example": "drop late"}
        for _ in range(4):
            deliver(outbox, settings, NOON)
        assert len(server.received) == 2
    assert states(outbox) == {"unknown": 2}


def test_the_office_may_leave_a_level_5_in_doubt_to_a_person(tmp_path: Path) -> None:
    with mail_server() as server:
        outbox = doubtful(tmp_path, server, level=5)
        toml = toml_for(server.port, "an@x.example", rest="repeat_level5 = false")
        deliver(outbox, settings_in(tmp_path, toml), NOON)
        assert len(server.received) == 1
    assert states(outbox) == {"unknown": 1}


def test_an_outcome_written_down_but_not_filed_is_believed(tmp_path: Path) -> None:
    """The crash between writing what the server said and moving the file."""
    settings = settings_in(tmp_path, toml_for(1, "an@x.example"))
    enqueue(tmp_path / "out", [message("an@x.example")])
    box = Outbox(tmp_path / "out")
    (record,) = box.read("waiting")
    box.begin(record, "waiting")
    path = tmp_path / "out" / "sending" / f"{record.ident}.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "goes": "sent"}), "utf-8")
    assert deliver(tmp_path / "out", settings, NOON).counts["unknown"] == 0
    assert states(tmp_path / "out") == {"sent": 1}


def test_an_earlier_try_s_outcome_is_not_believed_of_this_one(tmp_path: Path) -> None:
    """Greylisted first; the second try is killed with the mail in the server's hands."""
    with mail_server() as server:
        settings = settings_in(tmp_path, toml_for(server.port, "an@x.example"))
        enqueue(tmp_path / "out", [message("an@x.example")])
        server.behave = {"an@x.example": "full"}  # refused for now after the mark on disk
        assert deliver(tmp_path / "out", settings, NOON).counts["retry"] == 1
        server.behave = {}
        process = sender(tmp_path, (NOON + timedelta(minutes=2)).isoformat())
        server.on_data = lambda _: (process.kill(), process.wait(), None)[-1]
        go(process)
        end(process)
        server.on_data = None
        deliver(tmp_path / "out", settings, NOON + timedelta(hours=2))
        assert len(server.received) == 1
    assert states(tmp_path / "out") == {"unknown": 1}


def test_two_processes_never_send_one_message(tmp_path: Path) -> None:
    people = [f"nguoi{i:02}@x.example" for i in range(12)]
    with mail_server() as server:
        settings_in(tmp_path, toml_for(server.port, *people))
        enqueue(tmp_path / "out", [message(p) for p in people])
        both = [sender(tmp_path), sender(tmp_path)]
        server.on_data = lambda _: time.sleep(0.01)  # long enough for the two to meet
        for process in both:
            go(process)
        said = sorted(end(process) for process in both)
        got = [address for address, _ in server.received]
    assert sorted(got) == people
    assert said in (["12", "busy"], ["0", "12"])


def test_while_one_sends_others_may_enqueue(tmp_path: Path) -> None:
    with mail_server() as server:
        settings = settings_in(tmp_path, toml_for(server.port, "an@x.example", "binh@x.example"))
        enqueue(tmp_path / "out", [message("an@x.example")])
        added: list[tuple[int, int]] = []
        server.on_data = lambda _: added.append(
            enqueue(tmp_path / "out", [message("an@x.example"), message("binh@x.example")])
        )
        deliver(tmp_path / "out", settings, NOON)
        server.on_data = None
        deliver(tmp_path / "out", settings, NOON)
    assert added == [(1, 1)]
    assert states(tmp_path / "out") == {"sent": 2}
