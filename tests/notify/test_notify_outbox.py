"""The outbox between sends: known keys, dry runs, retention, permissions, damage, decisions."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from notify_office import NOON, mail_server, message, settings_in, states, toml_for

from langnghe.errors import DeliveryError
from langnghe.notify import deliver, enqueue, plan, settle, undecided

DAY = timedelta(days=1)


def everything(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_same_news_to_the_same_reader_is_enqueued_once(tmp_path: Path) -> None:
    said = message("an@x.example")
    assert enqueue(tmp_path / "out", [said, said]) == (1, 1)
    assert enqueue(tmp_path / "out", [message("an@x.example", role="spokesperson")]) == (0, 1)
    assert enqueue(tmp_path / "out", [message("an@x.example", event="escalated")]) == (1, 0)
    assert enqueue(tmp_path / "out", [message("binh@x.example")]) == (1, 0)
    assert states(tmp_path / "out") == {"waiting": 3}


def test_sent_stays_known_also_after_it_was_purged(tmp_path: Path) -> None:
    with mail_server() as server:
        settings = settings_in(tmp_path, toml_for(server.port, "an@x.example"))
        enqueue(tmp_path / "out", [message("an@x.example")])
        deliver(tmp_path / "out", settings, NOON)
        assert deliver(tmp_path / "out", settings, NOON + 29 * DAY).purged == 0
        assert deliver(tmp_path / "out", settings, NOON + 31 * DAY).purged == 1
        assert enqueue(tmp_path / "out", [message("an@x.example")]) == (0, 1)
        deliver(tmp_path / "out", settings, NOON + 32 * DAY)
        assert len(server.received) == 1
    assert states(tmp_path / "out") == {"purged": 1}
    kept = b"".join(everything(tmp_path / "out").values())
    for gone in (b"an@x.example", "Tam Đường".encode(), "ngừng việc".encode()):
        assert gone not in kept
    assert b'"level": 4' in kept


def test_a_dry_run_tells_who_when_and_why_and_touches_nothing(tmp_path: Path) -> None:
    toml = toml_for(9, "an@x.example") + (
        '[roles.propaganda_head]\nlevels = [3]\nto = ["binh@x.example"]\n'
    )
    settings = settings_in(tmp_path, toml)
    night = NOON.replace(hour=23)
    messages = [
        message("an@x.example", text="Dòng một\nDòng hai"),
        message("binh@x.example", role="propaganda_head", level=3),
        message("cu@x.example", event="old"),
    ]
    assert deliver(tmp_path / "out", settings, night, dry_run=True).lines() == [
        "không có tin nào chờ gửi"
    ]
    assert not (tmp_path / "out").exists()
    enqueue(tmp_path / "out", messages)
    before = everything(tmp_path / "out")
    report = deliver(tmp_path / "out", settings, night, dry_run=True)
    assert everything(tmp_path / "out") == before
    said = "\n".join(report.lines())
    assert (
        "sẽ gửi ngay 23:00 12/06/2026: cảnh báo mức 4 → Chủ tịch, thư an@x.example: "
        "“Ngừng việc ở Tam Đường: 300 công nhân, từ 14 giờ”\n    Dòng một\n    Dòng hai" in said
    )
    assert "giữ lại 07:00 13/06/2026: cảnh báo mức 3 → Trưởng Ban Tuyên giáo" in said
    assert "(giờ yên lặng 21:00–07:00)" in said
    assert "không gửi được: cảnh báo mức 4 → Chủ tịch, thư cu@x.example" in said
    assert "địa chỉ không còn trong delivery.toml" in said
    assert report.counts == {
        "sent": 0,
        "would_send": 1,
        "held": 1,
        "waiting": 0,
        "retry": 0,
        "failed": 1,
        "unknown": 0,
    }
    assert plan(settings.delivery, messages, night).counts == report.counts


def test_what_is_held_at_night_goes_in_the_morning(tmp_path: Path) -> None:
    with mail_server() as server:
        toml = toml_for(server.port) + (
            '[roles.propaganda_head]\nlevels = [3, 4]\nto = ["binh@x.example"]\n'
        )
        settings = settings_in(tmp_path, toml)
        night = NOON.replace(hour=2)
        said = {"role": "propaganda_head", "created_at": night}
        enqueue(
            tmp_path / "out",
            [
                message("binh@x.example", level=3, event="ba", subject="mức ba", **said),
                message("binh@x.example", level=4, event="bốn", subject="mức bốn", **said),
            ],
        )
        report = deliver(tmp_path / "out", settings, night)
        assert (report.counts["sent"], report.counts["held"]) == (1, 1)
        assert states(tmp_path / "out") == {"sent": 1, "held": 1}
        assert deliver(tmp_path / "out", settings, night.replace(hour=6)).counts["held"] == 1
        assert deliver(tmp_path / "out", settings, night.replace(hour=7)).counts["sent"] == 1
        assert [m["Subject"] for m in server.mails()] == ["mức bốn", "mức ba"]


def test_the_most_urgent_goes_first(tmp_path: Path) -> None:
    with mail_server() as server:
        settings = settings_in(tmp_path, toml_for(server.port, "an@x.example"))
        enqueue(
            tmp_path / "out",
            [
                message("an@x.example", event="a", subject="bốn"),
                message("an@x.example", event="b", level=5, subject="năm, sau"),
                message(
                    "an@x.example",
                    event="c",
                    level=5,
                    subject="năm, trước",
                    created_at=NOON - DAY,
                ),
            ],
        )
        deliver(tmp_path / "out", settings, NOON)
        assert [m["Subject"] for m in server.mails()] == ["năm, trước", "năm, sau", "bốn"]


def test_an_address_taken_out_of_the_settings_is_never_written_to(tmp_path: Path) -> None:
    with mail_server() as server:
        settings = settings_in(tmp_path, toml_for(server.port, "an@x.example"))
        enqueue(tmp_path / "out", [message("cu@x.example")])
        report = deliver(tmp_path / "out", settings, NOON)
        assert report.counts["failed"] == 1
        assert server.sessions == 0


@pytest.mark.parametrize(
    ("rest", "mail", "why"),
    [("enabled = false", "", "enabled = false"), ("", 'host = ""', "chưa khai mail.host")],
)
def test_switched_off_or_not_set_up_everything_waits(
    tmp_path: Path, rest: str, mail: str, why: str
) -> None:
    toml = toml_for(9, "an@x.example", rest=rest)
    if mail:
        toml = toml.replace('host = "127.0.0.1"', mail)
    settings = settings_in(tmp_path, toml)
    enqueue(tmp_path / "out", [message("an@x.example")])
    report = deliver(tmp_path / "out", settings, NOON)
    assert why in report.entries[0].why
    assert states(tmp_path / "out") == {"waiting": 1}


def test_only_the_office_s_own_account_reads_the_outbox(tmp_path: Path) -> None:
    enqueue(tmp_path / "out", [message()])
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700
    (file,) = (tmp_path / "out" / "waiting").glob("*.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "an@" not in file.name


def test_a_damaged_file_is_named_and_stops_nobody_else(tmp_path: Path) -> None:
    with mail_server() as server:
        settings = settings_in(tmp_path, toml_for(server.port, "an@x.example", "binh@x.example"))
        enqueue(tmp_path / "out", [message("an@x.example"), message("binh@x.example")])
        damaged = sorted((tmp_path / "out" / "waiting").glob("*.json"))[0]
        damaged.write_text('{"id": ', encoding="utf-8")
        report = deliver(tmp_path / "out", settings, NOON)
        assert report.counts["sent"] == 1
        assert report.damaged == (damaged,)
        assert any("tệp hỏng" in line for line in report.lines())
    assert damaged.exists()


def test_a_lost_salt_is_not_replaced_behind_anybody_s_back(tmp_path: Path) -> None:
    enqueue(tmp_path / "out", [message()])
    (tmp_path / "out" / ".salt").unlink()
    with pytest.raises(DeliveryError, match="khôi phục từ bản sao lưu"):
        enqueue(tmp_path / "out", [message()])


def test_a_person_decides_on_what_failed(tmp_path: Path) -> None:
    with mail_server() as server:
        server.behave = {"an@x.example": "no such", "binh@x.example": "no such"}
        settings = settings_in(tmp_path, toml_for(server.port, "an@x.example", "binh@x.example"))
        enqueue(tmp_path / "out", [message("an@x.example"), message("binh@x.example")])
        deliver(tmp_path / "out", settings, NOON)
        _, failed = undecided(tmp_path / "out")
        by_name = {record.message.recipient: record.ident for record in failed}
        settle(tmp_path / "out", by_name["an@x.example"], "drop")
        settle(tmp_path / "out", by_name["binh@x.example"], "resend")
        server.behave = {}
        assert deliver(tmp_path / "out", settings, NOON + DAY).counts["sent"] == 1
        assert [address for address, _ in server.received] == ["binh@x.example"]
    assert states(tmp_path / "out") == {"dropped": 1, "sent": 1}
    with pytest.raises(DeliveryError, match="không có tin"):
        settle(tmp_path / "out", "0" * 32, "drop")
