"""E-mail against a real SMTP server: what it takes, refuses, puts off, and what happens when it drops us."""

from __future__ import annotations

from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from notify_office import (
    NOON,
    free_port,
    mail_server,
    make_certificate,
    message,
    settings_in,
    states,
    toml_for,
)

from langnghe.notify import Attachment, check, deliver, enqueue

MINUTE = timedelta(minutes=1)


def test_a_mail_arrives_as_it_was_written(tmp_path: Path) -> None:
    with mail_server() as server:
        settings = settings_in(tmp_path, toml_for(server.port, "an@co-quan.example"))
        said = message(
            attachments=(
                Attachment(name="Điểm báo.pdf", media_type="application/pdf", content=b"%PDF"),
            )
        )
        assert enqueue(tmp_path / "out", [said]) == (1, 0)
        report = deliver(tmp_path / "out", settings, NOON)
        (mail,) = server.mails()
        (raw,) = server.to("an@co-quan.example")
    assert report.counts["sent"] == 1
    assert states(tmp_path / "out") == {"sent": 1}
    assert mail["Subject"] == said.subject
    assert mail["From"].addresses[0].display_name == "Lắng Nghe"
    assert mail["To"].addresses[0].addr_spec == "an@co-quan.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Importance"] == "high"
    assert parsedate_to_datetime(mail["Date"]) == NOON
    assert mail.get_body(("plain",)).get_content().splitlines() == said.text.splitlines()
    assert mail.get_body(("html",)).get_content().strip() == said.html
    (file,) = mail.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("Điểm báo.pdf", b"%PDF")
    assert raw.isascii()  # every server on the way can carry it
    assert max(map(len, raw.splitlines())) <= 998


def test_a_long_vietnamese_subject_survives_folding(tmp_path: Path) -> None:
    subject = "Công nhân ngừng việc tập thể đòi lương tháng 13, hoà giải ở huyện Phong Thổ, " * 3
    with mail_server() as server:
        settings = settings_in(tmp_path, toml_for(server.port, "an@co-quan.example"))
        enqueue(tmp_path / "out", [message(subject=subject + "\r\nBcc: la@la.example")])
        deliver(tmp_path / "out", settings, NOON)
        (mail,) = server.mails()
    assert mail["Subject"] == " ".join(subject.split()) + " Bcc: la@la.example"
    assert mail["Bcc"] is None


def test_a_permanent_refusal_is_not_tried_again_and_a_temporary_one_is(tmp_path: Path) -> None:
    people = ["an@x.example", "binh@x.example", "chi@x.example", "dung@x.example", "em@x.example"]
    with mail_server() as server:
        server.behave = {
            "binh@x.example": "no such",
            "chi@x.example": "later",
            "dung@x.example": "bad content",
            "em@x.example": "full",
        }
        settings = settings_in(tmp_path, toml_for(server.port, *people))
        enqueue(tmp_path / "out", [message(p) for p in people])
        first = deliver(tmp_path / "out", settings, NOON)
        too_soon = deliver(tmp_path / "out", settings, NOON + timedelta(seconds=30))
        server.behave = {}
        second = deliver(tmp_path / "out", settings, NOON + 2 * MINUTE)
        got = {p: len(server.to(p)) for p in people}
        assert server.sessions == 2  # one for each pass that had something to send
    assert {e.message.recipient[:2]: e.did for e in first.entries} == {
        "an": "sent",
        "bi": "failed",
        "ch": "retry",
        "du": "failed",
        "em": "retry",
    }
    reasons = {e.message.recipient[:2]: e.why for e in first.entries}
    assert "550 5.1.1 No such user" in reasons["bi"]
    assert "450 4.2.0 Greylisted" in reasons["ch"]
    assert too_soon.counts["waiting"] == 2
    assert too_soon.counts["sent"] == 0
    assert second.counts["sent"] == 2
    assert second.failed == 2  # still told, pass after pass, until a person decides
    assert got == {"an@x.example": 1, "chi@x.example": 1, "em@x.example": 1} | {
        "binh@x.example": 0,
        "dung@x.example": 0,
    }


