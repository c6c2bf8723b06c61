"""Two people, one thing: a write made on an old state is not written but shown beside the new one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

FIELD = "_phien_ban"  # of the form: the version its reader saw


class Conflict(Exception):
    """What was typed stands on an old state. now: the new state as (name, value) for a reader."""

    def __init__(
        self, *, what: str, version: str, now: Sequence[tuple[str, str]] = (), by: str = ""
    ) -> None:
        super().__init__(what)
        self.what = what  # “hồ sơ HS-2026-003”
        self.version = version  # of the new state: sent with a second, knowing, try
        self.now = tuple(now)
        self.by = by  # who changed it, and when, in words; "" when not known


def version_of(parts: Iterable[Any]) -> str:
    """Return a short name of a state: of the events it is folded from, or of its values."""
    told = json.dumps(list(parts), ensure_ascii=False, default=str, sort_keys=True)
    return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def require_version(
    typed: Mapping[str, Any],
    current: str,
    *,
    what: str,
    now: Sequence[tuple[str, str]] = (),
    by: str = "",
) -> None:
    """Refuse a form that was filled in looking at another state than the present one."""
    if typed.get(FIELD, "") != current:
        raise Conflict(what=what, version=current, now=now, by=by)
