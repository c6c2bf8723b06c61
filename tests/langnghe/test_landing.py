"""A landing file of one order: the same lines, whether its events come one by one or together."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from langnghe.landing import LandingWriter, recover
from langnghe.records import Event

EVENTS = [
    Event(kind="register.messages", id=f"{n:016x}", what="opened", by="analyst",
          at=datetime(2026, 5, 1, tzinfo=UTC), fields={"name": "Vì người lao động", "no": n, "off": None})
    for n in range(3)
]  # fmt: skip


def test_events_together_are_the_lines_of_events_one_by_one(tmp_path: Path) -> None:
    with LandingWriter(tmp_path, "a") as one_by_one:
        for event in EVENTS:
            one_by_one.event(event)
    with LandingWriter(tmp_path, "b") as together:
        together.events(EVENTS)
    assert together.final.read_bytes() == one_by_one.final.read_bytes()
    assert together.lines == one_by_one.lines == 3


def test_events_together_are_on_disk_before_the_file_is_closed(tmp_path: Path) -> None:
    writer = LandingWriter(tmp_path, "a")
    writer.events(EVENTS)
    assert writer.part.read_bytes().count(b"\n") == 3
    writer.close()
    assert recover(tmp_path) == []