def test_a_message_is_the_same_bytes_at_every_try(tmp_path: Path) -> None:
    with mail_server() as server:
        server.behave = {"an@x.example": "drop late"}  # takes it, then hangs up without a word
        settings = settings_in(tmp_path, toml_for(server.port, "an@x.example"))
        enqueue(tmp_path / "out", [message("an@x.example")])
        report = deliver(tmp_path / "out", settings, NOON)
        assert report.counts["unknown"] == 1
        from langnghe.notify import settle, undecided

        ((unknown,), ()) = undecided(tmp_path / "out")
        server.behave = {}
        assert deliver(tmp_path / "out", settings, NOON + 60 * MINUTE).counts["sent"] == 0
        settle(tmp_path / "out", unknown.ident, "resend")
        assert deliver(tmp_path / "out", settings, NOON + 61 * MINUTE).counts["sent"] == 1
        first, second = server.to("an@x.example")
    assert first == second  # the same Message-ID too: mail programs fold the two into one


def test_a_connection_lost_before_the_last_line_is_tried_again_by_itself(tmp_path: Path) -> None:
    with mail_server() as server:
        server.behave = {"an@x.example": "drop early"}
        settings = settings_in(tmp_path, toml_for(server.port, "an@x.example"))
        enqueue(tmp_path / "out", [message("an@x.example")])
        assert deliver(tmp_path / "out", settings, NOON).counts["retry"] == 1
        server.behave = {}
        assert deliver(tmp_path / "out", settings, NOON + 2 * MINUTE).counts["sent"] == 1
        assert len(server.to("an@x.example")) == 1


def test_a_server_that_is_down_is_asked_once_a_pass(tmp_path: Path) -> None:
    people = [f"nguoi{i}@x.example" for i in range(4)]
    settings = settings_in(tmp_path, toml_for(free_port(), *people))
    enqueue(tmp_path / "out", [message(p) for p in people])
    report = deliver(tmp_path / "out", settings, NOON)
    assert (report.counts["retry"], report.counts["waiting"]) == (1, 3)
    assert "không kết nối được máy chủ thư" in report.entries[0].why


def test_tries_come_further_apart_and_end_after_two_days(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, toml_for(free_port(), "an@x.example"))
    enqueue(tmp_path / "out", [message("an@x.example")])
    when, waits = NOON, []
    for _ in range(6):
        (entry,) = deliver(tmp_path / "out", settings, when).entries
        assert entry.at is not None
        waits.append((entry.at - when).total_seconds())
        when = entry.at
    # Doubled, and for an urgent message never more than five minutes; a pass itself takes a moment.
    for wait, meant in zip(waits, (60, 120, 240, 300, 300, 300), strict=True):
        assert meant <= wait < meant + 30
    (entry,) = deliver(tmp_path / "out", settings, NOON + timedelta(hours=49)).entries
    assert (entry.did, states(tmp_path / "out")) == ("failed", {"failed": 1})
    assert "đã thử 7 lần trong 48 giờ" in entry.why


def test_a_421_closes_the_shop_for_this_pass(tmp_path: Path) -> None:
    people = ["an@x.example", "binh@x.example"]
    with mail_server() as server:
        server.behave = dict.fromkeys(people, "closing")
        settings = settings_in(tmp_path, toml_for(server.port, *people))
        enqueue(tmp_path / "out", [message(p) for p in people])
        report = deliver(tmp_path / "out", settings, NOON)
        assert (report.counts["retry"], report.counts["waiting"]) == (1, 1)
        server.behave = {}
        assert deliver(tmp_path / "out", settings, NOON + 2 * MINUTE).counts["sent"] == 2


MAIL = 'user = "langnghe"\nsecurity = "starttls"\nca_file = "ca.pem"'


