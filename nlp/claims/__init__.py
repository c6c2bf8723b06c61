"""Refuted claims (tin đã bác bỏ), and finding them when they come back: accents dropped, teencode,
paraphrased, inside a longer text."""

from nlp.claims.ledger import Entry, entered, ledger, withdrawn
from nlp.claims.match import Match, Registry, match
from nlp.claims.record import Claim, load_claims, new_claim
from nlp.claims.signs import threshold

__all__ = [
    "Claim",
    "Entry",
    "Match",
    "Registry",
    "entered",
    "ledger",
    "load_claims",
    "match",
    "new_claim",
    "threshold",
    "withdrawn",
]
