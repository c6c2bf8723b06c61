"""One pass over the outbox: what is due goes out, what is held says why, every message is counted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Literal

from langnghe.errors import DeliveryError
from langnghe.notify.foresee import foreseen
from langnghe.notify.message import Message
from langnghe.notify.report import Entry, Report
from langnghe.notify.settings import Delivery, DeliverySettings
from langnghe.notify.store import Outbox, Record, State
from langnghe.notify.work import Pass


def enqueue(outbox_dir: Path, messages: Iterable[Message]) -> tuple[int, int]:
    """Put messages into the outbox, durably; return (new, already known by their key)."""
    return Outbox(outbox_dir).open().add(messages)


def gone_out(outbox_dir: Path, messages: Iterable[Message]) -> tuple[Message, ...]:
    """Return those of some messages that were sent, now or in the days that are kept."""
    box = Outbox(outbox_dir).open()
    return tuple(m for m in messages if box.where(m) == "sent")


def plan(delivery: Delivery, messages: Iterable[Message], now: datetime) -> Report:
    """Return what would become of messages that are in no outbox: a dry run before enqueue."""
    records = [Record(ident="", message=message) for message in messages]
    return Report(entries=tuple(foreseen(delivery, records, now)), dry_run=True)


def deliver(
    outbox_dir: Path, settings: DeliverySettings, now: datetime, dry_run: bool = False
) -> Report:
    """Send what is due at now (aware) and return every message's outcome.

    A dry run reads and changes nothing. While another process sends, nothing is done and busy is set.
    """
    if now.tzinfo is None:
        raise ValueError("now has no time zone")
    box = Outbox(outbox_dir)
    damaged: list[Path] = []
    if dry_run:
        records = [r for state in ("waiting", "held") for r in box.read(state, damaged)]
        entries = list(foreseen(settings.delivery, records, now))
        return _report(box, entries, damaged, dry_run=True)
    with box.open().delivering() as mine:
        if not mine:
            return Report(busy=True)
        work = Pass(box, settings, now)
        try:
            work.run(damaged)
        finally:
            work.close()
        purged = box.purge(now, settings.delivery.keep_sent_days)
        return _report(box, work.entries, damaged, purged=purged)


def settle(outbox_dir: Path, ident: str, decision: Literal["arrived", "resend", "drop"]) -> None:
    """Carry out what a person decided on a message that is unknown or failed."""
    box = Outbox(outbox_dir).open()
    with box.delivering() as mine:
        if not mine:
            raise DeliveryError("một tiến trình khác đang gửi; đợi một phút rồi làm lại")
        for state in ("unknown", "failed"):
            for record in box.read(state):
                if record.ident != ident:
                    continue
                if decision == "resend":
                    fresh = Record(ident=ident, message=record.message, why="người cho gửi lại")
                    box.move(fresh, state, "waiting")
                else:
                    to: State = "sent" if decision == "arrived" else "dropped"
                    box.move(record, state, to)
                return
    raise DeliveryError(f"không có tin {ident!r} đang chờ người quyết định")


def undecided(outbox_dir: Path) -> tuple[tuple[Record, ...], tuple[Record, ...]]:
    """Return the (unknown, failed) messages: they wait for a person."""
    box = Outbox(outbox_dir)
    return tuple(box.read("unknown")), tuple(box.read("failed"))


def _report(
    box: Outbox,
    entries: list[Entry],
    damaged: list[Path],
    *,
    dry_run: bool = False,
    purged: int = 0,
) -> Report:
    return Report(
        entries=tuple(entries),
        dry_run=dry_run,
        unknown=box.count("unknown"),
        failed=box.count("failed"),
        purged=purged,
        damaged=tuple(damaged),
    )
