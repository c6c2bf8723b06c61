"""What the watch asks of ourselves: questions put to us, own posts, sources that are new, as rows of rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from langnghe.cases.inquiry import inquiry_id
from langnghe.cases.rule_asked import NO_TOPIC, AskedRow
from langnghe.cases.rule_own import OwnRow
from langnghe.cases.rule_page import ChangedRow, ReactedRow
from langnghe.cases.rule_system import NewSourceRow
from warehouse import Store, watch_own
from warehouse.series import Moment, Office


def own_rows(
    store: Store, ours: Office, now: datetime, *, moment: Moment = "known"
) -> Mapping[str, list[Any]]:
    """Return the rows of rules.apply that speak of ourselves, by its argument."""
    return {
        "own": [
            OwnRow(**row) for row in watch_own.commented(store, ours, until=now, moment=moment)
        ],
        "asked": asked_rows(store, now, moment=moment),
        "reacted": [ReactedRow(**row) for row in watch_own.reacted(store, until=now)],
        "changed": [
            ChangedRow(**row) for row in watch_own.changed(store, ours, until=now, moment=moment)
        ],
        "added": [NewSourceRow(**row) for row in watch_own.added(store, now=now)],
    }


def asked_rows(store: Store, now: datetime, *, moment: Moment = "known") -> list[AskedRow]:
    """Return the questions of the last month: topics by their names, what a form calls a complaint so too."""
    from nlp.taxonomy import TOPIC_VI

    rows = watch_own.asked(store, until=now, moment=moment)
    blamed = _complaints(store) if rows else frozenset()
    return [
        AskedRow(**row, about=TOPIC_VI.get(row["topic"], NO_TOPIC), complaint=row["id"] in blamed)
        for row in rows
    ]


def _complaints(store: Store) -> frozenset[str]:
    """Return the questions that came on a form which calls itself a complaint."""
    from flows.register_inquiries import SOURCE

    return frozenset(
        inquiry_id(SOURCE, ident, received) for ident, received in watch_own.complaint_forms(store)
    )
