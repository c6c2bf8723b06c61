"""The work of one pass, under the delivery lock: try what is due, write down every outcome."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from langnghe.errors import DeliveryError, LangngheError
from langnghe.notify.address import destination_of
from langnghe.notify.foresee import rank, stopped
from langnghe.notify.message import Channel
from langnghe.notify.outcome import Outcome, Transport
from langnghe.notify.report import Entry
from langnghe.notify.schedule import hold
from langnghe.notify.settings import DeliverySettings, Retry
from langnghe.notify.store import Outbox, Record, State

SETTINGS_WAIT_S = 1800.0  # a wrong password tried every minute locks the account
REPEAT = ":repeat"


@dataclass
class Pass:
    """One pass; entries fill as it goes. The caller holds the delivery lock."""

    box: Outbox
    settings: DeliverySettings
    now: datetime
    entries: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._began = time.monotonic()
        self._transports: dict[Channel, Transport] = {}
        self._paused: dict[str, tuple[datetime | None, str]] = {}

    def clock(self) -> datetime:
        """Return now, moved on by what the pass took so far: servers can be slow."""
        return self.now + timedelta(seconds=time.monotonic() - self._began)

    def run(self, damaged: list[Path]) -> None:
        """Look at every message once, the most urgent first."""
        self._recover(damaged)
        due: list[tuple[State, Record]] = []
        for state in ("waiting", "held"):
            due += [(state, record) for record in self.box.read(state, damaged)]
        due.sort(key=lambda pair: rank(pair[1]))
        for state, record in due:
            self._one(state, record)

    def close(self) -> None:
        """End all sessions."""
        for transport in self._transports.values():
            transport.close()

    def _recover(self, damaged: list[Path]) -> None:
        """Settle what a process left in sending when it died: we hold its lock, so it is dead."""
        for record in self.box.read("sending", damaged):
            if record.goes and record.goes != "sending":
                # It knew the outcome and had written it down; only the rename was missing.
                self.box.move(record, "sending", record.goes)
                continue
            self._lost(record, "máy bị ngắt đúng lúc gửi")

    def _lost(self, record: Record, why: str) -> None:
        """File a message as unknown; of a level 5 a marked repeat goes out once."""
        again = (
            record.message.level == 5
            and self.settings.delivery.repeat_level5
            and not record.message.event.endswith(REPEAT)
        )
        if again:  # before the move: a crash in between must not lose it
            self.box.add([record.message.repeated()])
            why += "; mức 5 nên gửi thêm một tin ghi rõ là gửi lại"
        record = replace(record, why=why, settled_at=self.clock())
        self.box.move(record, "sending", "unknown")
        self._say(record, "unknown", why)

    def _one(self, state: State, record: Record) -> None:
        delivery = self.settings.delivery
        message, now = record.message, self.clock()
        if stop := stopped(delivery, message):
            if stop.final:
                self._end(record, state, "failed", stop.why)
            else:
                self._say(record, "waiting", stop.why)
            return
        if held := hold(delivery, message, now):
            if state != "held" or record.why != held.why:
                self.box.move(replace(record, why=held.why), state, "held")
            self._say(record, "held", held.why, held.until)
            return
        if record.not_before and record.not_before > now:
            self._say(record, "waiting", record.why, record.not_before)
            return
        where = destination_of(message.recipient)
        if where in self._paused:
            until, why = self._paused[where]
            if until:
                record = replace(record, not_before=until, why=why)
                self.box.move(record, state, "waiting")
            self._say(record, "waiting", why, until)
            return
        self._send(state, record, where)

    def _send(self, state: State, record: Record, where: str) -> None:
        lies: State = state

        def mark() -> None:
            nonlocal lies
            try:
                self.box.begin(record, lies)
            except OSError as error:  # nothing goes out that cannot be written down first
                raise DeliveryError(
                    f"{self.box.root}: không ghi được hộp gửi ({error.strerror}); xem đĩa và quyền"
                ) from error
            lies = "sending"

        try:
            outcome = self._transport(record.message.channel).send(
                record.message, record.ident, mark
            )
        except LangngheError:  # disk or settings: the same for every message
            raise
        except Exception as error:  # one message that cannot be made must not silence the others
            ending: Literal["unknown", "temporary"]
            ending = "unknown" if lies == "sending" else "temporary"
            outcome = Outcome(ending=ending, reason=f"lỗi chương trình: {type(error).__name__}")
        tried = replace(
            record,
            tries=record.tries + 1,
            first_try=record.first_try or self.now,
            why=outcome.reason,
            goes=None,
            not_before=None,
        )
        if outcome.ending == "unknown":
            self._lost(tried, outcome.reason)
        elif outcome.ending in ("sent", "permanent"):
            self._end(tried, lies, "sent" if outcome.ending == "sent" else "failed", outcome.reason)
        else:
            self._again(tried, lies, outcome, where)

    def _again(self, record: Record, lies: State, outcome: Outcome, where: str) -> None:
        """Plan the next try, unless the tries have gone on for too long."""
        now = self.clock()
        retry = self.settings.delivery.retry
        assert record.first_try is not None
        wait = _wait(retry, record, outcome)
        if outcome.wide:
            asked = outcome.retry_after_s is not None or outcome.ending == "settings"
            self._paused[where] = (now + timedelta(seconds=wait) if asked else None, outcome.reason)
        if now >= record.first_try + timedelta(hours=retry.give_up_hours):
            why = f"{outcome.reason}; đã thử {record.tries} lần trong {retry.give_up_hours:g} giờ"
            self._end(record, lies, "failed", why)
            return
        record = replace(record, not_before=now + timedelta(seconds=wait))
        self.box.move(record, lies, "waiting")
        self._say(record, "retry", outcome.reason, record.not_before)

    def _end(self, record: Record, lies: State, to: Literal["sent", "failed"], why: str) -> None:
        record = replace(record, why=why, settled_at=self.clock())
        self.box.move(record, lies, to)
        self._say(record, to, why, record.settled_at)

    def _say(
        self,
        record: Record,
        did: Literal["sent", "held", "waiting", "retry", "failed", "unknown"],
        why: str,
        at: datetime | None = None,
    ) -> None:
        self.entries.append(
            Entry(ident=record.ident, message=record.message, did=did, why=why, at=at)
        )

    def _transport(self, channel: Channel) -> Transport:
        if channel not in self._transports:
            self._transports[channel] = _make(channel, self.settings, self.clock)
        return self._transports[channel]


def _make(channel: Channel, settings: DeliverySettings, clock: Callable[[], datetime]) -> Transport:
    if channel == "email":
        from langnghe.notify.mail import MailTransport

        return MailTransport(settings.delivery.mail, settings.secrets, settings.path.parent)
    if channel == "webhook":
        from langnghe.notify.web import WebTransport

        return WebTransport(settings.secrets, clock)
    from langnghe.notify.chat import ChatTransport

    return ChatTransport(settings.secrets, clock)


def _wait(retry: Retry, record: Record, outcome: Outcome) -> float:
    """Return the seconds to the next try: doubled each time, and never less than the server asked."""
    if outcome.ending == "settings":
        wait = SETTINGS_WAIT_S
    else:
        cap = retry.urgent_cap_s if record.message.urgent else retry.cap_s
        wait = min(cap, retry.first_s * 2.0 ** min(record.tries - 1, 30))
    return max(wait, outcome.retry_after_s or 0.0)
