"""What happened to an alert, a case, an inquiry, a row of a register …"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from langnghe.records.naming import utc
from langnghe.records.roles import ROLE_VI

# metric: figures of an own post at one moment; connector: what a platform said of quota and access;
# retention: what was kept long enough and went;
# document: what was read out of a guidance document; carriage: a message found in a text;
# difference: what own outlets say differently of one event; story: what a person coded of a story;
# report, brief: what was made of a period; forecast: of one day, and what came of it;
# quarantine: a landing line that could not be used, and what a person decided of it;
# look: how far the warehouse had come when texts were held against messages or documents;
# request: somebody asked about their own data;
# message: one message of an own inbox, scrubbed, before anybody has taken it for a question.
SUBJECTS: tuple[str, ...] = (
    "alert", "case", "claim", "inquiry", "metric", "connector", "message", "retention",
    "document", "carriage", "difference", "story", "report", "brief", "forecast",
    "quarantine", "look", "request",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened to one subject; its state is the fold of its events.

    kind: of SUBJECTS, or "register." and the id of a kind of register (one row of it is a subject).
    by: a role of ROLE_VI, or machine@detector. fields: plain JSON values, new ones in full.
    """

    kind: str
    id: str
    what: str
    by: str
    at: datetime
    fields: Mapping[str, Any]

    def __post_init__(self) -> None:
        known = self.kind in SUBJECTS or self.kind.startswith("register.")
        if not (known and self.id and self.what) or self.at.tzinfo is None:
            raise ValueError(f"an event names its subject, what happened and when: {self!r:.200}")
        if self.by not in ROLE_VI and not self.by.startswith("machine@"):
            raise ValueError(f"{self.id}: {self.by!r} is neither a role nor machine@…")

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values, the moment as ISO 8601 UTC."""
        # Not asdict(): it copies deeply, and was a fifth of an import of registers.
        return {
            "kind": self.kind,
            "id": self.id,
            "what": self.what,
            "by": self.by,
            "at": utc(self.at).isoformat(),
            "fields": dict(self.fields),
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """Return the event of to_json; unknown keys are an error."""
        return cls(**{**row, "at": datetime.fromisoformat(row["at"])})
