"""Drafts: what somebody typed and could not send. Kept a day for who typed it, then gone."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from langnghe.desk.vault import Vault, moment, stamp

KEPT = timedelta(hours=24)
_MOST = 2_000_000  # characters of one draft
_ANYONE = ""  # typed under a cookie nobody knows any more: whoever holds the draft's long name


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Fields of a form, in their order, and where the form was going."""

    id: str
    login: str
    action: str
    back: str
    fields: tuple[tuple[str, str], ...]
    made: datetime


class Drafts:
    """The drafts of one workspace."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault

    def keep(
        self, login: str, action: str, back: str, fields: Sequence[tuple[str, str]], now: datetime
    ) -> str:
        """Keep what was typed; return the draft's id."""
        ident = secrets.token_urlsafe(18)
        told = json.dumps([list(pair) for pair in fields], ensure_ascii=False)
        if len(told) > _MOST:
            return ""
        self.vault.run("delete from draft where made < ?", [stamp(now - KEPT)])
        self.vault.run(
            "insert into draft (id, login, action, back, fields, made) values (?, ?, ?, ?, ?, ?)",
            [ident, login, action, back, told, stamp(now)],
        )
        return ident

    def find(self, ident: str, login: str, now: datetime) -> Draft | None:
        """Return a draft of this person."""
        row = self.vault.one(
            "select * from draft where id = ? and login in (?, ?) and made >= ?",
            [ident, login, _ANYONE, stamp(now - KEPT)],
        )
        if row is None:
            return None
        fields = tuple((str(name), str(value)) for name, value in json.loads(row["fields"]))
        return Draft(
            id=ident,
            login=row["login"],
            action=row["action"],
            back=row["back"],
            fields=fields,
            made=moment(row["made"]),
        )

    def mine(self, login: str, now: datetime) -> list[Draft]:
        """Return the drafts of a person, newest first."""
        rows = self.vault.rows(
            "select id from draft where login = ? and made >= ? order by made desc",
            [login, stamp(now - KEPT)],
        )
        found = [self.find(row["id"], login, now) for row in rows]
        return [draft for draft in found if draft]

    def drop(self, ident: str) -> None:
        """Forget a draft that was sent or thrown away."""
        self.vault.run("delete from draft where id = ?", [ident])
