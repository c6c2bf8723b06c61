"""The outbox on disk: one file a message; the folder it lies in is its state.

    waiting ─┬─> sending ─┬─> sent ──> purged     addresses and texts are gone, the name stays
      ^  │   │            ├─> waiting             a temporary error, with the time of the next try
      │  └─> held         ├─> failed              refused for good; a person decides
      └──────┘            └─> unknown             may have gone out; a person decides
    dropped: what a person decided not to send, and a reminder that came while the message it reminds of
    had not left: after a day without a mail server each matter is one message, not one and five reminders.

A state changes by one rename, and a file by one atomic replacement, each followed by fsync of file and
folder: at every moment each message lies whole in exactly one folder. `sending` is entered right
before the step that cannot be taken back, so what lies there when nobody holds the delivery lock may
or may not have gone out. Locks are flock(2): the kernel drops them with the process, kill -9 included.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, get_args

from langnghe.errors import DeliveryError
from langnghe.files import PRIVATE, replace_file, sync_folder
from langnghe.notify.message import Message

State = Literal["waiting", "held", "sending", "sent", "failed", "unknown", "dropped", "purged"]
STATES: tuple[State, ...] = get_args(State)
_DONE: tuple[State, ...] = ("sent", "dropped")
_LEAVES: tuple[State, ...] = ("waiting", "held", "sending")
NEEDLESS = "tin trước về việc này còn chưa đi được, nhắc lại là thừa"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A message and what was tried. goes: where it was on its way to when last written."""

    ident: str
    message: Message
    tries: int = 0
    first_try: datetime | None = None
    not_before: datetime | None = None
    why: str = ""
    goes: State | None = None
    settled_at: datetime | None = None  # when it was sent, failed or lost from sight

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "id": self.ident,
            "tries": self.tries,
            "first_try": _iso(self.first_try),
            "not_before": _iso(self.not_before),
            "why": self.why,
            "goes": self.goes,
            "settled_at": _iso(self.settled_at),
            "message": self.message.to_json(),
        }

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> Record:
        """Return the record of to_json."""
        return cls(
            ident=fields["id"],
            message=Message.from_json(fields["message"]),
            tries=fields["tries"],
            first_try=_time(fields["first_try"]),
            not_before=_time(fields["not_before"]),
            why=fields["why"],
            goes=fields["goes"],
            settled_at=_time(fields["settled_at"]),
        )


