"""The registry of refuted claims at work: entered and withdrawn by people, held against fresh posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from flows.cases import CLAIM, Desk
from flows.record import held, record
from langnghe.cases.fold import find_as
from langnghe.cases.rights import require
from langnghe.cases.rules import ClaimRow, CopyRow
from langnghe.config import Workspace
from langnghe.errors import LangngheError
from langnghe.records import Event, Post, digest_of
from langnghe.text import canonical
from nlp.claims import Claim, Entry, Match, Registry, entered, ledger, new_claim, withdrawn
from nlp.copies import copies
from warehouse import Store, alerts, said
from warehouse.series import Moment, Office

# Who speaks for the office on law and facts; who reads for it enters what they have said.
ENTER = "analyst propaganda_head policy_head legal_team spokesperson vice_chair chair".split()
WITHDRAW = "propaganda_head policy_head legal_team vice_chair chair".split()

CLAIM_BACK = timedelta(hours=36)  # a look a day, however late it comes, misses no post
COPY_BACK = timedelta(days=3)
# Articles of our own field say the words of a claim in passing: of 1,000 whole ones 17 were matched
# at the usual threshold, 2 at this one (python -m benchmarks.claims --curve).
IN_PASSING = 0.7
SHOWN_BACK = timedelta(days=7)


def entries(store: Store) -> dict[str, Entry]:
    """Return the registry as it stands, withdrawn claims included."""
    return ledger(alerts.events(store, ("claim",)))


def find(registry: Mapping[str, Entry], given: str) -> Entry:
    """Return the entry of an id, or of a part of an id that only one has."""
    return find_as("tin đã bác bỏ", "claims", registry, given)


def add(
    workspace: Workspace,
    *,
    role: str,
    at: datetime,
    text: str,
    refutation: str,
    source: str,
    variants: Sequence[str] = (),
    legal_basis: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> tuple[Entry, Event | None]:
    """Enter a claim, or add to one that is there; return it and what happened, None if nothing."""
    require(role, tuple(ENTER), "ghi tin đã bác bỏ")
    try:
        claim = new_claim(
            text=text, refutation=refutation, source=source, role=role, at=at, variants=variants,
            legal_basis=legal_basis, valid_from=valid_from, valid_to=valid_to,
        )  # fmt: skip
    except ValueError as error:
        raise LangngheError(_told(str(error))) from error
    with held(workspace) as store:
        event = entered(entries(store).get(claim.claim_id), claim)
        record(store, workspace, [event] if event else [])
        return entries(store)[claim.claim_id], event


def withdraw(workspace: Workspace, given: str, *, role: str, why: str, at: datetime) -> Entry:
    """Take a claim out of the watch; what was said and found of it stays on record."""
    require(role, tuple(WITHDRAW), "rút tin khỏi sổ")
    with held(workspace) as store:
        entry = find(entries(store), given)
        record(store, workspace, [withdrawn(entry, role, why, at)])
        return entries(store)[entry.id]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One post of the last days that says a claim, denies it or asks about it."""

    match: Match
    url: str
    source: str
    at: datetime


def seen(store: Store, claim: Claim, now: datetime) -> list[Seen]:
    """Return where a claim stood in the last days, newest first, whether or not it holds today."""
    rows = said.said(store, since=now - SHOWN_BACK, until=now)
    names = alerts.source_names(store)
    found = [
        (rows[match.text], match)
        for match in Registry([claim]).match(_text(row) for row in rows)
        if not in_passing(rows[match.text], match)
    ]
    told = said.told_posts(store, [row["post_id"] for row, _ in found])
    urls = {row["story_id"]: row["url"] for row in told}
    return [
        Seen(
            match=match,
            url=urls[row["post_id"]],
            source=str(names.get(row["source"], row["source"])),
            at=_at(row),
        )
        for row, match in reversed(found)
    ]


