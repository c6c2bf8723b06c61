"""The view says of refuted claims what the ledger says, whatever happened to them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from langnghe.landing import LandingWriter
from langnghe.records import Event
from nlp.claims import Claim, entered, ledger, new_claim, withdrawn
from warehouse import Store, alerts
from warehouse.load import load

NOON = datetime(2026, 6, 10, 5, 0, tzinfo=UTC)


def claim(text: str, hours: int, **more: object) -> Claim:
    values = {
        "text": text, "refutation": "Không đúng: “xem” công văn.", "source": "Công văn mẫu 12",
        "role": "legal_team", "at": NOON + timedelta(hours=hours), **more,
    }  # fmt: skip
    return new_claim(**values)  # type: ignore[arg-type]


def history() -> list[Event]:
    """Three claims: one entered twice, one withdrawn, one withdrawn and entered again."""
    events: list[Event] = []

    def enter(one: Claim) -> None:
        event = entered(ledger(events).get(one.claim_id), one)
        events.extend([event] if event else [])

    def withdraw(one: Claim, hours: int) -> None:
        at = NOON + timedelta(hours=hours)
        events.append(withdrawn(ledger(events)[one.claim_id], "chair", "luật đổi", at))

    fee = "Từ tháng 7 đoàn phí công đoàn tăng lên 3% lương"
    rest = "Công nhân được nghỉ Tết 20 ngày hưởng nguyên lương"
    end = "Công đoàn Việt Nam sẽ bị giải thể trong năm 2026"
    enter(claim(fee, 0, valid_to=date(2026, 12, 31)))
    enter(claim(fee, 1, variants=("đoàn phí lên 3 phần trăm",), legal_basis="Điều lệ"))
    enter(claim(fee, 2))  # says nothing new
    enter(claim(rest, 3))
    withdraw(claim(rest, 3), 4)
    enter(claim(end, 5, role="analyst"))
    withdraw(claim(end, 5), 6)
    enter(claim(end, 7))
    return events


def test_the_view_and_the_ledger_tell_the_same(store: Store, tmp_path: Path) -> None:
    events = history()
    assert [event.what for event in events] == [
        "added", "revised", "added", "withdrawn", "added", "withdrawn", "revised",
    ]  # fmt: skip
    with LandingWriter(tmp_path / "landing", "events") as writer:
        for event in (*events, *events[:3]):  # landed twice, stored once
            writer.event(event)
    load(store, tmp_path / "landing")
    rows = {row["id"]: row for row in store.dicts("select * from mart.claim")}
    told = ledger(alerts.events(store, ("claim",)))
    assert told == ledger(events)
    assert rows.keys() == told.keys()
    for key, entry in told.items():
        said, row = entry.claim, rows[key]
        assert row == {
            "id": key, "text": said.text, "variants": list(said.variants),
            "refutation": said.refutation, "source": said.source, "legal_basis": said.legal_basis,
            "valid_from": said.valid_from, "valid_to": said.valid_to, "role": said.role,
            "first_at": entry.first_at, "entered_at": said.entered_at, "entries": entry.entries,
            "withdrawn_at": entry.withdrawn_at, "withdrawn_by": entry.withdrawn_by,
            "why": entry.why,
        }  # fmt: skip
    assert sum(entry.active for entry in told.values()) == 2
