"""What a reader meets first: which stories are a matter to worry about, and in what order."""

from __future__ import annotations

from collections.abc import Sequence

from langnghe.digest.contract import Reading, Row
from langnghe.digest.model import StoryItem

UNSURE = 0.45  # below this a label is marked for a person
# Most of what the press writes is not ours, so a scope that is barely likelier than not is mostly
# wrong: such an item is shown, after the surer ones. (Read on three days of a year of headlines: of
# 27 items over .8, 19 concerned workers; of 44 under .7, four.)
SURE_SCOPE = 0.8
SURE_RISK = 0.5

#: topics by how soon the office must act on them (risk.md, R-codes)
PRESSING = (
    "strike",
    "food_poisoning",
    "work_accident",
    "union_misconduct",
    "misinformation",
    "employer_violation",
)


def pressing(item: StoryItem, copies: Sequence[Row]) -> bool:
    """Say whether a story of risk ≥ 2 is sure enough to worry a leader; others go to the analysts."""
    warned = [c for c in copies if c["in_scope"] and c["risk"] >= 2]
    return bool(warned) and (
        item.outlets > 1
        or any(c["reviewed"] or c["watch"] or c["risk_score"] >= SURE_RISK for c in warned)
    )


def weight(item: StoryItem, copies: Sequence[Row], reading: Reading) -> tuple[float, ...]:
    """Order stories: risk, then home (a commune first), then what presses, then the union itself, then spread."""
    topics = {t for c in copies if c["in_scope"] for t in c["topics"]}
    haste = max((len(PRESSING) - PRESSING.index(t) for t in topics if t in PRESSING), default=0)
    priority = max(
        (4 - reading.watch_priority.get(w, 3) for c in copies for w in c["watch"]), default=0
    )
    home = float(item.at_home) + float(bool(item.communes))  # a commune of ours before the province
    about_union = float(item.stance_union != "none")
    confidence = max((c["risk_score"] for c in copies if c["risk"] == item.risk), default=0.0)
    sure = any(c["reviewed"] or c["watch"] or c["in_scope_score"] >= SURE_SCOPE for c in copies)
    if item.risk >= 2 and (sure or pressing(item, copies)):
        return (item.risk, home, haste > 0, item.outlets, haste, confidence, len(copies))
    worth = item.risk + priority + about_union + (item.stance_union == "negative")
    return (
        float(sure),
        home,
        worth + min(item.outlets, 4) * 0.5,
        haste,
        len(copies),
        confidence,
    )


def unsure(row: Row) -> bool:
    """Say whether a person should look at the labels of a post before trusting them."""
    if row["reviewed"]:
        return False
    scope_doubt = not row["watch"] and row["in_scope_score"] < SURE_SCOPE
    return bool((row["least_score"] or 0) < UNSURE or scope_doubt)