def claim_rows(
    store: Store, ours: Office, state: Desk, now: datetime, *, moment: Moment = "known"
) -> list[ClaimRow]:
    """Return the fresh posts that say a refuted claim, and those its live alert knows already."""
    claims = {e.id: e.claim for e in entries(store).values() if e.active}
    if not claims:
        return []
    known = _held(state, CLAIM)
    rows = said.said(store, since=now - CLAIM_BACK, until=now, also=known, moment=moment)
    registry = _compiled(tuple(claims[key] for key in sorted(claims)))
    found = []
    for match in registry.match(_text(row) for row in rows):
        row, claim = rows[match.text], claims[match.claim_id]
        if not claim.valid(_at(row)) or in_passing(row, match):
            continue
        found.append(
            ClaimRow(
                claim_id=match.claim_id,
                claim=claim.text,
                post_id=row["post_id"],
                story_id=row["story"],
                source=row["outlet"],
                at=_at(row),
                likeness=match.score,
                provinces=tuple(dict.fromkeys(map(ours.province_of, row["places"]))),
                denied=match.kind == "refutation",
                asked=match.kind == "question",
            )
        )
    return found


def in_passing(row: Mapping[str, Any], match: Match) -> bool:
    """Tell whether a match stands deep in an article and is too unsure to say that it tells the claim."""
    if row["kind"] != "article" or match.score >= IN_PASSING:
        return False
    head = canonical("\n".join(part for part in (row["title"], row["lead"]) if part))
    return match.start >= len(head)


def copy_rows(
    store: Store, state: Desk, now: datetime, *, moment: Moment = "known"
) -> list[CopyRow]:
    """Return the texts of comments and public posts that several voices say, some of it in scope."""
    since, known = now - COPY_BACK, _held(state, "copies:")
    rows = said.said(store, since=since, until=now, also=known, talk=True, moment=moment)
    if not rows:
        return []
    by_id = {row["post_id"]: row for row in rows}
    titles = said.headlines(store, since=since, until=now, moment=moment)
    found = []
    for group in copies(map(_post, rows), titles):
        told = [by_id[post_id] for post_id in group.post_ids]
        ours = [row for row in told if row["in_scope"]]
        if not ours:  # an advertisement under the football pages is nobody's crisis
            continue
        blames = sum(row["stance_union"] == "negative" for row in ours)
        found.append(
            CopyRow(
                copy_id=digest_of(told[0]["post_id"]),
                text=" ".join(_text(told[0]).split()),
                accounts=group.most_in_a_day,
                post_ids=group.post_ids,
                story_ids=tuple(sorted({row["story"] for row in told if row["story"]})),
                sources=group.sources,
                first_at=group.first_at,
                stance_union="negative" if 2 * blames > len(ours) else "none",
            )
        )
    return found


def _held(state: Desk, subject: str) -> tuple[str, ...]:
    """Return the posts that live alerts of such a subject hold: what they knew they go on knowing.

    Without them an alert would say less as posts grow old, and that would look like news of it.
    """
    return tuple(
        dict.fromkeys(
            post
            for alert in state.alerts.values()
            if alert.live and any(s.startswith(subject) for s in alert.subjects)
            for post in alert.posts
        )
    )


@lru_cache(maxsize=2)
def _compiled(claims: tuple[Claim, ...]) -> Registry:
    return Registry(claims)


def _at(row: Mapping[str, Any]) -> datetime:
    moment: datetime = row["published_at"] or row["first_seen"]
    return moment


def _text(row: Mapping[str, Any]) -> str:
    return "\n".join(part for part in (row["title"], row["lead"], row["body"]) if part)


def _post(row: Mapping[str, Any]) -> Post:
    return Post(
        post_id=row["post_id"], source=row["source"], kind=row["kind"], url="", title=row["title"],
        lead=row["lead"], text=row["body"], fetched_at=row["first_seen"],
        published_at=row["published_at"], author_key=row["author_key"],
    )  # fmt: skip


def _told(said_: str) -> str:
    """Return what is wrong with a claim as the person who enters it can mend it."""
    for sign, words in (
        ("too short", "câu quá ngắn để nhận ra; ghi đủ ai, làm gì, bao nhiêu (từ ba chữ)"),
        ("text is empty", "thiếu nguyên văn tin"),
        ("refutation is empty", "thiếu lời bác bỏ; ghi --refutation “…”"),
        ("source is empty", "thiếu nơi công bố lời bác bỏ; ghi --source “…”"),
        ("valid_to lies before", "ngày hết hiệu lực đứng trước ngày bắt đầu"),
    ):
        if sign in said_:
            return f"tin đã bác bỏ: {words}"
    return f"tin đã bác bỏ: {said_}"
