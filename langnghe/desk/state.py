"""The folded states pages share, each worked out once for a state of the copy. Not to be changed."""

from __future__ import annotations

from flows.cases import Desk as Cases
from flows.cases import desk
from flows.inquiries import Counter, counter
from flows.requests import Register, register
from langnghe.desk.ask import Ask


def cases_of(ask: Ask) -> Cases:
    """Return all alerts and cases, for reading; a write folds anew from its own store."""
    return ask.once(("state", "cases"), lambda: desk(ask.store, ask.workspace))


def counter_of(ask: Ask) -> Counter:
    """Return all questions and sample answers, for reading."""
    return ask.once(("state", "inquiries"), lambda: counter(ask.store, ask.workspace))


def requests_of(ask: Ask) -> Register:
    """Return all requests about personal data, for reading."""
    return ask.once(("state", "requests"), lambda: register(ask.store, ask.workspace))
