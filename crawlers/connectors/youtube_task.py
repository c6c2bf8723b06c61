"""One pull of one YouTube source: what it was given, what it remembers, what it tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from crawlers.connectors.base import Account, ConnectorError, Json, State, visit_of
from crawlers.connectors.youtube_api import Api
from langnghe.records import Outcome, Visit

METHOD = "youtube@v3"


@dataclass(slots=True)
class Task:
    account: Account
    state: State
    api: Api
    now: datetime
    counts: dict[str, int | None] = field(default_factory=dict)  # comments now; None: closed

    @property
    def videos(self) -> dict[str, Json]:
        """Return the videos we follow: id → when first seen, comments there when read whole."""
        followed: dict[str, Json] = self.state.memory.setdefault("videos", {})
        return followed

    def visit(self, url: str, role: str, posts: int, new: int, reason: str = "") -> Visit:
        return Visit(
            source=self.account.source.id,
            url=url,
            role=role,
            at=self.api.client.clock(),
            outcome=Outcome.KNOWN,
            reason=reason,
            items=posts,
            new_items=new,
            method=METHOD,
        )

    def trouble(self, error: ConnectorError, role: str) -> Visit:
        """Note a part that failed; the pull goes on."""
        self.state.troubles.append(error)
        return visit_of(self.account.source, error, self.api.client.clock(), role)
