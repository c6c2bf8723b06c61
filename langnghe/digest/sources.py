"""Say of each source whether it had nothing ("0 tin") or could not be read ("không thu được")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from langnghe.digest.model import SourceState
from langnghe.records import OUTCOME_VI, Outcome

State = Literal["ok", "quiet", "failed", "blocked", "unseen"]


def source_state(row: Mapping[str, Any]) -> SourceState:
    """Return the state of one source from its row of warehouse.digest."""
    visit = row["visit"]
    state, reason = _state(int(row["items"]), visit)
    outcomes = tuple(
        (OUTCOME_VI[Outcome(o["outcome"])], int(o["inputs"])) for o in row["outcomes"] or ()
    )
    return SourceState(
        source=row["source"],
        name=row["name"] if row["declared"] else f"{row['name']} (chưa khai báo)",
        group=row["group"],
        state=state,
        items=int(row["items"]),
        in_scope=int(row["in_scope"]),
        reason=reason,
        last_success=row["last_success"],
        outcomes=outcomes,
    )


def _state(items: int, visit: Mapping[str, Any] | None) -> tuple[State, str]:
    if items:
        return "ok", ""
    if visit is None:
        return "unseen", ""
    if visit["lists_reached"]:
        return "quiet", ""
    reason = visit["last_reason"] or "không rõ lý do"
    if visit["blocked"]:
        return "blocked", reason
    if visit["robots"] and not visit["failed"]:
        return "blocked", reason
    if visit["failed"]:
        return "failed", reason
    return "unseen", ""