def test_starttls_and_log_in(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    with mail_server(tls=certificate.server, password="mat-khau-42") as server:
        toml = toml_for(server.port, "an@x.example", mail=MAIL)
        settings = settings_in(tmp_path, toml, 'SMTP_PASSWORD = "mat-khau-42"')
        enqueue(tmp_path / "out", [message("an@x.example")])
        assert deliver(tmp_path / "out", settings, NOON).counts["sent"] == 1
        assert server.logins == 1


def test_a_wrong_password_keeps_everything_waiting_and_does_not_lock_the_account(
    tmp_path: Path,
) -> None:
    certificate = make_certificate(tmp_path)
    people = ["an@x.example", "binh@x.example"]
    with mail_server(tls=certificate.server, password="dung-mat-khau") as server:
        toml = toml_for(server.port, *people, mail=MAIL)
        settings = settings_in(tmp_path, toml, 'SMTP_PASSWORD = "sai-mat-khau"')
        enqueue(tmp_path / "out", [message(p) for p in people])
        report = deliver(tmp_path / "out", settings, NOON)
        deliver(tmp_path / "out", settings, NOON + 5 * MINUTE)
        tried = server.logins
        problem = next(c for c in check(settings, tmp_path / "out") if c.name == "Máy chủ thư")
        settings = settings_in(tmp_path, toml, 'SMTP_PASSWORD = "dung-mat-khau"')
        late = deliver(tmp_path / "out", settings, NOON + 31 * MINUTE)
    assert "không cho đăng nhập: 535" in report.entries[0].why
    assert tried <= 2  # smtplib offers one mechanism after another within one connection
    assert (problem.level, "535" in problem.detail) == ("error", True)
    assert late.counts["sent"] == 2
    everything = b"".join(p.read_bytes() for p in (tmp_path / "out").rglob("*.json"))
    assert b"mat-khau" not in everything


def test_a_password_the_protocol_cannot_carry_is_told_as_such(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    with mail_server(tls=certificate.server, password="x") as server:
        toml = toml_for(server.port, "an@x.example", mail=MAIL)
        settings = settings_in(tmp_path, toml, 'SMTP_PASSWORD = "mật khẩu"')
        enqueue(tmp_path / "out", [message("an@x.example")])
        report = deliver(tmp_path / "out", settings, NOON)
    assert report.counts["retry"] == 1
    assert "đổi sang chữ không dấu" in report.entries[0].why


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_without_tls_never_sees_the_mail_or_the_password(
    tmp_path: Path, security: str
) -> None:
    with mail_server() as server:
        toml = toml_for(server.port, "an@x.example", mail=f'security = "{security}"\ntimeout_s = 2')
        settings = settings_in(tmp_path, toml)
        enqueue(tmp_path / "out", [message("an@x.example")])
        report = deliver(tmp_path / "out", settings, NOON)
        assert report.counts["retry"] == 1
        assert server.received == []


def test_a_stranger_s_certificate_is_refused(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    with mail_server(tls=certificate.server) as server:
        settings = settings_in(
            tmp_path, toml_for(server.port, "an@x.example", mail='security = "starttls"')
        )
        enqueue(tmp_path / "out", [message("an@x.example")])
        report = deliver(tmp_path / "out", settings, NOON)
        assert "chứng thư của máy chủ thư không hợp lệ" in report.entries[0].why
        assert server.received == []


def test_doctor_connects_and_sends_nothing(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    with mail_server(tls=certificate.server, password="bi-mat") as server:
        settings = settings_in(
            tmp_path, toml_for(server.port, "an@x.example", mail=MAIL), 'SMTP_PASSWORD = "bi-mat"'
        )
        found = {c.name: c for c in check(settings, tmp_path / "out")}
        assert server.received == []
    assert {c.level for c in found.values()} == {"ok"}
    assert "đăng nhập được" in found["Máy chủ thư"].detail
    dead = settings_in(tmp_path, toml_for(free_port(), "an@x.example"))
    found = {c.name: c for c in check(dead, tmp_path / "out")}
    assert found["Máy chủ thư"].level == "error"
