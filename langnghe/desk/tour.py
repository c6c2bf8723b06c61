"""The first round through the desk: the steps of one's guide, a page each; offered once, ended at will, called again.

Works without JavaScript: where somebody stands is kept with the account, and each page shows the step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from langnghe.desk import rights
from langnghe.desk.help import GUIDES, Step
from langnghe.desk.vault import Vault, stamp

if TYPE_CHECKING:
    from datetime import datetime

    from langnghe.desk.ask import Ask

KIND, DONE = "dan", "xong"


@dataclass(frozen=True, slots=True)
class Tour:
    """Where somebody stands. number 0: only offered. here: the page on show is the step's own."""

    number: int
    steps: tuple[Step, ...]
    here: bool

    @property
    def step(self) -> Step:
        return self.steps[self.number - 1]

    @property
    def last(self) -> bool:
        """Return whether no step follows."""
        return self.number == len(self.steps)


def steps_of(role: str) -> tuple[Step, ...]:
    """Return the steps of a role that have a page."""
    return tuple(step for step in GUIDES[role].steps if step.where)


def tour_of(ask: Ask | None) -> Tour | None:
    """Return what of the round this page shows; the offer stands on the start page alone."""
    if ask is None or ask.session.stage:
        return None
    row = ask.desk.vault.one(
        "select value from saved where login = ? and kind = ? and name = ''", [ask.user.login, KIND]
    )
    steps, path = steps_of(ask.role), ask.request.url.path
    if row is None:
        return Tour(0, steps, True) if steps and path == rights.home(ask.role) else None
    if not row["value"].isdecimal() or not 1 <= int(row["value"]) <= len(steps):
        return None
    number = int(row["value"])
    return Tour(number, steps, path == steps[number - 1].where.partition("?")[0])


def stand(vault: Vault, login: str, where: str, now: datetime) -> None:
    """Note at which step somebody stands, or that they are through."""
    vault.run(
        "insert into saved (login, kind, name, value, made) values (?, ?, '', ?, ?) "
        "on conflict (login, kind, name) do update set value = excluded.value, made = excluded.made",
        [login, KIND, where, stamp(now)],
    )
