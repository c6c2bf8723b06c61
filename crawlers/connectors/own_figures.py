"""What we learn of an own post beside its words: what kind it is, its figures, that it is gone (pure).

Each is an Event of kind "metric" whose subject is the post: described, measured, removed, reply.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from langnghe.records import Event, Post, utc

MARKS: tuple[int, ...] = (1, 7, 30)  # days after publication


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One snapshot to take: of which post, for which mark (days), and since when it is due."""

    post_id: str
    native_id: str
    mark: int
    due_at: datetime


def described(post: Post, form: str, shared: bool, at: datetime) -> Event:
    """Return what kind of post it is. form: photo, video, link, article, text or other."""
    return Event(
        kind="metric",
        id=post.post_id,
        what="described",
        by=f"machine@{post.method}",
        at=at,
        fields={"source": post.source, "format": form, "shared": shared, "gone": False},
    )


def measured(
    due: Due, source: str, platform: str, figures: Mapping[str, int | None], at: datetime
) -> Event:
    """Return one snapshot; a figure the platform does not give is null, never 0.

    late_hours: how long after its mark it was taken.
    """
    late = max(timedelta(0), utc(at) - utc(due.due_at))
    return Event(
        kind="metric",
        id=due.post_id,
        what="measured",
        by=f"machine@{platform}",
        at=at,
        fields={
            "source": source,
            "mark": due.mark,
            "due_at": utc(due.due_at).isoformat(),
            "measured_at": utc(at).isoformat(),
            "late_hours": round(late.total_seconds() / 3600, 2),
            **figures,
        },
    )


def removed(post_id: str, source: str, platform: str, at: datetime) -> Event:
    """Return that a post is not on its channel any more; its words stay."""
    return Event(
        kind="metric",
        id=post_id,
        what="removed",
        by=f"machine@{platform}",
        at=at,
        fields={"source": source, "gone": True, "gone_seen_at": utc(at).isoformat()},
    )


def reply(comment: Post, to: str, at: datetime) -> Event:
    """Return that an own comment answers another one (its post id)."""
    return Event(
        kind="metric",
        id=comment.post_id,
        what="reply",
        by=f"machine@{comment.method}",
        at=at,
        fields={"source": comment.source, "reply_to": to},
    )
