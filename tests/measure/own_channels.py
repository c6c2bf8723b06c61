"""What happens on the union's own pages, in the words of tests of targets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.measure.conftest import Moment, Office, moment

SCOPE = {"in_scope": "1", "topic": ["state_policy"]}


def own_post(
    office: Office, number: int, at: Moment, *, source: str = "trang", shared: bool = False,
    form: str = "photo", labels: Any = SCOPE, **changes: Any,
) -> str:  # fmt: skip
    """Land a post of one of our pages, described as the connectors do."""
    post = office.post(number, seen=at, source=source, kind="post", labels=labels, **changes)
    office.event(
        "metric", post, "described", at=at, by="machine@connect", format=form, shared=shared
    )
    return post


def asked(
    office: Office, key: str, at: Moment, *, after: timedelta | None = None, source: str = "trang",
    channel: str = "facebook", status: str = "new", **fields: Any,
) -> None:  # fmt: skip
    """Open a question; after: how long the first human reply took, None for not answered."""
    came = moment(at)
    office.event("inquiry", key, "opened", at=came, by="machine@inbox", opened_at=came, received_at=came,
                 channel=channel, source=source, question="Hỏi về lương", status=status, **fields)  # fmt: skip
    if after is not None:
        office.event("inquiry", key, "answered", at=came + after, by="legal_team", status="answered",
                     replied_at=came + after, answered_at=came + after)  # fmt: skip
