"""What people code of stories: found by a few letters of its id, landed, loaded."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flows.record import held, record
from langnghe.cases.rights import role_of
from langnghe.cases.story import Code, coded
from langnghe.config import Workspace
from langnghe.errors import LangngheError
from langnghe.records import Event
from warehouse import open_store
from warehouse.measured import known_stories, stories


def code(
    workspace: Workspace,
    story: str,
    what: Code,
    role: str,
    at: datetime,
    *,
    value: int | None = None,
    note: str = "",
) -> Event:
    """Record what a person says of one story; story: its id, or letters enough to tell it."""
    with held(workspace) as store:
        found = known_stories(store, story.strip())
        if len(found) != 1:
            raise LangngheError(
                f"không có tin nào mang mã {story!r}; xem `langnghe story list`"
                if not found
                else f"{story!r} chưa đủ phân biệt: {', '.join(sorted(found)[:5])}"
            )
        event = coded(found[0], what, role_of(role), at, value=value, note=note)
        record(store, workspace, [event])
    return event


def recent(workspace: Workspace, first: date, last: date, now: datetime) -> list[dict[str, Any]]:
    """Return the stories in scope of some days, most told first, with what people said of them."""
    with open_store(workspace.warehouse) as store:
        return stories(store, first, last, now)
