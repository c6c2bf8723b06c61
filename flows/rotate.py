"""Another key for pseudonyms: every stored one is renamed, in landing, in the warehouse, in the ledger.

Wrapped (the usual way): the new key comes on top of the old ones, so who speaks again is still the same
person in counts, and a copy of the old warehouse joins with nothing of the new one. Cut: all stored
pseudonyms are renamed with a key that is thrown away at once, and a new chain begins: nobody, not
even with every key of ours, gets from a handle to what was stored before.

Lines are renamed by a table old → new made of the warehouse, which changes last, in one transaction
that also writes down that it did: killed anywhere, the next call goes on where this one ended.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flows.erase import change_event
from flows.forget import in_lake
from flows.serve_lock import holder
from flows.serve_state import serve_lock
from flows.snapshot import take
from langnghe import landing
from langnghe.audit import AuditLog, act
from langnghe.config import Workspace
from langnghe.errors import ConfigError
from langnghe.files import PRIVATE, replace_file
from langnghe.forgotten import Ledger
from langnghe.privacy import load_key, renamed
from langnghe.privacy.contacts import Contacts
from langnghe.privacy.keys import KEY
from warehouse import expiry, open_store, rekey
from warehouse.load import load
from warehouse.snapshot import snapshot_of

_HASH = re.compile(rb'"(?:author_key|reader)": "([0-9a-f]{24})"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    """What was renamed. people: pseudonyms; lines: of landing; lake: what came of it there."""

    people: int
    lines: int
    files: int
    cut: bool
    lake: str


def rotate_key(workspace: Workspace, now: datetime, *, role: str, cut: bool = False) -> Rotated:
    """Rename every pseudonym and put the new key in place. Raise while `langnghe serve` runs."""
    if holder(serve_lock(workspace)) is not None:
        raise ConfigError("`langnghe serve` đang chạy bằng khoá cũ; dừng nó rồi chạy lại")
    begun = workspace.key_file.with_name("pseudonym.moi.key")
    if not begun.exists():
        # The throwaway key of a cut, then the first key of the new chain.
        given = secrets.token_bytes(2 * KEY) if cut else secrets.token_bytes(KEY)
        replace_file(begun, given, mode=PRIVATE)
    fresh = begun.read_bytes()
    cut = len(fresh) > KEY  # as it was begun
    chain = fresh[KEY:] if cut else load_key(workspace.key_file) + fresh

    def anew(old: str) -> str:
        return renamed(fresh[:KEY], old)

    with open_store(workspace.warehouse) as store:
        load(store, workspace.landing)
        lines = files = people = 0
        if not rekey.done(store):
            names = {old: anew(old) for old in rekey.people(store)}
            people = len(names)
            events = rekey.events(store, names)
            lines, files = _landing(workspace, names, events)
            _waiting(workspace, names)
            expiry.owe(workspace.warehouse)
            rekey.rename(store, names, events, landing.files(workspace.landing))
        # From here on the warehouse speaks the new names: the key has to follow.
        ledger = Ledger.of(workspace.root)
        if not cut and ledger.authors():
            ledger.renamed(anew, now)
        replace_file(workspace.key_file, chain, mode=PRIVATE)
        rekey.clear(store)
        begun.unlink()
    expiry.compact(workspace.warehouse)
    if snapshot_of(workspace).exists():
        take(workspace)
    AuditLog.of(workspace.root).add(
        act(role, role, "đổi khoá bút danh", "cắt" if cut else "nối", outcome=f"{people} mã")
    )
    return Rotated(people=people, lines=lines, files=files, cut=cut, lake=in_lake(workspace))


def _landing(
    workspace: Workspace, names: Mapping[str, str], events: Mapping[str, Mapping[str, Any]]
) -> tuple[int, int]:
    """Rename in every landing file; a line that has been renamed already is no line of `names`."""
    change = _changer(names, events)
    done = [landing.rewrite(path, change) for path in landing.files(workspace.landing)]
    return sum(done), sum(n > 0 for n in done)


def _changer(
    names: Mapping[str, str], events: Mapping[str, Mapping[str, Any]]
) -> Callable[[bytes], bytes | None]:
    def change(line: bytes) -> bytes | None:
        if line.startswith(b'{"type": "event"'):
            return change_event(line, events)
        found = _HASH.search(line)
        if found is None or found[1].decode() not in names:
            return None
        row = json.loads(line)
        for name in ("author_key", "reader"):
            if row.get(name) in names:
                row[name] = names[row[name]]
        return json.dumps(row, ensure_ascii=False).encode()

    return change


def _waiting(workspace: Workspace, names: Mapping[str, str]) -> None:
    """Rename the ways to answer that wait under a conversation's pseudonym."""
    data = workspace.root / "data"
    drawer = Contacts(data / "waiting", data / "waiting.key")
    for ident in drawer.idents():
        if ident in names:
            drawer.keep(names[ident], drawer.reveal(ident, lambda: None))
            drawer.forget(ident)
