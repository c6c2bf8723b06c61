"""A refuted claim: what was said, why it is wrong, on what authority and for how long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any, Self

from langnghe.errors import LangngheError
from langnghe.records import HANOI, ROLE_VI, digest_of, hanoi_day, utc
from langnghe.text import canonical, fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim that the office, or an authority it quotes, has refuted.

    variants: other wordings seen in circulation; each is looked for like the text itself.
    valid_from, valid_to: Hà Nội days, both included; None leaves that end open. role: who entered
    it, a key of ROLE_VI, never a person's name. entered_at: aware.
    """

    claim_id: str
    text: str
    refutation: str
    source: str  # where the refutation stands: a document number, an address, an authority
    role: str
    entered_at: datetime
    variants: tuple[str, ...] = ()
    legal_basis: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def __post_init__(self) -> None:
        for name in ("claim_id", "text", "refutation", "source"):
            if not getattr(self, name).strip():
                raise ValueError(f"{self.claim_id or '?'}: {name} is empty")
        for wording in self.wordings:
            if len(fold(wording).split()) < 3:
                raise ValueError(f"{self.claim_id}: {wording!r} is too short to be recognised")
        if self.role not in ROLE_VI:
            raise ValueError(f"{self.claim_id}: unknown role {self.role!r}")
        if self.entered_at.tzinfo is None:
            raise ValueError(f"{self.claim_id}: {self.entered_at.isoformat()} has no time zone")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"{self.claim_id}: valid_to lies before valid_from")

    @property
    def wordings(self) -> tuple[str, ...]:
        """Return the text and its variants."""
        return (self.text, *self.variants)

    def valid(self, moment: datetime) -> bool:
        """Say whether the refutation holds on the Hà Nội day of a moment."""
        day = hanoi_day(moment)
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values: the moment as ISO 8601 UTC, days as ISO dates."""
        row = asdict(self)
        days = {
            name: day.isoformat() if (day := getattr(self, name)) else None
            for name in ("valid_from", "valid_to")
        }
        moment = utc(self.entered_at).isoformat()
        return {**row, **days, "variants": list(self.variants), "entered_at": moment}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """Return the claim of to_json; unknown or missing keys are an error."""
        if extra := row.keys() - {f.name for f in fields(cls)}:
            raise ValueError(f"unknown fields {sorted(extra)}")
        variants = row.get("variants", [])
        if isinstance(variants, str) or not all(isinstance(v, str) for v in variants):
            raise ValueError(f"variants are a list of texts, not {variants!r:.80}")
        days = {
            name: date.fromisoformat(row[name]) if row.get(name) else None
            for name in ("valid_from", "valid_to")
        }
        moment = datetime.fromisoformat(row["entered_at"])
        return cls(**{**row, **days, "variants": tuple(variants), "entered_at": moment})


def new_claim(
    *,
    text: str,
    refutation: str,
    source: str,
    role: str,
    at: datetime,
    variants: Iterable[str] = (),
    legal_basis: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Claim:
    """Return a claim as a person enters it: canonical text, empty variants dropped, named after its
    folded text, so the same claim entered twice is one claim with two revisions."""
    said = canonical(text)
    return Claim(
        claim_id=f"claim-{digest_of(fold(said))}",
        text=said,
        refutation=canonical(refutation),
        source=canonical(source),
        role=role,
        entered_at=at,
        variants=tuple(dict.fromkeys(v for raw in variants if (v := canonical(raw)) and v != said)),
        legal_basis=canonical(legal_basis),
        valid_from=valid_from or at.astimezone(HANOI).date(),
        valid_to=valid_to,
    )


def load_claims(rows: Iterable[Mapping[str, Any]]) -> tuple[Claim, ...]:
    """Return the claims of rows as to_json writes them, the newest entry of each claim_id.

    A row that is wrong is refused with its number and the reason.
    """
    newest: dict[str, Claim] = {}
    for number, row in enumerate(rows, 1):
        try:
            claim = Claim.from_json(row)
        except (KeyError, TypeError, ValueError) as error:
            reason = f"thiếu {error}" if isinstance(error, KeyError) else str(error)
            raise LangngheError(
                f"tin đã bác bỏ, dòng {number}: {reason}; sửa dòng đó rồi nhập lại"
            ) from error
        known = newest.get(claim.claim_id)
        if known is None or known.entered_at <= claim.entered_at:
            newest[claim.claim_id] = claim
    return tuple(newest[key] for key in sorted(newest))