class Outbox:
    """The folder of messages; made on first use, closed to other users of the machine."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def open(self) -> Outbox:
        """Return self with every folder there."""
        for name in (*STATES, "tmp"):
            (self.root / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        self.root.chmod(0o700)
        return self

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Hold the short lock under which files are made and moved."""
        with _flock(self.root / ".lock", wait=True):
            yield

    @contextmanager
    def delivering(self) -> Iterator[bool]:
        """Hold the lock of the one process that sends; yield False when another has it."""
        with _flock(self.root / ".deliver.lock", wait=False) as mine:
            yield mine

    def add(self, messages: Iterable[Message]) -> tuple[int, int]:
        """Write new messages to waiting; return (new, already known in whatever state).

        A reminder of what has not left yet is written down as dropped.
        """
        new = known = 0
        with self.changing():
            salt, standing = self._salt(), None
            for message in sorted(messages, key=lambda m: m.created_at):
                ident = _name(salt, message)
                if self.state_of(ident):
                    known += 1
                    continue
                if standing is None:
                    standing = {_matter(r.message) for s in _LEAVES for r in self.read(s, [])}
                if message.again and _matter(message) in standing:
                    done = message.created_at
                    self._write("dropped", Record(ident=ident, message=message, why=NEEDLESS, settled_at=done))  # fmt: skip
                    known += 1
                    continue
                self._write("waiting", Record(ident=ident, message=message))
                standing.add(_matter(message))
                new += 1
        return new, known

    def where(self, message: Message) -> State | None:
        """Return where a message lies, or None if it never came in."""
        with self.changing():
            return self.state_of(_name(self._salt(), message))

    def state_of(self, ident: str) -> State | None:
        """Return where a message lies, or None."""
        for state in STATES:
            if self._path(state, ident).exists():
                return state
        return None

    def read(self, state: State, damaged: list[Path] | None = None) -> list[Record]:
        """Return the records of a state, oldest message first; unreadable files go to damaged."""
        found = []
        for path in sorted((self.root / state).glob("*.json")):
            try:
                found.append(Record.from_json(json.loads(path.read_text(encoding="utf-8"))))
            except FileNotFoundError:  # moved since the folder was listed
                continue
            except (ValueError, KeyError, TypeError) as error:
                if damaged is None:
                    raise DeliveryError(f"{path}: tệp tin nhắn bị hỏng ({error})") from error
                damaged.append(path)
        return sorted(found, key=lambda r: (r.message.created_at, r.ident))

    def count(self, state: State) -> int:
        """Return how many messages lie in a state."""
        return sum(1 for _ in (self.root / state).glob("*.json"))

    def move(self, record: Record, now_in: State, to: State) -> None:
        """Write a record and move it. A crash in between leaves it where it was, with goes telling."""
        with self.changing():
            self._write(now_in, replace(record, goes=to))
            if now_in != to:
                self._rename(record.ident, now_in, to)

    def begin(self, record: Record, now_in: State) -> None:
        """Move a message to sending, durably, before what cannot be taken back."""
        with self.changing():
            # Without this an earlier try's "waiting" would be believed after a crash in this one.
            self._write(now_in, replace(record, goes="sending"))
            self._rename(record.ident, now_in, "sending")

    def purge(self, now: datetime, days: int) -> int:
        """Take addresses and texts out of messages sent or dropped long ago; the name stays, so that
        they are never sent again; return how many."""
        done = 0
        for state in _DONE:
            for path in sorted((self.root / state).glob("*.json")):
                with self.changing():
                    try:
                        fields = json.loads(path.read_text(encoding="utf-8"))
                    except ValueError:  # damaged: left for a person to see
                        continue
                    if "was" not in fields:  # else a crash came between writing and moving
                        settled = _time(fields["settled_at"])
                        if not settled or settled + timedelta(days=days) > now:
                            continue
                        self._replace(path, _without_people(fields, state))
                    self._rename(path.stem, state, "purged")
                done += 1
        return done

    def _path(self, state: State, ident: str) -> Path:
        return self.root / state / f"{ident}.json"

    def _write(self, state: State, record: Record) -> None:
        self._replace(self._path(state, record.ident), record.to_json())

    def _replace(self, path: Path, fields: dict[str, Any]) -> None:
        self._replace_bytes(path, json.dumps(fields, ensure_ascii=False).encode())

    def _replace_bytes(self, path: Path, data: bytes) -> None:
        replace_file(path, data, mode=PRIVATE, temporary=self.root / "tmp" / path.name)

    def _rename(self, ident: str, now_in: State, to: State) -> None:
        self._path(now_in, ident).rename(self._path(to, ident))
        sync_folder(self.root / to)
        sync_folder(self.root / now_in)

    def _salt(self) -> bytes:
        """Return the key under which names are hashed: an address cannot be guessed from a name."""
        path = self.root / ".salt"
        if not path.exists():
            if any(self.count(state) for state in STATES):
                raise DeliveryError(
                    f"{path}: mất tệp này thì không nhận ra tin đã gửi; khôi phục từ bản sao lưu"
                )
            self._replace_bytes(path, secrets.token_bytes(32))
        return path.read_bytes()


def _matter(message: Message) -> tuple[str, str, str]:
    return message.about, message.channel, message.recipient


def _name(salt: bytes, message: Message) -> str:
    return hmac.new(salt, message.key.encode(), hashlib.sha256).hexdigest()[:32]


def _without_people(fields: dict[str, Any], was: State) -> dict[str, Any]:
    message = fields["message"]
    kept = {name: message[name] for name in ("role", "channel", "kind", "level", "created_at")}
    return {"id": fields["id"], "was": was, "settled_at": fields["settled_at"], **kept}


@contextmanager
def _flock(path: Path, *, wait: bool) -> Iterator[bool]:
    import fcntl

    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
