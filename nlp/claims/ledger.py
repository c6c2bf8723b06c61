"""The registry as it stands: what was entered, revised and withdrawn, by whom and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from langnghe.errors import LangngheError
from langnghe.records import Event
from langnghe.text import canonical
from nlp.claims.record import Claim

ADDED, REVISED, WITHDRAWN = "added", "revised", "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One claim of the registry. withdrawn_at: since when it is looked for no more."""

    claim: Claim
    first_at: datetime  # when it was first entered
    entries: int = 1  # how often it was entered or revised
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    why: str = ""  # it was withdrawn

    @property
    def id(self) -> str:
        """Name it, as its events do."""
        return self.claim.claim_id

    @property
    def active(self) -> bool:
        """Tell whether posts are still held against it."""
        return self.withdrawn_at is None


def ledger(events: Iterable[Event]) -> dict[str, Entry]:
    """Return claim_id → entry. Order and repetition of the events do not matter."""
    found: dict[str, Entry] = {}
    seen: set[tuple[str, str, datetime]] = set()
    for event in sorted((e for e in events if e.kind == "claim"), key=lambda e: (e.at, e.what)):
        name = (event.id, event.what, event.at)
        if name in seen:
            continue
        seen.add(name)
        known = found.get(event.id)
        if event.what == WITHDRAWN:
            if known is not None:
                found[event.id] = replace(
                    known,
                    withdrawn_at=event.at,
                    withdrawn_by=event.by,
                    why=str(event.fields.get("why", "")),
                )
            continue
        claim = Claim.from_json({**event.fields, "claim_id": event.id})
        found[event.id] = Entry(
            claim=claim,
            first_at=known.first_at if known else event.at,
            entries=known.entries + 1 if known else 1,
        )
    return found


def entered(known: Entry | None, claim: Claim) -> Event | None:
    """Return the event of entering a claim; None where the registry already says just that.

    Wordings of an earlier entry stay: they were seen in circulation. What the new entry leaves
    empty (legal basis, last day) stays as it was; a claim that was withdrawn is looked for again.
    """
    if known is not None:
        old = known.claim
        claim = replace(
            claim,
            variants=tuple(dict.fromkeys((*old.variants, *claim.variants))),
            legal_basis=claim.legal_basis or old.legal_basis,
            valid_from=min(filter(None, (old.valid_from, claim.valid_from)), default=None),
            valid_to=claim.valid_to or old.valid_to,
        )
        if known.active and _words(claim) == _words(old):
            return None
    fields = {name: value for name, value in claim.to_json().items() if name != "claim_id"}
    return Event(
        kind="claim",
        id=claim.claim_id,
        what=REVISED if known else ADDED,
        by=claim.role,
        at=claim.entered_at,
        fields=fields,
    )


def withdrawn(entry: Entry, role: str, why: str, at: datetime) -> Event:
    """Return the event of withdrawing a claim: nothing is held against it from now on."""
    if not entry.active:
        raise LangngheError(f"{entry.id}: đã rút khỏi sổ từ trước")
    said = canonical(why)
    if not said:
        raise LangngheError("rút một tin khỏi sổ cần lý do; ghi --reason “…”")
    return Event(kind="claim", id=entry.id, what=WITHDRAWN, by=role, at=at, fields={"why": said})


def _words(claim: Claim) -> tuple[object, ...]:
    """Return all that a claim says, without who entered it when."""
    return (
        claim.text, claim.variants, claim.refutation, claim.source, claim.legal_basis,
        claim.valid_from, claim.valid_to,
    )  # fmt: skip
